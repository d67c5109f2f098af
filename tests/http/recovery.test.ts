import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, type TestCustomer } from '../support/app.ts'
import { refused, useAccounts } from '../support/account-world.ts'

const { app, travel, outbox, codeAt, templatesAt, signInAgain, byCode, turnOnTotp } = useAccounts()
const NEW = 'a longer battery of horses'

const startNow = (identifier: string) => app().anonymous('startPasswordReset', { body: { identifier } })
/** A minute passes first: the code of sign-up went to the same address. */
const start = (identifier: string) => {
  travel(61 * SECOND)
  return startNow(identifier)
}
type Proof = { method: 'totp' | 'recovery_code' | 'sms' | 'email'; code: string }
const check = (password_reset_id: string, code: string) =>
  app().anonymous('checkPasswordResetCode', { params: { password_reset_id }, body: { code } })
const confirm = (password_reset_id: string, code: string, password = NEW, proof?: Proof) =>
  app().anonymous('confirmPasswordReset', { params: { password_reset_id }, body: { code, password, proof } })
const linkAt = async (to: string) =>
  /\/reset\/(?<id>\w+)#(?<long>[\w-]+)/.exec((await outbox(to))[0]?.body ?? '')?.groups ?? {}
let phones = 0
const newPhone = (): string => `+86138125${String(10_000 + phones++)}`
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a forgotten password by e-mail: the code, a new password, every session ended, told, held, nobody signed in', async () => {
  const customer = await app().signUp()
  const { password_reset_id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  const checked = await check(password_reset_id, code)
  assert.deepEqual([checked.methods, checked.passkey_options], [[], null])
  const answer = await confirm(password_reset_id, code)
  assert.equal(answer.outbound_hold.reason, 'password_reset')
  assert.deepEqual(Object.keys(answer), ['outbound_hold'])
  await assert.rejects(customer.api('getMe', {}), refused('NOT_SIGNED_IN'))
  assert.equal((await templatesAt(customer.identifier))[0], 'alert_password_reset')
  assert.match((await outbox(customer.identifier))[0]?.body ?? '', /\/not-me\/[\w-]+/)
  await assert.rejects(signInAgain(customer, CUSTOMER_PASSWORD), refused('CREDENTIALS_WRONG'))
  const api = await signInAgain(customer, NEW)
  assert.deepEqual((await api('getMe', {})).outbound_hold, answer.outbound_hold)
})

test('a forgotten password by phone', async () => {
  const customer = await app().signUp('陈思远', newPhone())
  const { password_reset_id } = await start(customer.identifier)
  await confirm(password_reset_id, await codeAt(customer.identifier))
  await signInAgain(customer, NEW)
})

