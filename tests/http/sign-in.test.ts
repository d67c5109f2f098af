import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { ApiError, apiPrefix, operations } from '@topay/contract'
import { DAY, HOUR, inTx, MINUTE, moveClock, writePolicy } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { customerIn } from '../support/signed-in.ts'
import { eventually, outcome, pendingIn, refused, waysIn } from '../support/signing-in.ts'

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

const nobody = (): string => `${randomUUID()}@example.com`
const verify = (sign_in_id: string, code: string) =>
  app.anonymous('verifySecondFactor', {
    params: { sign_in_id },
    body: { proof: { method: 'email', code }, token: true },
  })
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('the device of the sign-up is known; a new one wants a code, and is known after it', async () => {
  const customer = await app.signUp()
  assert.ok(customerIn(await ways.signIn(customer, customer.device_token)).token)
  const pending = pendingIn(await ways.signIn(customer))
  assert.equal(pending.reason, 'new_device')
  assert.deepEqual(pending.methods, [{ method: 'email', sent_to: `${customer.identifier[0]}***@example.com` }])
  const entered = await ways.signInByCode(customer)
  assert.equal(entered.customer.id, customer.id)
  assert.match(entered.device_token ?? '', /^td_/)
  assert.ok(customerIn(await ways.signIn(customer, entered.device_token)).token)
})

test('a device that is not to be remembered stays unknown', async () => {
  const customer = await app.signUp()
  const entered = await ways.signInByCode(customer, false)
  assert.equal(entered.device_token, undefined)
  const { items } = await app.client(entered.token)('listDevices', {})
  assert.equal(items.length, 1, 'only that of the sign-up')
})

test('without the second step for new devices, the password alone gets in, and the device stays unknown', async () => {
  const customer = await app.signUp()
  await inTx(app.db, (tx) => writePolicy(tx, 'identity.sign_in', { confirm_new_device: false }))
  try {
    const entered = customerIn(await ways.signIn(customer))
    assert.equal(entered.device_token, undefined)
    assert.ok(await ways.linkTo(customer.identifier, 'alert_new_sign_in'))
  } finally {
    await inTx(app.db, (tx) => writePolicy(tx, 'identity.sign_in', { confirm_new_device: null }))
  }
})

test('a device is known to its customer only', async () => {
  const [one, other] = [await app.signUp(), await app.signUp()]
  pendingIn(await ways.signIn(one, other.device_token))
})

test('of twenty guesses at once five are looked at, and then the right password does not help', async () => {
  const customer = await app.signUp()
  const guesses = await Promise.all(Array.from({ length: 20 }, () => ways.wrong(customer.identifier)))
  assert.deepEqual(
    [
      guesses.filter((code) => code === 'CREDENTIALS_WRONG').length,
      guesses.filter((code) => code === 'SIGN_IN_PAUSED').length,
    ],
    [5, 15],
  )
  assert.equal(await outcome(ways.signIn(customer)), 'SIGN_IN_PAUSED')
  assert.ok(customerIn(await ways.signIn(customer, customer.device_token)), 'a stranger does not lock the owner out')
  travel(15 * MINUTE)
  pendingIn(await ways.signIn(customer))
})

