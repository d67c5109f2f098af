import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { ApiError, createClient, type ConfirmedOperation, type ErrorCode } from '@topay/contract'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { softwareAuthenticator } from '../support/authenticator.ts'

let app: TestApp
/** The same server, by the name that passkeys need. */
let site = ''
before(async () => {
  app = await startTestApp()
  site = app.url.replace('127.0.0.1', 'localhost')
})
after(() => app.close())

const password = CUSTOMER_PASSWORD
const refused = (code: ErrorCode) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const clientAt = (baseUrl: string, token?: string) => createClient({ baseUrl, token, locale: () => 'en' })
const anonymous = () => clientAt(site)

/** Adds a passkey in a browser of its own. */
const withPasskey = async (customer: TestCustomer) => {
  const api = clientAt(site, customer.token)
  const browser = softwareAuthenticator(site)
  const verification = await app.confirm(customer, { operation: 'add_passkey' })
  const { options } = await api('startPasskey', { body: { password, verification } })
  const added = await api('confirmPasskey', { body: { passkey: browser.create(options), name: 'Laptop' } })
  /** Signs a challenge for an operation. */
  const sign = async (operation: ConfirmedOperation) => {
    const { id, passkey_options } = await api('startChallenge', { body: { ...operation, method: 'passkey' } })
    return { challenge_id: id, passkey: browser.get(passkey_options ?? {}) }
  }
  return { api, browser, sign, ...added }
}

test('a passkey is added with password and second factor, listed, told of, and removed', async () => {
  const customer = await app.signUp()
  const plain = clientAt(site, customer.token)
  await assert.rejects(plain('startPasskey', { body: { password } }), refused('FACTOR_NEEDED'))
  await assert.rejects(plain('startPasskey', { body: { password: 'wrong' } }), refused('CREDENTIALS_WRONG'))
  const { api, passkey, recovery_codes, sign } = await withPasskey(customer)
  assert.equal(passkey.name, 'Laptop')
  assert.equal(recovery_codes?.length, 10)
  assert.deepEqual((await api('listPasskeys', {})).items, [passkey])
  const told = await app.anonymous('listDemoOutbox', { query: { to: customer.identifier } })
  assert.ok(told.items.some(({ template, body }) => template === 'alert_passkey_added' && body.includes('Laptop')))

  const passkey_id = passkey.id
  const verification = await sign({ operation: 'remove_passkey', passkey_id })
  const { items } = await api('removePasskey', { params: { passkey_id }, body: { verification } })
  assert.deepEqual(items, [])
})

test('a passkey signs in by itself, once for each sign-in', async () => {
  const customer = await app.signUp()
  const { browser } = await withPasskey(customer)
  const { sign_in_id, options } = await anonymous()('startPasskeySignIn', {})
  const passkey = browser.get(options)
  const confirm = (given: Record<string, unknown>, id = sign_in_id) =>
    anonymous()('confirmPasskeySignIn', { params: { sign_in_id: id }, body: { passkey: given, token: true } })
  const signed = await confirm(passkey)
  assert.equal(signed.customer.id, customer.id)
  await assert.rejects(confirm(passkey), refused('SIGN_IN_ENDED'))
  const another = await anonymous()('startPasskeySignIn', {})
  await assert.rejects(confirm(passkey, another.sign_in_id), refused('PASSKEY_REFUSED'))
})

test('a passkey is the second step of a sign-in on a new device', async () => {
  const customer = await app.signUp()
  const { browser } = await withPasskey(customer)
  const { identifier } = customer
  const pending = await anonymous()('signIn', { body: { identifier, password, token: true } })
  assert.ok('sign_in_id' in pending)
  assert.equal(pending.methods[0]?.method, 'passkey')
  const params = { sign_in_id: pending.sign_in_id }
  const { options } = await anonymous()('startSecondFactorPasskey', { params })
  const proof = { method: 'passkey', passkey: browser.get(options) } as const
  const signed = await anonymous()('verifySecondFactor', { params, body: { proof, token: true } })
  assert.ok(signed.token)
})

test('money signed with a passkey goes up to the limit of the class, and only to this payee and amount', async () => {
  const customer = await app.signUpReady(2_000_000)
  const { api, sign } = await withPasskey(customer)
  const { id: merchant_id } = await app.openMerchant()
  const order = async (amount: number) =>
    (
      await api('createOrder', {
        body: { merchant_id, amount: { amount, currency: 'CNY' }, description: '登山杖' },
        idempotencyKey: randomUUID(),
      })
    ).id
  const pay = (order_id: string, verification: { challenge_id: string; passkey: Record<string, unknown> }) =>
    api('payOrder', {
      params: { order_id },
      body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD, verification },
      idempotencyKey: randomUUID(),
    })
  // Above the day's caps of the payment password (1,000) and of a code (5,000).
  const [one, other] = [await order(900_000), await order(900_001)]
  const signed = await sign({ operation: 'pay_order', order_id: one })
  assert.equal((await pay(other, signed)).failure_code, 'SEC_2FA_FAIL')
  assert.equal((await pay(one, signed)).status, 'succeeded')
  assert.equal((await pay(other, signed)).failure_code, 'SEC_2FA_FAIL')
})

test('at a bare address nobody is sent to a browser that cannot do it: the error says where to go', async () => {
  const customer = await app.signUp()
  const { api } = customer
  await assert.rejects(
    api('startPasskey', { body: { password } }),
    (error) => refused('PASSKEY_ADDRESS')(error) && error instanceof ApiError && /localhost/.test(error.problem.detail),
  )
  await assert.rejects(app.anonymous('startPasskeySignIn', {}), refused('PASSKEY_ADDRESS'))
})

test('with a public address that one counts, whatever host a request names', async () => {
  const other = await startTestApp({ TOPAY_PUBLIC_URL: 'https://pay.example.com' })
  try {
    const { options } = await other.anonymous('startPasskeySignIn', {})
    assert.equal(options.rpId, 'pay.example.com')
  } finally {
    await other.close()
  }
})
