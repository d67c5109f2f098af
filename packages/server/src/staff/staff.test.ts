import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role } from '@topay/contract'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { HOUR, inTx, MINUTE, sha256 } from '../platform/index.ts'
import { createStaffMember, getAgent, getAgents, getStaffMember, staffAuthenticator } from './index.ts'
import { resetStaffCredentials, updateStaff } from './manage-members.ts'
import { selectAllStaff } from './queries.ts'
import { listStaffSessions, openSession, revokeStaffSession, staffSignOut } from './sessions.ts'

const { db, travel } = await useDatabase()
const client = { ip: '127.0.0.1', user_agent: 'test', request_id: 'req_1' }
const password = 'staff horse battery'
const doer = { kind: 'system', id: 'test' } as const

let counter = 0
const hire = (more: { email?: string; roles?: Role[]; password?: string } = {}) =>
  inTx(db, (tx) =>
    createStaffMember(tx, {
      email: `agent${counter++}@staff.example.com`,
      name: { zh: '林晓', en: 'Lin Xiao' },
      roles: ['agent'],
      password,
      doer,
      ...more,
    }),
  )
const open = (id: string) => inTx(db, (tx) => openSession(tx, id, client))
const authenticate = (token: string) => staffAuthenticator(db)(token)
const actions = async (id: string) => (await listAudit(db, id)).map(({ action, actor_id }) => `${action} ${actor_id}`)

test('accounts get badges in order, each role once, and their making is on record', async () => {
  const first = await hire({ email: 'Lin@Staff.example.com', roles: ['agent', 'supervisor', 'agent'] })
  const second = await hire()
  const { id, badge, ...rest } = first
  assert.deepEqual(rest, {
    email: 'lin@staff.example.com',
    name: { zh: '林晓', en: 'Lin Xiao' },
    roles: ['agent', 'supervisor'],
    active: true,
    locale: 'zh-CN',
    two_factor: false,
    demo: false,
    last_seen_at: null,
  })
  assert.equal(badge, 'T1001')
  assert.equal(second.badge, 'T1002')
  assert.deepEqual(
    (await selectAllStaff(db)).slice(0, 2).map((member) => member.badge),
    ['T1001', 'T1002'],
  )
  assert.deepEqual(
    (await listAudit(db, id)).map(({ action, detail }) => [action, detail]),
    [['staff.created', { email: 'lin@staff.example.com', badge: 'T1001', roles: ['agent', 'supervisor'] }]],
  )
  assert.deepEqual(await getStaffMember(db, id), first)
})

test('an address has one account, a weak password is refused, and what is no address too', async () => {
  const { email } = await hire()
  await assert.rejects(hire({ email: email.toUpperCase() }), refusedWith('STAFF_EXISTS'))
  await assert.rejects(hire({ password: 'password123' }), refusedWith('PASSWORD_WEAK'))
  await assert.rejects(hire({ email: 'fresh@staff.example.com', password: 'lin xiao' }), refusedWith('PASSWORD_WEAK'))
  await assert.rejects(hire({ email: '13812346024' }), refusedWith('INPUT_INVALID'))
})

test('customers know an agent by name and badge', async () => {
  const { id, name, badge } = await hire()
  assert.deepEqual(await getAgent(db, id), { name, badge })
  assert.deepEqual([...(await getAgents(db, [id, id, 'stf_0']))], [[id, { name, badge }]])
  await assert.rejects(getAgent(db, 'stf_0'), refusedWith('NOT_FOUND'))
})

test('a session has a token that is stored as a hash only, and signing out ends it on record', async () => {
  const { id } = await hire({ roles: ['agent', 'auditor'] })
  const { token } = await open(id)
  assert.match(token, /^ts_[\w-]{43}$/)
  const actor = await authenticate(token)
  assert.ok(actor)
  assert.deepEqual([actor.realm, actor.id, actor.roles], ['staff', id, ['agent', 'auditor']])
  const row = await db
    .selectFrom('staff_session')
    .selectAll()
    .where('token_hash', '=', sha256(token))
    .executeTakeFirstOrThrow()
  assert.ok(!JSON.stringify(row).includes(token))
  await staffSignOut(db, actor, 'req_2')
  assert.equal(await authenticate(token), null)
  assert.deepEqual(await actions(id), ['staff.created test', `staff.signed_out ${id}`])
})

