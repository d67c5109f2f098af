import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Role } from '@topay/contract'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { createCustomer } from '../identity/index.ts'
import { AppError, DAY, HOUR, inTx, MINUTE } from '../platform/index.ts'
import {
  type ApprovalKinds,
  type ApprovalRequest,
  createStaffMember,
  decideApproval,
  expireApprovals,
  listApprovals,
  requestApproval,
} from './index.ts'

const { db, travel } = await useDatabase()
const doer = { kind: 'system', id: 'test' } as const

const hire = async (roles: Role[] = ['supervisor']) => {
  const member = await inTx(db, (tx) =>
    createStaffMember(tx, {
      email: `${randomUUID()}@staff.example.com`,
      name: { zh: '林晓', en: 'Lin Xiao' },
      roles,
      password: 'staff horse battery',
      doer,
    }),
  )
  return { ...member, kind: 'staff' as const, roles }
}
const join = (email = `${randomUUID()}@example.com`) =>
  inTx(db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [{ kind: 'email', value: email }],
      password_hash: 'none',
    }),
  )

/** What was carried out or refused, in order; a payload that says so is one that does not fit any more. */
const done: [what: string, approval: ApprovalRequest][] = []
const kinds: ApprovalKinds = {
  unfreeze: {
    permission: 'accounts.unfreeze',
    execute: async (tx, approval) => {
      // In the transaction of the decision: what it wrote is gone with it.
      await tx.updateTable('customer').set({ name: 'carried out' }).where('id', '=', approval.subject_id).execute()
      if ((approval.payload as { stale?: boolean }).stale) throw new AppError('APPROVAL_STALE')
      done.push(['executed', approval])
    },
    refused: async (_tx, approval) => {
      done.push([approval.status, approval])
    },
  },
}

const ask = (by: { id: string; kind: 'staff' }, customer_id: string, payload: unknown = { until: null }) =>
  inTx(db, (tx) =>
    requestApproval(tx, {
      kind: 'unfreeze',
      subject_id: customer_id,
      customer_id,
      summary: { zh: '解除冻结', en: 'Unfreeze' },
      reason: '已当面核实',
      payload,
      by: { kind: 'staff', id: by.id },
    }),
  )
const decide = (by: { id: string; roles: Role[] }, approval_id: string, decision: 'approve' | 'refuse' = 'approve') =>
  decideApproval(db, kinds, {
    approval_id,
    decision,
    note: '已核对',
    by: { kind: 'staff', id: by.id, roles: by.roles },
  })
