import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failures } from '@topay/contract/web'
import { billState } from './bill-state.ts'

const bill = { kind: 'payment', direction: 'out', status: 'succeeded', failure_code: null, money_back: null } as const

test('money that moved shows its direction and nothing else', () => {
  assert.deepEqual(billState(bill), { direction: 'out', words: null, tone: 'neutral' })
  assert.equal(billState({ ...bill, kind: 'top_up', direction: 'in' }).direction, 'in')
})

test('a failed bill has no sign, and says that nothing was taken', () => {
  assert.deepEqual(billState({ ...bill, status: 'failed', failure_code: 'BAL_WALLET' }), {
    direction: 'none',
    words: 'failedPay',
    tone: 'neutral',
  })
  assert.equal(billState({ ...bill, kind: 'top_up', status: 'failed', failure_code: 'BAL_BANK' }).words, 'failedTopUp')
})

test('what the bank took for a bill that failed is on its way back, or back', () => {
  const failed = { ...bill, status: 'failed', failure_code: 'BANK_DECLINE' } as const
  const state = (money_back: 'returning' | 'returned') => billState({ ...failed, money_back })
  assert.deepEqual(state('returning'), { direction: 'none', words: 'failedReturning', tone: 'wait' })
  assert.deepEqual(state('returned'), { direction: 'none', words: 'failedReturned', tone: 'neutral' })
})

test('whatever the taxonomy says is held is shown as held, and only that', () => {
  for (const [code, row] of Object.entries(failures)) {
    const state = billState({ ...bill, status: 'failed', failure_code: code as keyof typeof failures })
    assert.equal(state.words === 'failedHeld', row.money_moved === 'held', code)
  }
})

test('a result that is not known yet is amber', () => {
  assert.deepEqual(billState({ ...bill, status: 'unknown' }), { direction: 'none', words: 'checking', tone: 'wait' })
  assert.equal(billState({ ...bill, status: 'pending' }).tone, 'wait')
})

test('a transfer or withdrawal that failed, or came back, has no sign: the money is in the balance', () => {
  assert.equal(
    billState({ ...bill, kind: 'transfer', status: 'failed', failure_code: 'PAYEE_BAD' }).words,
    'failedMove',
  )
  assert.deepEqual(billState({ ...bill, kind: 'withdrawal', status: 'returned' }), {
    direction: 'none',
    words: 'returned',
    tone: 'neutral',
  })
})