test('the six digits are good for five minutes, the link in the e-mail for thirty, and each once', async () => {
  const customer = await app().signUp()
  const { password_reset_id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  const { id, long = '' } = await linkAt(customer.identifier)
  assert.equal(id, password_reset_id)
  travel(5 * MINUTE + SECOND)
  await assert.rejects(check(password_reset_id, code), refused('CODE_WRONG'))
  travel(24 * MINUTE)
  await check(password_reset_id, long)
  await confirm(password_reset_id, long)
  await assert.rejects(confirm(password_reset_id, long), refused('CODE_WRONG'))

  const late = await start(customer.identifier)
  const { long: lateLong = '' } = await linkAt(customer.identifier)
  travel(30 * MINUTE + SECOND)
  await assert.rejects(check(late.password_reset_id, lateLong), refused('CODE_WRONG'))
})

test('a code that was entered in time stays good while the new password is typed', async () => {
  const customer = await app().signUp()
  const { password_reset_id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  await check(password_reset_id, code)
  travel(20 * MINUTE)
  await confirm(password_reset_id, code)
})

test('five wrong codes end a reset, at once or one by one; right ones cost nothing', async () => {
  const customer = await app().signUp()
  const { password_reset_id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  for (let i = 0; i < 8; i++) await check(password_reset_id, code)
  const guesses = await Promise.allSettled(Array.from({ length: 20 }, () => check(password_reset_id, another(code))))
  assert.ok(guesses.every(({ status }) => status === 'rejected'))
  await assert.rejects(confirm(password_reset_id, code), refused('CODE_WRONG'))
})

test('a code of another reset or another purpose fits nothing', async () => {
  const customer = await app().signUp()
  const first = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  const second = await start(customer.identifier)
  if ((await codeAt(customer.identifier)) !== code)
    await assert.rejects(confirm(second.password_reset_id, code), refused('CODE_WRONG'))
  await assert.rejects(
    app().anonymous('confirmSignUp', {
      params: { sign_up_id: first.password_reset_id.replace(/^[a-z]+_/, 'sup_') },
      body: { code, name: '陈', password: NEW },
    }),
  )
  await confirm(first.password_reset_id, code)
  // One that is carried out ends the others.
  await assert.rejects(confirm(second.password_reset_id, await codeAt(customer.identifier)), refused('CODE_WRONG'))
})

test('an address without account answers the same, gets one message too, and no code fits', async () => {
  const customer = await app().signUp()
  for (const [mine, nobody] of [
    [customer.identifier, `${randomUUID()}@example.com`],
    [(await app().signUp('陈', newPhone())).identifier, newPhone()],
  ] as const) {
    const before = (await outbox(mine)).length
    const [a, b] = [await start(mine), await startNow(nobody)]
    assert.deepEqual(Object.keys(a), Object.keys(b))
    assert.equal((await outbox(mine)).length, before + 1)
    assert.deepEqual(await templatesAt(nobody), ['password_reset_no_account'])
    await assert.rejects(check(a.password_reset_id, '000000'), refused('CODE_WRONG'))
    await assert.rejects(check(b.password_reset_id, '000000'), refused('CODE_WRONG'))
    await assert.rejects(startNow(mine), refused('CODE_TOO_SOON'))
    await assert.rejects(startNow(nobody), refused('CODE_TOO_SOON'))
  }
})

test('no code that is sent gets around an authenticator app; the app or a recovery code does it', async () => {
  const customer = await app().signUp()
  const { next, recovery_codes } = await turnOnTotp(customer)
  const { password_reset_id: id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  const { methods } = await check(id, code)
  assert.deepEqual(
    methods.map(({ method }) => method),
    ['totp', 'recovery_code'],
  )
  await assert.rejects(confirm(id, code), refused('FACTOR_NEEDED'))
  await assert.rejects(confirm(id, code, NEW, { method: 'email', code }), refused('FACTOR_WRONG'))
  await assert.rejects(confirm(id, code, NEW, { method: 'totp', code: '000000' }), refused('FACTOR_WRONG'))
  assert.equal((await customer.api('getMe', {})).two_factor, 'totp', 'nothing has happened yet')
  await confirm(id, code, NEW, { method: 'totp', code: next() })

  const again = await start(customer.identifier)
  const [recovery = ''] = recovery_codes
  const proof = { method: 'recovery_code', code: recovery } as const
  await confirm(again.password_reset_id, await codeAt(customer.identifier), 'another battery of horses', proof)
  const third = await start(customer.identifier)
  await assert.rejects(
    confirm(third.password_reset_id, await codeAt(customer.identifier), NEW, proof),
    refused('FACTOR_WRONG'),
  )
})

test('wrong second factors are counted: after five not even the right one ends this reset', async () => {
  const customer = await app().signUp()
  const { recovery_codes } = await turnOnTotp(customer)
  const { password_reset_id: id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  for (let i = 0; i < 5; i++)
    await assert.rejects(
      confirm(id, code, NEW, { method: 'recovery_code', code: '0000-0000-0000-0000' }),
      refused('FACTOR_WRONG'),
    )
  const right = { method: 'recovery_code', code: recovery_codes[0] ?? '' } as const
  await assert.rejects(confirm(id, code, NEW, right), refused('CODE_WRONG'))
})

test('a locked account is open again after a reset', async () => {
  const customer = await app().signUp()
  for (let i = 0; i < 5; i++)
    await assert.rejects(signInAgain(customer, 'not the password'), refused('CREDENTIALS_WRONG'))
  await assert.rejects(signInAgain(customer, CUSTOMER_PASSWORD), refused('SIGN_IN_PAUSED'))
  const { password_reset_id } = await start(customer.identifier)
  await confirm(password_reset_id, await codeAt(customer.identifier))
  await signInAgain(customer, NEW)
})

test('a password that is easily guessed is refused, and costs nothing', async () => {
  const customer = await app().signUp()
  const { password_reset_id } = await start(customer.identifier)
  const code = await codeAt(customer.identifier)
  for (const weak of ['12345678', customer.identifier])
    await assert.rejects(confirm(password_reset_id, code, weak), refused('PASSWORD_WEAK'))
  await confirm(password_reset_id, code)
})

test('the password is changed with the current one and a second factor; other sessions end', async () => {
  const customer = await app().signUp()
  const other = await signInAgain(customer, CUSTOMER_PASSWORD)
  const body = { current_password: CUSTOMER_PASSWORD, password: NEW }
  await assert.rejects(customer.api('changePassword', { body }), refused('FACTOR_NEEDED'))
  const verification = await byCode(customer, { operation: 'change_password' })
  const wrong = { ...body, current_password: 'not it at all', verification }
  await assert.rejects(customer.api('changePassword', { body: wrong }), refused('CREDENTIALS_WRONG'))
  await customer.api('changePassword', { body: { ...body, verification } })
  await customer.api('getMe', {})
  await assert.rejects(other('getMe', {}), refused('NOT_SIGNED_IN'))
  assert.equal((await templatesAt(customer.identifier))[0], 'alert_password_changed')
  await assert.rejects(
    customer.api('changePassword', { body: { current_password: NEW, password: 'yet another one', verification } }),
    refused('CODE_WRONG'),
  )
})

const lockPaymentPassword = async ({ api }: TestCustomer): Promise<void> => {
  const body = { payment_password: '864209', current_payment_password: '555123' }
  for (let i = 0; i < 5; i++) await assert.rejects(api('setPaymentPassword', { body }))
}

test('a locked payment password opens at once when it is reset, or by itself after three hours', async () => {
  const customer = await app().signUpReady()
  await lockPaymentPassword(customer)
  const me = () => customer.api('getMe', {})
  assert.equal((await me()).payment_password, 'locked')
  travel(3 * HOUR + SECOND)
  assert.equal((await me()).payment_password, 'set')
  await lockPaymentPassword(customer)
  const body = { payment_password: '864209', password: CUSTOMER_PASSWORD }
  await assert.rejects(customer.api('resetPaymentPassword', { body }), refused('FACTOR_NEEDED'))
  const verification = await byCode(customer, { operation: 'reset_payment_password' })
  const after = await customer.api('resetPaymentPassword', { body: { ...body, verification } })
  assert.equal(after.payment_password, 'set')
  assert.equal(after.outbound_hold?.reason, 'payment_password_reset')
  assert.equal((await templatesAt(customer.identifier))[0], 'alert_payment_password_reset')
})
