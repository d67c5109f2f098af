import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CustomerCase, Diagnosis, MoneyRequest, Transaction, Transfer } from '@topay/contract'
import { attentionOf, peopleAttention, receivedBills, suspects } from './attention.ts'

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
  attentionOf(...args).map((item) =>
    item.kind === 'case' ? item.why : 'bill' in item ? `${item.kind} ${item.bill.payment_id}` : item.kind,
  )

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

test('only requests that wait for the customer are shown, and only while they can be paid', () => {
  const ask = (more: Partial<MoneyRequest>) =>
    ({ direction: 'to_me', status: 'open', expires_at: '2026-11-30T00:00:00.000Z', ...more }) as MoneyRequest
  const shown = (...requests: MoneyRequest[]) => peopleAttention(requests, [], now).length
  assert.equal(shown(ask({})), 1)
  assert.equal(
    shown(ask({ direction: 'from_me' }), ask({ status: 'paid' }), ask({ expires_at: '2026-11-24T06:00:00.000Z' })),
    0,
  )
})

test('a red packet is shown until it is opened; a plain transfer never', () => {
  const got = (more: Partial<Transfer>) =>
    ({ direction: 'in', style: 'red_packet', opened_at: null, ...more }) as Transfer
  const shown = (transfer: Transfer) => peopleAttention([], [transfer], now).length
  assert.equal(shown(got({})), 1)
  assert.equal(shown(got({ opened_at: '2026-11-24T06:00:00.000Z' })), 0)
  assert.equal(shown(got({ style: 'plain' })), 0)
  assert.equal(shown(got({ direction: 'out' })), 0)
})

test('only a few received transfers of the last week are looked into', () => {
  const received = (created_at: string) =>
    ({ transfer_id: 'tra_1', direction: 'in', status: 'succeeded', created_at }) as Transaction
  assert.equal(
    receivedBills(
      Array.from({ length: 9 }, () => received('2026-11-24T06:00:00.000Z')),
      now,
    ).length,
    4,
  )
  assert.equal(receivedBills([received('2026-11-16T06:00:00.000Z')], now).length, 0)
})
