import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Payment } from '@topay/contract'
import { failures } from '@topay/contract/web'
import { planOf } from './next-step.ts'

const payment = { id: 'pay_1', order: { id: 'ord_1', merchant: { id: 'mer_1' } } } as Payment
const plan = (action: string, paidBy: string | null = null) =>
  planOf({ action, amount: { amount: 8600, currency: 'CNY' } }, payment, paidBy)

test('topping up starts with the amount that is missing and comes back to the order', () => {
  assert.deepEqual(plan('top_up'), { kind: 'go', target: { to: '/top-up', search: { amount: 8600, order: 'ord_1' } } })
})

test('paying again stays with the same order, so that it cannot be paid twice', () => {
  for (const action of ['retry', 'other_card', 'switch_method']) {
    assert.deepEqual(plan(action), { kind: 'go', target: { to: '/checkout/ord_1', search: {} } }, action)
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
    assert.ok(kind !== 'go' || target?.to.startsWith('/payments/'), code)
  }
})

test('every action of the taxonomy leads somewhere, the unknown ones to a person', () => {
  for (const row of Object.values(failures)) assert.ok(plan(row.action).kind)
  assert.equal(plan('an action of the future').kind, 'help')
})