test('a desk session ends after eight hours', async () => {
  const { token } = await open((await hire()).id)
  travel(8 * HOUR - MINUTE)
  assert.ok(await authenticate(token))
  travel(MINUTE)
  assert.equal(await authenticate(token), null)
})

test('it is known to the minute when somebody was last here, and it is not written more often', async () => {
  const { id } = await hire()
  const { token } = await open(id)
  const seen = async () => (await getStaffMember(db, id)).last_seen_at
  const seenOther = async (than: string | null): Promise<string> => {
    for (;;) {
      const at = await seen()
      if (at !== than && at !== null) return at
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await authenticate(token)
  const first = await seenOther(null)
  travel(MINUTE - 5_000)
  await authenticate(token)
  assert.equal(await seen(), first)
  travel(6_000)
  await authenticate(token)
  assert.ok((await seenOther(first)) > first)
})

test('one sees and ends one’s own sessions, and nobody else’s', async () => {
  const [mine, other] = [await hire(), await hire()]
  const here = await authenticate((await open(mine.id)).token)
  const there = await open(mine.id)
  const foreign = await authenticate((await open(other.id)).token)
  assert.ok(here && foreign)
  const { items } = await listStaffSessions(db, here)
  assert.deepEqual(
    items.map(({ current }) => current),
    [false, true],
  )
  const revoke = (actor: typeof here, session_id = '') =>
    revokeStaffSession(db, actor, { session_id, request_id: 'req_1' })
  await assert.rejects(revoke(foreign, items[0]?.id), refusedWith('NOT_FOUND'))
  await revoke(here, items[0]?.id)
  assert.equal(await authenticate(there.token), null)
  await assert.rejects(revoke(here, items[0]?.id), refusedWith('NOT_FOUND'))
  assert.ok((await actions(mine.id)).includes(`staff.session_revoked ${mine.id}`))
})

test('an administrator changes names and roles, which count at once, and lets people go, who are out at once', async () => {
  const boss = await hire({ roles: ['admin'] })
  const by = { kind: 'staff', id: boss.id } as const
  const { id } = await hire()
  const { token } = await open(id)
  const name = { zh: '林小', en: 'Lin' }
  assert.deepEqual((await updateStaff(db, { staff_id: id, name, roles: ['auditor', 'auditor'], by })).roles, [
    'auditor',
  ])
  assert.deepEqual((await authenticate(token))?.roles, ['auditor'])
  assert.equal((await updateStaff(db, { staff_id: id, active: false, by })).active, false)
  assert.equal(await authenticate(token), null)
  await updateStaff(db, { staff_id: id, active: true, by })
  assert.equal(await authenticate(token), null, 'a session that ended stays ended')
  assert.deepEqual((await actions(id)).slice(1), [
    `staff.renamed ${boss.id}`,
    `staff.roles_changed ${boss.id}`,
    `staff.deactivated ${boss.id}`,
    `staff.reactivated ${boss.id}`,
  ])
  await assert.rejects(updateStaff(db, { staff_id: 'stf_0', active: false, by }), refusedWith('NOT_FOUND'))
})

test('nobody changes their own roles or standing, or sets their own credentials anew', async () => {
  const { id } = await hire({ roles: ['admin'] })
  const by = { kind: 'staff', id } as const
  await assert.rejects(updateStaff(db, { staff_id: id, roles: ['agent'], by }), refusedWith('STAFF_SELF'))
  await assert.rejects(updateStaff(db, { staff_id: id, active: false, by }), refusedWith('STAFF_SELF'))
  const config = { TOPAY_SECRET: 'x'.repeat(32) } as Parameters<typeof resetStaffCredentials>[1]
  await assert.rejects(resetStaffCredentials(db, config, { staff_id: id, password, by }), refusedWith('STAFF_SELF'))
  assert.equal((await updateStaff(db, { staff_id: id, name: { zh: '周', en: 'Zhou' }, by })).name.en, 'Zhou')
})

test('two last administrators who dismiss each other at once: one remains', async () => {
  await db.updateTable('staff').set({ active: false }).execute()
  const [one, two] = [await hire({ roles: ['admin'] }), await hire({ roles: ['admin'] })]
  const dismiss = (staff_id: string, id: string) =>
    updateStaff(db, { staff_id, active: false, by: { kind: 'staff', id } })
  const results = await Promise.allSettled([dismiss(one.id, two.id), dismiss(two.id, one.id)])
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.equal(refusals.length, 1)
  assert.ok(refusedWith('STAFF_LAST_ADMIN')(refusals[0]))
})