test('an address without account is paused the same, with the same words', async () => {
  const seen = async (identifier: string) => {
    const answers = []
    for (let i = 0; i < 7; i++) {
      const [method, path] = operations.signIn
      const response = await fetch(`${app.url}${apiPrefix}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ identifier, password: 'wrong horse battery' }),
      })
      const { request_id: _id, retry_at, ...problem } = (await response.json()) as Record<string, unknown>
      answers.push([response.status, typeof retry_at, problem, [...response.headers.keys()]])
    }
    return answers
  }
  assert.deepEqual(await seen((await app.signUp()).identifier), await seen(nobody()))
})

test('a locked account, named by another address, answers a stranger as a wrong password does', async () => {
  const customer = await app.signUp()
  const phone = `+86138${String(Date.now()).slice(-8)}`
  await app.db
    .insertInto('customer_contact')
    .values({
      id: `con_${randomUUID()}`,
      customer_id: customer.id,
      kind: 'phone',
      value: phone,
      verified_at: new Date().toISOString(),
    })
    .execute()
  for (let i = 0; i < 5; i++) await ways.wrong(customer.identifier)
  assert.equal(await outcome(ways.signIn({ ...customer, identifier: phone })), 'CREDENTIALS_WRONG')
})

test('locks last 15 minutes, an hour, a day', async () => {
  const identifier = nobody()
  for (const ms of [15 * MINUTE, HOUR, DAY]) {
    for (let i = 0; i < 5; i++) assert.equal(await ways.wrong(identifier), 'CREDENTIALS_WRONG')
    await assert.rejects(ways.signIn({ identifier, password: CUSTOMER_PASSWORD }), (error: unknown) => {
      assert.ok(error instanceof ApiError && error.problem.code === 'SIGN_IN_PAUSED')
      const left = Date.parse(error.problem.retry_at ?? '') - Date.now() - travelled
      assert.ok(left <= ms && left > ms - MINUTE, String(left))
      return true
    })
    travel(ms)
  }
})

test('a known device is paused by its own failures, and says until when', async () => {
  const customer = await app.signUp()
  for (let i = 0; i < 5; i++)
    assert.equal(await ways.wrong(customer.identifier, customer.device_token), 'CREDENTIALS_WRONG')
  assert.equal(await outcome(ways.signIn(customer, customer.device_token)), 'SIGN_IN_PAUSED')
  pendingIn(await ways.signIn(customer))
})

test('the owner is told of a lock once, and the link says until when', async () => {
  const customer = await app.signUp()
  for (let i = 0; i < 9; i++) await ways.wrong(customer.identifier)
  const alerts = async () =>
    (await ways.lastTo(customer.identifier)).filter(({ template }) => template === 'alert_sign_in_locked')
  await eventually(async () => ((await alerts()).length > 0 ? true : undefined))
  const failed = await eventually(async () => {
    const { items } = await customer.api('listSecurityEvents', { query: { kind: 'sign_in' } })
    const found = items.filter(({ kind }) => kind === 'sign_in_failed')
    return found.length === 5 ? found : undefined
  })
  assert.equal((await alerts()).length, 1)
  assert.deepEqual(failed[0]?.place, { zh: '本地网络', en: 'Local network' })
  const alert_token = await ways.linkTo(customer.identifier, 'alert_sign_in_locked')
  const told = await app.anonymous('getSecurityAlert', { params: { alert_token } })
  assert.equal(told.kind, 'sign_in_locked')
  assert.ok(told.locked_until && Date.parse(told.locked_until) > Date.now())
})

test('a second step is used once, also when it comes many times at once', async () => {
  const customer = await app.signUp()
  const { sign_in_id } = pendingIn(await ways.signIn(customer))
  await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } })
  const code = await ways.codeTo(customer.identifier)
  const all = await Promise.all(Array.from({ length: 5 }, () => outcome(verify(sign_in_id, code))))
  assert.equal(all.filter((one) => one === 'ok').length, 1, all.join())
  assert.equal(await outcome(verify(sign_in_id, code)), 'SIGN_IN_ENDED')
})

test('a second step is tried five times, whatever new sign-ins are begun', async () => {
  const customer = await app.signUp()
  const { sign_in_id } = pendingIn(await ways.signIn(customer))
  const later = pendingIn(await ways.signIn(customer))
  await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } })
  const wrong = another(await ways.codeTo(customer.identifier))
  const all = await Promise.all(Array.from({ length: 8 }, () => outcome(verify(sign_in_id, wrong))))
  assert.equal(all.filter((one) => one === 'CODE_WRONG').length, 5, all.join())
  assert.equal(await outcome(verify(later.sign_in_id, wrong)), 'SIGN_IN_PAUSED')
})

test('a way that the account does not have is refused, and what is not on its way has ended', async () => {
  const customer = await app.signUp()
  const { sign_in_id } = pendingIn(await ways.signIn(customer))
  const params = { sign_in_id }
  await assert.rejects(
    app.anonymous('sendSecondFactorCode', { params, body: { method: 'sms' } }),
    refused('FACTOR_UNAVAILABLE'),
  )
  await assert.rejects(app.anonymous('startSecondFactorPasskey', { params }), refused('FACTOR_UNAVAILABLE'))
  await assert.rejects(
    app.anonymous('verifySecondFactor', { params, body: { proof: { method: 'totp', code: '123456' } } }),
    refused('FACTOR_UNAVAILABLE'),
  )
  travel(10 * MINUTE)
  await assert.rejects(
    app.anonymous('sendSecondFactorCode', { params, body: { method: 'email' } }),
    refused('SIGN_IN_ENDED'),
  )
})

test('a sign-in on its way ends when every session does', async () => {
  const customer = await app.signUp()
  const { sign_in_id } = pendingIn(await ways.signIn(customer))
  await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } })
  await ways.signIn(customer, customer.device_token)
  assert.ok((await customer.api('revokeOtherSessions', {})).revoked >= 1)
  assert.equal(await outcome(verify(sign_in_id, await ways.codeTo(customer.identifier))), 'SIGN_IN_ENDED')
})

/** A minute after the code of the sign-up. */
const startCode = (identifier: string) => {
  travel(MINUTE)
  return app.anonymous('startSignInCode', { body: { identifier } })
}
const confirmCode = (sign_in_id: string, code: string) =>
  app.anonymous('confirmSignInCode', { params: { sign_in_id }, body: { code, token: true } })

test('a code signs in without the password, once', async () => {
  const customer = await app.signUp()
  const { sign_in_id } = await startCode(customer.identifier)
  const code = await ways.codeTo(customer.identifier)
  const all = await Promise.allSettled(Array.from({ length: 4 }, () => confirmCode(sign_in_id, code)))
  const entered = all.filter((one) => one.status === 'fulfilled')
  assert.equal(entered.length, 1)
  assert.ok(entered[0] && 'customer' in entered[0].value && entered[0].value.customer.id === customer.id)
})

test('a code for an address without account is asked for and refused alike, and the address is told', async () => {
  const seen = async (identifier: string) => {
    const started = await startCode(identifier)
    const again = app.anonymous('startSignInCode', { body: { identifier } })
    const refusals = [await outcome(again), await outcome(confirmCode(started.sign_in_id, '000000'))]
    const life = Date.parse(started.expires_at) - Date.parse(started.resend_at)
    return [Object.keys(started), life, refusals]
  }
  const stranger = nobody()
  assert.deepEqual(await seen((await app.signUp()).identifier), await seen(stranger))
  const [told, ...more] = await ways.lastTo(stranger)
  assert.deepEqual([told?.template, told?.code, more.length], ['sign_in_no_account', null, 0])
})

test('where a code is the second factor, a code alone does not sign in', async () => {
  const customer = await app.signUp()
  await app.db.updateTable('customer').set({ two_factor: 'code' }).where('id', '=', customer.id).execute()
  await startCode(customer.identifier)
  assert.equal((await ways.lastTo(customer.identifier))[0]?.template, 'sign_in_code_refused')
  const { reason } = pendingIn(await ways.signIn(customer, customer.device_token))
  assert.equal(reason, 'two_factor', 'on a known device too')
})

test('codes that strangers have sent do not use up those of the customer', async () => {
  const customer = await app.signUp()
  for (let i = 0; i < 5; i++) await outcome(startCode(customer.identifier))
  assert.equal(await outcome(startCode(customer.identifier)), 'CODE_LIMIT')
  assert.ok((await ways.signInByCode(customer)).token)
})
