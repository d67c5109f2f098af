import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { ApiError, type ErrorCode } from '@topay/contract'
import { MINUTE, moveClock, now, SECOND } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { customerIn } from '../support/signed-in.ts'
import { totpCode } from '../support/totp.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())
let travelled = 0
const travel = (ms: number): void => {
  moveClock(ms)
  travelled += ms
}
afterEach(() => {
  moveClock(-travelled)
  travelled = 0
})

const STEP = 30 * SECOND
const refused = (code: ErrorCode) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const password = CUSTOMER_PASSWORD

/** Turns the app on; `next` is a code of a step that was not used yet. */
const turnOn = async (customer: TestCustomer) => {
  const { secret, otpauth_url } = await customer.api('startTotp', { body: { password } })
  const next = (): string => {
    travel(STEP + STEP / 2 - (now().getTime() % STEP))
    return totpCode(secret, now().getTime())
  }
  const { recovery_codes } = await customer.api('confirmTotp', { body: { code: next() } })
  return { secret, otpauth_url, next, recovery_codes }
}
const challengeFor = async (
  customer: TestCustomer,
  operation: 'disable_totp' | 'set_phrase' | 'renew_recovery_codes',
) => (await customer.api('startChallenge', { body: { operation } })).id

test('an app is turned on with what a QR code carries, and is asked for at the next sign-in', async () => {
  const customer = await app.signUp()
  const { secret, otpauth_url, next, recovery_codes } = await turnOn(customer)
  const url = new URL(otpauth_url)
  assert.equal(url.protocol, 'otpauth:')
  assert.equal(decodeURIComponent(url.pathname), `/Topay:${customer.identifier}`)
  assert.deepEqual(
    ['secret', 'issuer', 'digits', 'period', 'algorithm'].map((name) => url.searchParams.get(name)),
    [secret, 'Topay', '6', '30', 'SHA1'],
  )
  assert.equal(recovery_codes.length, 10)
  assert.equal((await customer.api('getMe', {})).two_factor, 'totp')

  const { identifier, device_token } = customer
  const signIn = () => app.anonymous('signIn', { body: { identifier, password, token: true, device_token } })
  const pending = await signIn()
  assert.ok('sign_in_id' in pending)
  assert.equal(pending.reason, 'two_factor')
  assert.deepEqual(
    pending.methods.map(({ method }) => method),
    ['totp', 'recovery_code'],
  )
  const { sign_in_id } = pending
  const verify = (proof: { method: 'totp' | 'recovery_code'; code: string }, id = sign_in_id) =>
    app.anonymous('verifySecondFactor', { params: { sign_in_id: id }, body: { proof, token: true } })
  await assert.rejects(verify({ method: 'totp', code: '000000' }), refused('CODE_WRONG'))
  const code = next()
  assert.ok((await verify({ method: 'totp', code })).token)

  const again = await signIn()
  assert.ok('sign_in_id' in again)
  await assert.rejects(verify({ method: 'totp', code }, again.sign_in_id), refused('CODE_WRONG'))
  const [recovery = ''] = recovery_codes
  assert.ok((await verify({ method: 'recovery_code', code: recovery }, again.sign_in_id)).token)
})

test('changes of the account take the second factor, and say so', async () => {
  const customer = await app.signUp()
  const { next } = await turnOn(customer)
  const { api } = customer
  await assert.rejects(api('disableTotp', { body: { password } }), refused('FACTOR_NEEDED'))
  const forPhrase = { challenge_id: await challengeFor(customer, 'set_phrase'), code: next() }
  await assert.rejects(api('disableTotp', { body: { password, verification: forPhrase } }), refused('CODE_WRONG'))
  const [one, other] = await Promise.all([
    challengeFor(customer, 'renew_recovery_codes'),
    challengeFor(customer, 'disable_totp'),
  ])
  const code = next()
  const { recovery_codes } = await api('renewRecoveryCodes', { body: { verification: { challenge_id: one, code } } })
  assert.equal(recovery_codes.length, 10)
  const reused = { challenge_id: other, code }
  await assert.rejects(api('disableTotp', { body: { password, verification: reused } }), refused('CODE_WRONG'))
  const verification = { challenge_id: other, code: next() }
  const off = await api('disableTotp', { body: { password, verification } })
  assert.equal(off.two_factor, 'off')
  const { items } = await api('listSecurityEvents', { query: { kind: 'change' } })
  const kinds = items.map(({ kind }) => kind)
  for (const kind of ['two_factor_on', 'recovery_codes_renewed', 'two_factor_off'] as const)
    assert.ok(kinds.includes(kind), kind)
  const told = await app.anonymous('listDemoOutbox', { query: { to: customer.identifier } })
  assert.ok(told.items.some(({ template }) => template === 'alert_two_factor_off'))
})