const statusOf = async (id: string) =>
  (await db.selectFrom('approval').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status

test('a second person decides, and exactly what was asked for is carried out, once', async () => {
  const [one, two, three] = [await hire(), await hire(), await hire(['risk_analyst'])]
  const customer = await join()
  const asked = await ask(one, customer, { limit: 20_000 })
  done.length = 0
  const decided = await decide(two, asked.id)
  assert.deepEqual(
    [decided.status, decided.requested_by.id, decided.decided_by?.id, decided.note, decided.yours],
    ['approved', one.id, two.id, '已核对', false],
  )
  assert.deepEqual(
    done.map(([what, { payload, status }]) => [what, payload, status]),
    [['executed', { limit: 20_000 }, 'approved']],
  )
  await assert.rejects(decide(three, asked.id), refusedWith('APPROVAL_ENDED'))
  assert.deepEqual(
    (await listAudit(db, asked.id)).map(({ action, actor_id }) => [action, actor_id]),
    [
      ['approval.requested', one.id],
      ['approval.approved', two.id],
    ],
  )
})

test('whoever asked does not decide, not even in the other direction, and the database holds it too', async () => {
  const one = await hire()
  const asked = await ask(one, await join())
  await assert.rejects(decide(one, asked.id), refusedWith('APPROVAL_OWN'))
  await assert.rejects(decide(one, asked.id, 'refuse'), refusedWith('APPROVAL_OWN'))
  await assert.rejects(db.updateTable('approval').set({ decided_by: one.id }).where('id', '=', asked.id).execute())
  assert.equal(await statusOf(asked.id), 'pending')
})

test('nobody asks for or decides about an account that has their own work address', async () => {
  const [one, two, three] = [await hire(), await hire(), await hire()]
  const own = await join(two.email)
  await assert.rejects(ask(two, own), refusedWith('APPROVAL_LINKED'))
  const asked = await ask(one, own)
  await assert.rejects(decide(two, asked.id), refusedWith('APPROVAL_LINKED'))
  assert.equal((await decide(three, asked.id)).status, 'approved')
})

test('the right is that of the kind, looked at when it is decided', async () => {
  const asked = await ask(await hire(), await join())
  for (const roles of [['auditor'], ['agent'], ['admin'], ['identity_reviewer']] satisfies Role[][])
    await assert.rejects(decide(await hire(roles), asked.id), refusedWith('PERMISSION_MISSING'), roles.join())
  assert.equal((await decide(await hire(['risk_analyst']), asked.id)).status, 'approved')
})

test('what does not fit any more is not carried out, nothing of it stays, and it can still be refused', async () => {
  const [one, two] = [await hire(), await hire()]
  const customer = await join()
  const asked = await ask(one, customer, { stale: true })
  await assert.rejects(decide(two, asked.id), refusedWith('APPROVAL_STALE'))
  const { name } = await db.selectFrom('customer').select('name').where('id', '=', customer).executeTakeFirstOrThrow()
  assert.deepEqual([name, await statusOf(asked.id)], ['陈思远', 'pending'])
  assert.equal((await decide(two, asked.id, 'refuse')).status, 'refused')
})

test('the word of a colleague who has left since carries nothing out', async () => {
  const [one, two] = [await hire(), await hire()]
  const asked = await ask(one, await join())
  await db.updateTable('staff').set({ active: false }).where('id', '=', one.id).execute()
  await assert.rejects(decide(two, asked.id), refusedWith('APPROVAL_STALE'))
  assert.equal((await decide(two, asked.id, 'refuse')).status, 'refused')
})

test('one request about a subject waits at a time; a refused one makes room', async () => {
  const [one, two] = [await hire(), await hire()]
  const customer = await join()
  const asked = await ask(one, customer)
  await assert.rejects(ask(two, customer), refusedWith('APPROVAL_ASKED'))
  done.length = 0
  await decide(two, asked.id, 'refuse')
  assert.deepEqual(
    done.map(([what]) => what),
    ['refused'],
  )
  assert.notEqual((await ask(two, customer)).id, asked.id)
})

test('two who decide at the same moment: one does', async () => {
  const [one, two, three] = [await hire(), await hire(), await hire()]
  const asked = await ask(one, await join())
  done.length = 0
  const results = await Promise.allSettled([decide(two, asked.id), decide(three, asked.id, 'refuse')])
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.equal(refusals.length, 1)
  assert.ok(refusedWith('APPROVAL_ENDED')(refusals[0]))
  assert.equal(done.length, 1)
})

test('nobody’s answer in time ends a request, its kind is told once, and it makes room at once', async () => {
  const [one, two] = [await hire(), await hire()]
  const [customer, other] = [await join(), await join()]
  const asked = await ask(one, customer)
  await ask(one, other)
  travel(DAY)
  await assert.rejects(decide(two, asked.id), refusedWith('APPROVAL_ENDED'))
  const again = await ask(two, customer)
  assert.equal(await statusOf(asked.id), 'expired')
  done.length = 0
  const runs = await Promise.all([expireApprovals(db, kinds), expireApprovals(db, kinds)])
  assert.ok((runs[0] ?? 0) + (runs[1] ?? 0) >= 1)
  assert.equal(done.filter(([what, { subject_id }]) => what === 'expired' && subject_id === other).length, 1)
  assert.equal(await statusOf(again.id), 'pending')
})

test('waiting requests are listed with the most urgent first, page by page, and say which are one’s own', async () => {
  const [one, two] = [await hire(), await hire()]
  await db.updateTable('approval').set({ status: 'expired' }).where('status', '=', 'pending').execute()
  const late = await ask(one, await join())
  travel(-HOUR)
  const urgent = await ask(two, await join())
  const first = await listApprovals(db, { status: 'pending', limit: 1, viewer: two.id })
  assert.deepEqual(
    first.items.map(({ id, yours, requested_by }) => [id, yours, requested_by.id]),
    [[urgent.id, true, two.id]],
  )
  const cursor = first.next_cursor ?? assert.fail('no second page')
  const second = await listApprovals(db, { status: 'pending', limit: 1, cursor, viewer: two.id })
  assert.deepEqual([second.items.map(({ id, yours }) => [id, yours]), second.next_cursor], [[[late.id, false]], null])
  await assert.rejects(
    listApprovals(db, { status: 'pending', limit: 1, cursor: 'bWFkZSB1cA', viewer: two.id }),
    refusedWith('INPUT_INVALID'),
  )
  travel(HOUR)
  await decide(one, urgent.id)
  travel(MINUTE)
  const approved = await listApprovals(db, { status: 'approved', limit: 1, viewer: one.id })
  assert.ok(approved.next_cursor)
  const rest = await listApprovals(db, { status: 'approved', limit: 100, cursor: approved.next_cursor, viewer: one.id })
  const all = [...approved.items, ...rest.items]
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  const times = all.map(({ requested_at }) => requested_at)
  assert.deepEqual(times, times.toSorted().toReversed())
  assert.ok(all.length > 2)
})
