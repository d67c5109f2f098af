import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Payment } from '@topay/contract'
import { failures } from '@topay/contract/web'
import { money } from '../../texts/money.zh.ts'
import { planOf } from './next-step.ts'

const payment = { id: 'pay_1', order: { id: 'ord_1', merchant: { id: 'mer_1' } } } as Payment
const plan = (action: string, paidBy: string | null = null) =>
  planOf({ action, amount: { amount: 8600, currency: 'CNY' } }, payment, paidBy)

test('topping up starts with the amount that is missing and comes back to the order', () => {
  assert.deepEqual(plan('top_up'), { kind: 'go', target: { to: '/top-up', search: { amount: 8600, order: 'ord_1' } } })
})

test('paying again stays with the same order, so that it cannot be paid twice, and picks the way that is advised', () => {
  for (const [action, search] of [
    ['retry', {}],
    ['other_card', { method: 'card' }],
    ['switch_method', { method: 'balance' }],
    ['step_up', { verify: true }],
  ] as const) {
    assert.deepEqual(plan(action), { kind: 'go', target: { to: '/checkout/ord_1', search } }, action)
  }
})

test('a payment that another one has settled leads to that one', () => {
  assert.deepEqual(plan('show_payment', 'pay_2'), { kind: 'go', target: { to: '/payments/pay_2', search: {} } })
  assert.equal(plan('show_payment', 'pay_1').kind, 'look_again')
})

test('while a result is only to be asked for, no step lets anybody pay again', () => {
  for (const [code, row] of Object.entries(failures)) {
    if (row.retry !== 'query_only') continue
    const { kind, ...rest } = plan(row.action)
    const target = 'target' in rest ? rest.target : undefined
    // The order's page shows how it stands; while another payment of it is open the server refuses a second one.
    const looks = target?.to.startsWith('/payments/') || row.action === 'order_status'
    assert.ok(kind !== 'go' || looks, code)
  }
})

test('every action of the taxonomy leads somewhere, the unknown ones to a person', () => {
  for (const row of Object.values(failures)) assert.ok(plan(row.action).kind)
  assert.deepEqual(plan('an action of the future'), { kind: 'ask', about: 'contact_support' })
})

test('what only a person can mend opens a case with its words, never an empty chat', () => {
  for (const about of ['appeal', 'report', 'add_proof', 'contact_merchant'] as const) {
    assert.deepEqual(plan(about), { kind: 'ask', about })
    assert.ok(about in money.refusal.ask, about)
  }
})

test('what customers put right themselves leads to its page', () => {
  for (const [action, to] of [
    ['verify_identity', '/verification'],
    ['reset_payment_password', '/payment-password/reset'],
    ['countdown', '/security/hold'],
  ] as const) {
    assert.deepEqual(plan(action), { kind: 'go', target: { to, search: {} } })
  }
})

test('maintenance offers to be told, and nobody says "network" before testing it', () => {
  assert.deepEqual(plan('notify_me'), { kind: 'notify' })
  assert.deepEqual(plan('network_test'), { kind: 'go', target: { to: '/network', search: {} } })
})
