import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { money } from '@topay/contract'
import { MINUTE, SECOND } from '../../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, type TestCustomer } from '../../support/app.ts'
import { useAccounts } from '../../support/account-world.ts'
import { outcome, waysIn } from '../../support/signing-in.ts'

const { app, travel, codeAt } = useAccounts()

/** A code that was sent, and how it is entered; `used` is how entering it ends. */
type Sent = { code: string; enter: (code: string) => Promise<string> }

/** As if the last code had been sent long ago; the clock stays, for codes of several kinds are to be good at once. */
const forgetSent = () => app().db.deleteFrom('code_sent').execute()
const fresh = (): string => `${randomUUID()}@example.com`

/** A code for a change of the account. */
const challenge = async (by: TestCustomer, operation: 'set_phrase' | 'export_data') => {
  await forgetSent()
  const { id } = await by.api('startChallenge', { body: { operation } })
  return { challenge_id: id, code: await codeAt(by.identifier) }
}
const phraseWith = (by: TestCustomer, challenge_id: string) => (code: string) =>
  outcome(by.api('setPhrase', { body: { phrase: '山高水长', verification: { challenge_id, code } } }))
const exportWith = (by: TestCustomer, challenge_id: string) => (code: string) =>
  outcome(by.api('exportMyData', { body: { password: by.password, verification: { challenge_id, code } } }))

/** Every kind of code that is sent, each begun anew. */
const kinds: Record<string, (by: TestCustomer) => Promise<Sent>> = {
  sign_up: async () => {
    const identifier = fresh()
    const { sign_up_id } = await app().anonymous('startSignUp', { body: { identifier } })
    const enter = (code: string) =>
      outcome(
        app().anonymous('confirmSignUp', {
          params: { sign_up_id },
          body: { code, name: '陈', password: CUSTOMER_PASSWORD, token: true },
        }),
      )
    return { code: await codeAt(identifier), enter }
  },
  sign_in: async ({ identifier }) => {
    await forgetSent()
    const { sign_in_id } = await app().anonymous('startSignInCode', { body: { identifier } })
    const enter = (code: string) =>
      outcome(app().anonymous('confirmSignInCode', { params: { sign_in_id }, body: { code, token: true } }))
    return { code: await codeAt(identifier), enter }
  },
  second_step: async (by) => {
    await forgetSent()
    await app().db.deleteFrom('sign_in_lock').execute()
    const pending = await waysIn(app()).signIn(by)
    assert('sign_in_id' in pending)
    const params = { sign_in_id: pending.sign_in_id }
    await app().anonymous('sendSecondFactorCode', { params, body: { method: 'email' } })
    const enter = (code: string) =>
      outcome(
        app().anonymous('verifySecondFactor', {
          params,
          body: { proof: { method: 'email', code }, remember_device: false, token: true },
        }),
      )
    return { code: await codeAt(by.identifier), enter }
  },
  password_reset: async ({ identifier }) => {
    await forgetSent()
    const { password_reset_id } = await app().anonymous('startPasswordReset', { body: { identifier } })
    const enter = (code: string) =>
      outcome(
        app().anonymous('confirmPasswordReset', {
          params: { password_reset_id },
          body: { code, password: CUSTOMER_PASSWORD },
        }),
      )
    return { code: await codeAt(identifier), enter }
  },
  recovery: async () => {
    const contact = fresh()
    const { recovery_id } = await app().anonymous('startRecovery', { body: { contact } })
    const enter = (code: string) =>
      outcome(app().anonymous('confirmRecovery', { params: { recovery_id }, body: { code, token: true } }))
    return { code: await codeAt(contact), enter }
  },
  contact: async (by) => {
    const identifier = fresh()
    await forgetSent()
    const { id: challenge_id } = await by.api('startChallenge', { body: { operation: 'add_contact', identifier } })
    const verification = { challenge_id, code: await codeAt(by.identifier) }
    const { contact_change_id } = await by.api('startAddContact', { body: { identifier, verification } })
    const enter = (code: string) =>
      outcome(by.api('confirmAddContact', { params: { contact_change_id }, body: { code } }))
    return { code: await codeAt(identifier), enter }
  },
  phrase: async (by) => {
    const { challenge_id, code } = await challenge(by, 'set_phrase')
    return { code, enter: phraseWith(by, challenge_id) }
  },
  data_export: async (by) => {
    const { challenge_id, code } = await challenge(by, 'export_data')
    return { code, enter: exportWith(by, challenge_id) }
  },
}

