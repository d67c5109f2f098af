import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, afterEach, before, test } from 'node:test'
import { DAY, HOUR, MINUTE, moveClock, SECOND } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { eventually, openBrowser, pendingIn, refused, waysIn } from '../support/signing-in.ts'

let app: TestApp
let ways: ReturnType<typeof waysIn>
before(async () => {
  app = await startTestApp()
  ways = waysIn(app)
})
after(() => app.close())

let travelled = 0
const travel = (ms: number): void => {
  moveClock(ms)
  travelled += ms
}
afterEach(() => travel(-travelled))

test('where a customer is signed in is listed and ended one by one', async () => {
  const customer = await app.signUp()
  const other = await ways.signInByCode(customer)
  const { items } = await customer.api('listSessions', {})
  assert.deepEqual(items.map(({ current }) => current).toSorted(), [false, true])
  const away = items.find(({ current }) => !current)
  assert.deepEqual(away?.place, { zh: '本地网络', en: 'Local network' })
  await customer.api('revokeSession', { params: { session_id: away?.id ?? '' } })
  await assert.rejects(app.client(other.token)('getMe', {}), refused('NOT_SIGNED_IN'))
  const stranger = await app.signUp()
  const [own] = (await customer.api('listSessions', {})).items
  await assert.rejects(stranger.api('revokeSession', { params: { session_id: own?.id ?? '' } }), refused('NOT_FOUND'))
})

test('a device that is removed is out at once, and wants a second step again', async () => {
  const customer = await app.signUp()
  const other = await ways.signInByCode(customer)
  const { items } = await customer.api('listDevices', {})
  assert.deepEqual(
    items.map(({ sessions }) => sessions),
    [1, 1],
  )
  const device_id = items.find(({ current }) => !current)?.id ?? ''
  const stranger = await app.signUp()
  await assert.rejects(stranger.api('removeDevice', { params: { device_id } }), refused('NOT_FOUND'))
  await customer.api('removeDevice', { params: { device_id } })
  await assert.rejects(app.client(other.token)('getMe', {}), refused('NOT_SIGNED_IN'))
  pendingIn(await ways.signIn(customer, other.device_token))
  assert.equal((await customer.api('listDevices', {})).items.length, 1)
})

test('security events come in pages, sign-ins and changes apart', async () => {
  const customer = await app.signUp()
  for (let i = 0; i < 3; i++) await ways.signIn(customer, customer.device_token)
  await customer.api('revokeOtherSessions', {})
  const kinds: string[] = []
  let cursor: string | undefined
  do {
    const page = await customer.api('listSecurityEvents', { query: { limit: 2, cursor } })
    kinds.push(...page.items.map(({ kind }) => kind))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  assert.deepEqual(kinds, ['sessions_revoked', 'signed_in', 'signed_in', 'signed_in', 'signed_up'])
  const { items } = await customer.api('listSecurityEvents', { query: { kind: 'change' } })
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ['sessions_revoked'],
  )
})

/** A browser that the customer is known on and signed in with. */
const browserOf = async (customer: TestCustomer) => {
  const mine = openBrowser(app.url)
  mine.jar.set('topay_device', customer.device_token)
  const { status } = await mine.call('signIn', { identifier: customer.identifier, password: CUSTOMER_PASSWORD })
  assert.equal(status, 201)
  return mine
}

test('signing in never goes on with the token from before, and ends that session, whoever had it', async () => {
  const [one, other] = [await app.signUp(), await app.signUp()]
  const shared = await browserOf(one)
  const before = shared.jar.get('topay_customer') ?? ''
  shared.jar.set('topay_device', other.device_token)
  await shared.call('signIn', { identifier: other.identifier, password: CUSTOMER_PASSWORD })
  assert.notEqual(shared.jar.get('topay_customer'), before)
  await assert.rejects(app.client(before)('getMe', {}), refused('NOT_SIGNED_IN'))
})

