import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FailureCode, Limits } from '@topay/contract'
import { nextStage } from './next-stage.ts'

const yuan = (amount: number) => ({ amount, currency: 'CNY' as const })
const limits = (used: number) =>
  ({
    used_today: yuan(used),
    day: [
      { strength: 'pin', limit: yuan(100_000) },
      { strength: 'second_factor', limit: yuan(500_000) },
      { strength: 'passkey', limit: null },
    ],
  }) as Limits
const after = (code: FailureCode | null, more: { tries_left?: number; verified?: boolean; used?: number } = {}) =>
  nextStage(
    { failure_code: code, tries_left: more.tries_left ?? null },
    { verified: more.verified ?? false, limits: limits(more.used ?? 0), amount: 200_000 },
  )

test('a wrong password is tried again while tries are left', () => {
  assert.deepEqual(after('SEC_PIN_WRONG', { tries_left: 3 }), { stage: 'pin', tries_left: 3 })
  assert.deepEqual(after('SEC_PIN_WRONG', { tries_left: 0 }), { stage: 'done' })
})

test('the second factor is asked for where it is needed, once', () => {
  assert.deepEqual(after('SEC_2FA_NEED'), { stage: 'code', tries_left: null })
  assert.deepEqual(after('SEC_2FA_NEED', { verified: true }), { stage: 'done' })
  assert.deepEqual(after('LIM_AUTH_DAY'), { stage: 'code', tries_left: null })
  assert.deepEqual(after('LIM_AUTH_DAY', { verified: true }), { stage: 'done' })
})

test('nobody is sent for a code that would not let the amount through', () => {
  assert.deepEqual(after('LIM_AUTH_DAY', { used: 300_000 }), { stage: 'code', tries_left: null })
  assert.deepEqual(after('LIM_AUTH_DAY', { used: 300_001 }), { stage: 'done' })
})

test('a wrong code stays with the code, and says how many tries are left', () => {
  assert.deepEqual(after('SEC_2FA_FAIL', { verified: true, tries_left: 2 }), { stage: 'code', tries_left: 2 })
  assert.deepEqual(after('SEC_2FA_FAIL', { verified: true }), { stage: 'code', tries_left: 0 })
})

test('success and every other refusal are done here', () => {
  for (const code of [null, 'BAL_WALLET', 'SEC_PIN_LOCK', 'LIM_OWN', 'RISK_PAYEE'] as const) {
    assert.deepEqual(after(code), { stage: 'done' })
  }
})