const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
/** How a code that does not fit is answered; the last two once too many were tried. */
const refusals = ['CODE_WRONG', 'SIGN_IN_ENDED', 'SIGN_IN_PAUSED']
const assertRefused = (answers: string[], what: string): void => {
  assert.ok(
    answers.every((answer) => refusals.includes(answer)),
    `${what}: ${answers.join(' ')}`,
  )
}

for (const [kind, start] of Object.entries(kinds)) {
  test(`${kind}: of twenty guesses at once no more than five are looked at, after which the right code fits no more`, async () => {
    const { code, enter } = await start(await app().signUp())
    const guesses = Array.from({ length: 20 }, () => enter(wrongOf(code)))
    assertRefused(await Promise.all(guesses), kind)
    assertRefused([await enter(code)], `${kind}, the right code`)
  })

  test(`${kind}: four wrong ones leave the right one good, and it is good once, also when it comes twenty times at once`, async () => {
    const { code, enter } = await start(await app().signUp())
    for (let i = 0; i < 4; i++) assertRefused([await enter(wrongOf(code))], kind)
    assert.equal(await enter(code), 'ok')
    assertRefused([await enter(code)], `${kind}, used`)
    const again = await start(await app().signUp())
    const answers = await Promise.all(Array.from({ length: 20 }, () => again.enter(again.code)))
    assert.equal(answers.filter((answer) => answer === 'ok').length, 1, answers.join(' '))
    assertRefused(
      answers.filter((answer) => answer !== 'ok'),
      kind,
    )
  })

  test(`${kind}: after five minutes a code is none`, async () => {
    const { code, enter } = await start(await app().signUp())
    travel(5 * MINUTE + SECOND)
    assertRefused([await enter(code)], kind)
  })
}

test('a code is of one purpose: none of another kind fits, over all pairs', async () => {
  const customer = await app().signUp()
  for (const [kind, start] of Object.entries(kinds)) {
    for (const [other, startOther] of Object.entries(kinds)) {
      const wanted = await start(customer)
      const foreign = await startOther(customer)
      // One of a million times they are the same six digits.
      if (other === kind || foreign.code === wanted.code) continue
      assertRefused([await wanted.enter(foreign.code)], `a code of ${other} for ${kind}`)
    }
  }
})

test('what confirms one change of the account confirms no other', async () => {
  const by = await app().signUp()
  const phrase = await challenge(by, 'set_phrase')
  assertRefused([await exportWith(by, phrase.challenge_id)(phrase.code)], 'a phrase’s challenge for an export')
  const data = await challenge(by, 'export_data')
  assertRefused([await phraseWith(by, data.challenge_id)(data.code)], 'an export’s challenge for a phrase')
})

test('guesses of the payment password that come at once, by whichever door, are five together, and then the right one is none', async () => {
  const by = await app().signUpReady(10_000)
  const payee = await by.api('findPayee', { body: { identifier: (await app().signUp()).identifier } })
  const change = (current_payment_password: string) =>
    outcome(by.api('setPaymentPassword', { body: { payment_password: '628013', current_payment_password } }))
  const unlock = (payment_password: string) => outcome(by.api('unlockSession', { body: { payment_password } }))
  /** A transfer that fails is an answer, not a refusal. */
  const send = async (payment_password: string): Promise<string> => {
    const body = { payee_id: payee.id, amount: money(100), payment_password }
    const { failure_code } = await by.api('sendTransfer', { body, idempotencyKey: randomUUID() })
    return failure_code ?? 'ok'
  }
  const doors = [change, unlock, send]
  const guesses = Array.from({ length: 21 }, (_, i) => doors[i % doors.length]?.('111222'))
  const answers = await Promise.all(guesses)
  const looked = answers.filter((answer) => answer === 'PAYMENT_PASSWORD_WRONG' || answer === 'SEC_PIN_WRONG').length
  // The fifth is looked at too, and answered with the lock.
  assert.equal(looked, 4, answers.join(' '))
  assert.ok(!answers.includes('ok'))
  assert.equal((await by.api('getMe', {})).payment_password, 'locked')
  for (const door of doors) assert.match(await door(PAYMENT_PASSWORD), /^(PAYMENT_PASSWORD_LOCKED|SEC_PIN_LOCK)$/)
})
