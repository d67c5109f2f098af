import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { createLog, type Db, inTx, openDatabase } from '../platform/index.ts'
import { listAudit, recordAudit, verifyAudit } from './index.ts'

const doer = { kind: 'staff', id: 'stf_1', request_id: 'req_1' } as const

let database: TestDatabase
let opened: { db: Db; close: () => Promise<void> }
let db: Db
beforeEach(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  opened = openDatabase({ url: database.url, size: 8, log: createLog({ level: 'silent' }) })
  db = opened.db
})
afterEach(async () => {
  await opened.close()
  await database.drop()
})

const record = (subject: string, action = 'case.closed') =>
  inTx(db, (tx) => recordAudit(tx, { doer, action, subject, detail: { reason: '已解决', count: 2, tags: ['a'] } }))

/** Changes the record as somebody would who owns the database. */
const behindTheTriggers = async (change: ReturnType<typeof sql>) => {
  await sql`alter table audit_entry disable trigger user`.execute(db)
  await change.execute(db)
  await sql`alter table audit_entry enable trigger user`.execute(db)
}

test('entries are listed by subject, oldest first, the newest when there are many', async () => {
  await record('case_1', 'case.assigned')
  await record('case_2')
  await record('case_1', 'case.closed')
  const entries = await listAudit(db, 'case_1')
  assert.deepEqual(
    entries.map(({ seq, action }) => [seq, action]),
    [
      [1, 'case.assigned'],
      [3, 'case.closed'],
    ],
  )
  assert.deepEqual(
    entries.map(({ actor_kind, actor_id, detail }) => ({ actor_kind, actor_id, detail })),
    entries.map(() => ({
      actor_kind: 'staff',
      actor_id: 'stf_1',
      detail: { reason: '已解决', count: 2, tags: ['a'] },
    })),
  )
  assert.deepEqual(
    (await listAudit(db, 'case_1', 1)).map(({ seq }) => seq),
    [3],
  )
})

test('an empty record and a record written by the app are whole', async () => {
  assert.deepEqual(await verifyAudit(db), { ok: true, entries: 0, broken_at: null, head: null })
  await record('case_1')
  await record('case_2')
  const verdict = await verifyAudit(db)
  assert.deepEqual({ ...verdict, head: typeof verdict.head }, { ok: true, entries: 2, broken_at: null, head: 'string' })
})

test('the database refuses to change, delete or empty the record', async () => {
  await record('case_1')
  const refused = /audit_entry is append-only/
  await assert.rejects(sql`update audit_entry set action = 'x'`.execute(db), refused)
  await assert.rejects(sql`update audit_entry set action = 'x' where seq = 99`.execute(db), refused)
  await assert.rejects(sql`delete from audit_entry`.execute(db), refused)
  await assert.rejects(sql`truncate audit_entry`.execute(db), refused)
  assert.equal((await verifyAudit(db)).ok, true)
})

test('many writers at once keep one chain, without gaps for those that rolled back', async () => {
  const rollBack = (subject: string) =>
    inTx(db, async (tx) => {
      await recordAudit(tx, { doer, action: 'case.closed', subject })
      throw new Error('changed my mind')
    })
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) => (i % 5 === 0 ? rollBack(`case_${i}`) : record(`case_${i}`))),
  )
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 12)
  const { ok, entries } = await verifyAudit(db)
  assert.deepEqual({ ok, entries }, { ok: true, entries: 48 })
})

const tampering: [name: string, change: ReturnType<typeof sql>, brokenAt: number][] = [
  ['an entry whose action was changed', sql`update audit_entry set action = 'case.opened' where seq = 2`, 2],
  ['an entry whose detail was changed', sql`update audit_entry set detail = '{"reason": "other"}' where seq = 3`, 3],
  ['an entry whose time was changed', sql`update audit_entry set at = at + interval '1 microsecond' where seq = 1`, 1],
  ['an entry taken out of the middle', sql`delete from audit_entry where seq = 2`, 2],
  ['entries cut off the end', sql`delete from audit_entry where seq >= 3`, 3],
  ['a record emptied', sql`truncate audit_entry`, 1],
  [
    'an entry changed and hashed anew',
    sql`update audit_entry set action = 'x', hash = audit_hash(prev_hash, seq, at, actor_kind, actor_id, 'x', subject, detail, request_id) where seq = 2`,
    3,
  ],
  [
    'an entry put before the first',
    sql`insert into audit_entry select 0, at, actor_kind, actor_id, action, subject, detail, request_id, prev_hash, hash from audit_entry where seq = 1`,
    0,
  ],
]
for (const [name, change, brokenAt] of tampering) {
  test(`${name} behind the triggers' back is found`, async () => {
    for (const subject of ['case_1', 'case_2', 'case_3', 'case_4']) await record(subject)
    await behindTheTriggers(change)
    const { ok, broken_at } = await verifyAudit(db)
    assert.deepEqual({ ok, broken_at }, { ok: false, broken_at: brokenAt })
  })
}
