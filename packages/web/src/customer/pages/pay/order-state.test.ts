import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderState, returnHost } from './order-state.ts'

const order = { status: 'open', expires_at: '2026-11-24T08:00:00.000Z', payment_id: null } as const
const now = Date.parse('2026-11-24T07:59:59.000Z')

test('an order is open until its time is up, whatever was read before', () => {
  assert.equal(orderState(order, now), 'open')
  assert.equal(orderState(order, now + 1_000), 'over')
})

test('one that the merchant closed is told apart from one whose time is up', () => {
  assert.equal(orderState({ ...order, status: 'closed' }, now), 'closed')
  assert.equal(orderState({ ...order, status: 'closed' }, now + 1_000), 'over')
})

test('one that somebody else paid is not shown as a payment of one’s own', () => {
  assert.equal(orderState({ ...order, status: 'paid', payment_id: 'pay_1' }, now), 'paid')
  assert.equal(orderState({ ...order, status: 'paid' }, now), 'paid_by_other')
})

test('only an address of the web is gone back to', () => {
  assert.equal(returnHost({ return_url: 'https://shop.example.com/orders/7?x=1' }), 'shop.example.com')
  assert.equal(returnHost({ return_url: 'http://127.0.0.1:4000/done' }), '127.0.0.1:4000')
  for (const return_url of [null, 'javascript:alert(1)', 'data:text/html,x', 'nonsense']) {
    assert.equal(returnHost({ return_url }), null)
  }
})
