import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { inTx, openDatabase } from './database/database.ts'
import { enqueue, plannedAt, startJobs } from './jobs.ts'
import { createLog } from './log.ts'

const log = createLog({ level: 'silent' })
let database: TestDatabase
let opened: ReturnType<typeof openDatabase>

before(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  opened = openDatabase({ url: database.url, size: 8, log })
})
after(async () => {
  await opened.close()
  await database.drop()
})

const nextJob = () => {
  const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>()
  return { promise, jobs: { 'test:job': async (payload: Record<string, unknown>) => resolve(payload) } }
}

test('a job exists exactly when its transaction commits', async () => {
  const { db, pool } = opened
  await assert.rejects(
    inTx(db, async (tx) => {
      await enqueue(tx, 'test:job', { n: 'rolled back' })
      throw new Error('no')
    }),
  )
  await inTx(db, (tx) => enqueue(tx, 'test:job', { n: 'kept' }))
  const { promise, jobs } = nextJob()
  const runner = await startJobs({ pool, jobs, log })
  assert.deepEqual(await promise, { n: 'kept' })
  await runner.stop()
})

test('slow jobs that hang keep no other job waiting, and are done by workers of their own', async () => {
  const { db, pool } = opened
  const hanging = Promise.withResolvers<void>()
  const allHang = Promise.withResolvers<void>()
  let running = 0
  const slow = {
    'test:slow': async () => {
      running += 1
      if (running === 2) allHang.resolve()
      await hanging.promise
    },
  }
  const { promise, jobs } = nextJob()
  const runner = await startJobs({ pool, jobs, slow, log, concurrency: 2 })
  for (let n = 0; n < 5; n++) await enqueue(db, 'test:slow', { n })
  await allHang.promise
  await enqueue(db, 'test:job', { n: 'money' })
  assert.deepEqual(await promise, { n: 'money' })
  assert.equal(running, 2, 'no more of them at once than they have workers')
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from job_worker`.execute(db)
  assert.equal(rows[0]?.n, 4, 'both sets of workers say that they live')
  hanging.resolve()
  await runner.stop()
  const { rows: left } = await sql<{ n: number }>`select count(*)::int as n from job_worker`.execute(db)
  assert.equal(left[0]?.n, 0)
  await sql`delete from graphile_worker._private_jobs`.execute(db)
})

test('the job of a worker that was killed is done by another', async () => {
  const { db, pool } = opened
  await inTx(db, (tx) => enqueue(tx, 'test:job', { n: 'held by the dead' }))
  await sql`update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now(), attempts = 1`.execute(
    db,
  )
  await sql`insert into job_worker values ('worker-dead', now() - interval '1 minute')`.execute(db)
  const { promise, jobs } = nextJob()
  const runner = await startJobs({ pool, jobs, log })
  assert.deepEqual(await promise, { n: 'held by the dead' })
  await runner.stop()
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from job_worker`.execute(db)
  assert.equal(rows[0]?.n, 0, 'a worker that stops takes its name off the list')
})

test('a job of the crontab knows when it was planned for, any other runs for now', () => {
  assert.equal(plannedAt({ _cron: { ts: '2026-11-24T16:10:00.000Z', backfilled: false } }), '2026-11-24T16:10:00.000Z')
  for (const payload of [{}, { _cron: null }, { _cron: { ts: 7 } }])
    assert.ok(Math.abs(Date.parse(plannedAt(payload)) - Date.now()) < 60_000)
})