test('somebody else’s challenge confirms nothing', async () => {
  const [victim, thief] = [await app.signUp(), await app.signUp()]
  const { next } = await turnOn(victim)
  const challenge_id = await challengeFor(victim, 'set_phrase')
  const verification = { challenge_id, code: next() }
  const phrase = '梧桐树下'
  await assert.rejects(thief.api('setPhrase', { body: { phrase, verification } }), refused('CODE_WRONG'))
  assert.equal((await victim.api('setPhrase', { body: { phrase, verification } })).phrase, phrase)
})

test('twenty guesses at once get the tries of one challenge, and then the app waits', async () => {
  const customer = await app.signUp()
  const { next } = await turnOn(customer)
  const challenge_id = await challengeFor(customer, 'renew_recovery_codes')
  const guess = (code: string) =>
    customer.api('renewRecoveryCodes', { body: { verification: { challenge_id, code } } }).then(
      () => 'ok',
      (error: unknown) => (error instanceof ApiError ? error.problem.code : 'broken'),
    )
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(String(i).padStart(6, '0'))))
  assert.deepEqual([...new Set(answers)], ['CODE_WRONG'])
  const { tries } = await app.db
    .selectFrom('challenge')
    .select('tries')
    .where('id', '=', challenge_id)
    .executeTakeFirstOrThrow()
  assert.equal(tries, 5)
  await assert.rejects(challengeFor(customer, 'disable_totp'), refused('CODE_LIMIT'))
  travel(15 * MINUTE)
  const verification = { challenge_id: await challengeFor(customer, 'disable_totp'), code: next() }
  assert.equal((await customer.api('disableTotp', { body: { password, verification } })).two_factor, 'off')
})

test('codes by message at every sign-in are the weaker choice, and end where an app begins', async () => {
  const customer = await app.signUp()
  const { api, identifier, device_token } = customer
  const verification = await app.confirm(customer, { operation: 'set_code_factor' })
  assert.equal((await api('setCodeFactor', { body: { on: true, verification } })).two_factor, 'code')
  const pending = await app.anonymous('signIn', { body: { identifier, password, token: true, device_token } })
  assert.ok('sign_in_id' in pending)
  assert.deepEqual(
    pending.methods.map(({ method }) => method),
    ['email'],
  )
  await turnOn(customer)
  await assert.rejects(api('setCodeFactor', { body: { on: false } }), refused('TWO_FACTOR_ON'))
  await assert.rejects(
    api('startChallenge', { body: { operation: 'set_phrase', method: 'code' } }),
    refused('FACTOR_UNAVAILABLE'),
  )
})

test('a code of the app lets a payment go above what the payment password alone may', async () => {
  const customer = await app.signUpReady(300_000)
  const { next } = await turnOn(customer)
  const { id: merchant_id } = await app.openMerchant()
  const amount = { amount: 150_000, currency: 'CNY' } as const
  const order = await customer.api('createOrder', {
    body: { merchant_id, amount, description: '登山杖' },
    idempotencyKey: randomUUID(),
  })
  const pay = (verification?: { challenge_id: string; code: string }) =>
    customer.api('payOrder', {
      params: { order_id: order.id },
      body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD, verification },
      idempotencyKey: randomUUID(),
    })
  assert.equal((await pay()).failure_code, 'LIM_AUTH_DAY')
  const { id: challenge_id, payee } = await customer.api('startChallenge', {
    body: { operation: 'pay_order', order_id: order.id },
  })
  assert.equal(payee, '山岚户外')
  assert.equal((await pay({ challenge_id, code: '000000' })).failure_code, 'SEC_2FA_FAIL')
  assert.equal((await pay({ challenge_id, code: next() })).status, 'succeeded')
})

test('two-factor leaves the open session alone, and accounts without it sign in on their own device with the password', async () => {
  const customer = await app.signUp()
  await turnOn(customer)
  assert.equal((await customer.api('getMe', {})).two_factor, 'totp')
  const plain = await app.signUp()
  const { identifier, device_token } = plain
  assert.ok(
    customerIn(await app.anonymous('signIn', { body: { identifier, password, token: true, device_token } })).token,
  )
})