test('a browser that was left alone shows money only after the payment password', async () => {
  const customer = await app.signUp()
  await customer.api('setPaymentPassword', { body: { payment_password: PAYMENT_PASSWORD } })
  const mine = await browserOf(customer)
  assert.equal((await mine.call('getWallet')).status, 200)
  travel(15 * MINUTE + SECOND)
  assert.deepEqual((await mine.call('getWallet')).code, 'SESSION_IDLE')
  assert.equal((await mine.call('getMe')).status, 200, 'who it is may be seen')
  await pause(50)
  assert.equal((await mine.call('getWallet')).code, 'SESSION_IDLE', 'requests do not end it')
  assert.equal((await mine.call('unlockSession', { payment_password: '739153' })).code, 'PAYMENT_PASSWORD_WRONG')
  assert.equal((await mine.call('unlockSession', { payment_password: PAYMENT_PASSWORD })).status, 204)
  assert.equal((await mine.call('getWallet')).status, 200)
  await customer.api('getWallet', {})
})

test('requests keep a browser from being idle', async () => {
  const customer = await app.signUp()
  await customer.api('setPaymentPassword', { body: { payment_password: PAYMENT_PASSWORD } })
  const mine = await browserOf(customer)
  const idleAt = async () =>
    (
      await app.db
        .selectFrom('customer_session')
        .select('idle_at')
        .where('customer_id', '=', customer.id)
        .where('kind', '=', 'browser')
        .executeTakeFirstOrThrow()
    ).idle_at
  for (let i = 0; i < 3; i++) {
    const before = await idleAt()
    travel(10 * MINUTE)
    assert.equal((await mine.call('getWallet')).status, 200)
    await eventually(async () => ((await idleAt()) === before ? undefined : true))
  }
})

test('without a payment password there is nothing to unlock with, and no idle lock', async () => {
  const mine = await browserOf(await app.signUp())
  travel(HOUR)
  assert.equal((await mine.call('getWallet')).status, 200)
})

test('the link in an alert freezes the account, ends its sessions and opens an urgent case, once', async () => {
  const customer = await app.signUp()
  const thief = await ways.signInByCode(customer)
  const alert_token = await ways.linkTo(customer.identifier, 'alert_new_sign_in')
  const params = { alert_token }
  const told = await app.anonymous('getSecurityAlert', { params })
  assert.deepEqual([told.kind, told.frozen, told.case_number], ['new_sign_in', false, null])
  const reported = await app.anonymous('reportNotMe', { params })
  assert.deepEqual(await app.anonymous('reportNotMe', { params }), reported)
  await assert.rejects(app.client(thief.token)('getMe', {}), refused('NOT_SIGNED_IN'))
  await assert.rejects(customer.api('getMe', {}), refused('NOT_SIGNED_IN'))
  const after = await app.anonymous('getSecurityAlert', { params })
  assert.deepEqual([after.frozen, after.case_number], [true, reported.case_number])
  const open = await app.db
    .selectFrom('support_case')
    .select(['number', 'priority'])
    .where('customer_id', '=', customer.id)
    .execute()
  assert.deepEqual(open, [{ number: reported.case_number, priority: 'urgent' }])
  travel(7 * DAY)
  await assert.rejects(app.anonymous('getSecurityAlert', { params }), refused('NOT_FOUND'))
})

test('a made-up link is nothing', async () => {
  const params = { alert_token: 'x'.repeat(43) }
  await assert.rejects(app.anonymous('getSecurityAlert', { params }), refused('NOT_FOUND'))
  await assert.rejects(app.anonymous('reportNotMe', { params }), refused('NOT_FOUND'))
})

test("the customer's phrase stands in every message to the account, in none to others", async () => {
  const customer = await app.signUp()
  await app.db.updateTable('customer').set({ phrase: '三月的茶' }).where('id', '=', customer.id).execute()
  travel(MINUTE)
  await app.anonymous('startSignInCode', { body: { identifier: customer.identifier } })
  await ways.signInByCode(customer)
  const messages = (await ways.lastTo(customer.identifier)).filter(({ template }) => template !== 'sign_up_code')
  assert.ok(messages.length >= 3)
  for (const { body, template } of messages) assert.match(body, /三月的茶/, template)
})
