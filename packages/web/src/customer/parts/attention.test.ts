import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CustomerCase, Diagnosis, Transaction } from '@topay/contract'
import { attentionOf, suspects } from './attention.ts'

const now = Date.parse('2026-11-24T07:00:00.000Z')
const bill = (payment_id: string, status: Transaction['status']) =>
  ({ kind: 'payment', payment_id, status, top_up_id: null }) as Transaction
const diagnosis = (payment_id: string, more: Partial<Diagnosis> = {}) =>
  ({
    payment_id,
    order_id: `order of ${payment_id}`,
    order_status: 'open',
    order_expires_at: '2026-11-24T07:15:00.000Z',
    paid_by: null,
    ...more,
  }) as Diagnosis
const mine = (more: Partial<CustomerCase>) =>
  ({ status: 'open', unread: 0, rating: null, closed_at: null, ...more }) as CustomerCase
const kinds = (...args: Parameters<typeof attentionOf>) =>
  attentionOf(...args).map((item) => (item.kind === 'case' ? item.why : `${item.kind} ${item.bill.payment_id}`))

test('a failed payment is shown while its order waits', () => {
  assert.deepEqual(kinds([bill('a', 'failed')], new Map([['a', diagnosis('a')]]), [], now), ['failed a'])
})

test('a failed payment is not shown once the order is paid, closed, or over', () => {
  for (const more of [
    { paid_by: 'b' },
    { order_status: 'paid' as const },
    { order_status: 'closed' as const },
    { order_expires_at: '2026-11-24T06:59:59.000Z' },
  ]) {
    assert.deepEqual(kinds([bill('a', 'failed')], new Map([['a', diagnosis('a', more)]]), [], now), [])
  }
})

test('of two failed payments of one order only the newer one is shown', () => {
  const both = new Map([
    ['b', diagnosis('b', { order_id: 'same' })],
    ['a', diagnosis('a', { order_id: 'same' })],
  ])
  assert.deepEqual(kinds([bill('b', 'failed'), bill('a', 'failed')], both, [], now), ['failed b'])
})

test('a failed payment is not shown before its diagnosis is here', () => {
  assert.deepEqual(kinds([bill('a', 'failed')], new Map(), [], now), [])
})

test('an unknown result is shown at once', () => {
  assert.deepEqual(kinds([bill('a', 'unknown')], new Map(), [], now), ['checking a'])
})

test('an unread answer comes before what the status of the case says', () => {
  assert.deepEqual(kinds([], new Map(), [mine({ unread: 2, status: 'waiting_customer' })], now), ['replied'])
  assert.deepEqual(kinds([], new Map(), [mine({ status: 'waiting_customer' })], now), ['waiting_you'])
  assert.deepEqual(kinds([], new Map(), [mine({})], now), ['open'])
})

test('a closed case asks for a rating for two days, and only once', () => {
  const closed = { status: 'closed' as const, closed_at: '2026-11-23T07:00:00.000Z' }
  assert.deepEqual(kinds([], new Map(), [mine(closed)], now), ['rate'])
  assert.deepEqual(kinds([], new Map(), [mine({ ...closed, rating: { score: 5, comment: '' } })], now), [])
  assert.deepEqual(kinds([], new Map(), [mine({ ...closed, closed_at: '2026-11-20T07:00:00.000Z' })], now), [])
})

test('only a few unsettled payments are looked into', () => {
  const bills = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => bill(id, 'failed'))
  assert.equal(suspects([bill('ok', 'succeeded'), ...bills]).length, 4)
})
