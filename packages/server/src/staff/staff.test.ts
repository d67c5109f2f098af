import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role } from '@topay/contract'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { HOUR, inTx, MINUTE, sha256 } from '../platform/index.ts'
import { createStaffMember, getAgent, getAgents, getStaffMember, staffAuthenticator } from './index.ts'
import { selectAllStaff } from './queries.ts'
import { staffSignIn, staffSignOut } from './sessions.ts'

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
const enter = (identifier: string, given = password) => staffSignIn(db, { identifier, password: given, client })
const authenticate = (token: string) => staffAuthenticator(db)(token)
const dismiss = (id: string) => db.updateTable('staff').set({ active: false }).where('id', '=', id).execute()
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

test('staff sign in and out, on record, with a token that is stored as a hash only', async () => {
  const { id, email } = await hire({ roles: ['agent', 'auditor'] })
  const { token, staff_id } = await enter(` ${email.toUpperCase()}`)
  assert.equal(staff_id, id)
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
  assert.deepEqual(await actions(id), ['staff.created test', `staff.signed_in ${id}`, `staff.signed_out ${id}`])
})

test('a wrong password, an unknown account, a phone number and somebody who has left are refused alike', async () => {
  const [here, gone] = [await hire(), await hire()]
  await dismiss(gone.id)
  for (const [identifier, given] of [
    [here.email, 'wrong horse battery'],
    ['nobody@staff.example.com', password],
    ['13812346024', password],
    [gone.email, password],
  ] as const)
    await assert.rejects(enter(identifier, given), refusedWith('CREDENTIALS_WRONG'), identifier)
})

test('a desk session ends after eight hours', async () => {
  const { token } = await enter((await hire()).email)
  travel(8 * HOUR - MINUTE)
  assert.ok(await authenticate(token))
  travel(MINUTE)
  assert.equal(await authenticate(token), null)
})

test('whoever is no longer active is out at once, and changed roles count at once', async () => {
  const { id, email } = await hire()
  const { token } = await enter(email)
  await db
    .updateTable('staff')
    .set({ roles: ['auditor'] })
    .where('id', '=', id)
    .execute()
  assert.deepEqual((await authenticate(token))?.roles, ['auditor'])
  await dismiss(id)
  assert.equal(await authenticate(token), null)
})
