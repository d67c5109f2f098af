import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureCodes, type FailureCode } from '@topay/contract'
import { failures } from '@topay/contract/web'
import { money } from '../texts/money.zh.ts'
import { refusalStep } from './refusal-step.ts'

const step = (code: FailureCode | null, shortfall: number | null = null) =>
  refusalStep(
    {
      failure_code: code,
      shortfall: shortfall === null ? null : { amount: shortfall, currency: 'CNY' },
      locked_until: null,
      limit: null,
    },
    (verify) => ({ to: '/again', search: verify ? { verify: true } : {} }),
  )

test('every code has a step that works, and words for it', () => {
  for (const code of failureCodes) {
    const found = step(code)
    if (found.kind === 'notify') continue
    assert.ok(found.word in money.refusal.step, `${code}: ${found.word}`)
    if (found.kind === 'ask') assert.ok(found.word in money.refusal.ask, `${code}: ${found.word}`)
  }
  assert.deepEqual(step(null), { kind: 'ask', word: 'contact_support' })
})

test('a balance that is too low is topped up by what is missing', () => {
  assert.deepEqual(step('BAL_WALLET', 7_400), {
    kind: 'go',
    word: 'top_up',
    amount: { amount: 7_400, currency: 'CNY' },
    target: { to: '/top-up', search: { amount: 7_400 } },
  })
})

test('a day limit and a missing second factor lead to the same page with the check switched on', () => {
  for (const code of ['LIM_AUTH_DAY', 'SEC_2FA_NEED', 'SEC_2FA_FAIL'] as const) {
    assert.deepEqual(step(code), { kind: 'go', word: 'step_up', target: { to: '/again', search: { verify: true } } })
  }
})

test('where nothing may be tried again, no step leads back to sending', () => {
  for (const code of failureCodes) {
    const { retry } = failures[code]
    const found = step(code)
    if (retry === 'never' && found.kind === 'go') assert.notEqual(found.word, 'retry', code)
  }
  assert.deepEqual(step('RISK_PAYEE'), { kind: 'ask', word: 'report' })
})
