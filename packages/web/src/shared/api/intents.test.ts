import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore } from '../chat/storage.ts'
import { createIntents, withoutSecrets } from './intents.ts'

const about = { amount: { amount: 8_600, currency: 'CNY' as const }, name: { zh: '山岚户外', en: 'Shanlan Outdoor' } }
const pay = (order: string, more: object = {}) => ({
  params: { order_id: order },
  body: { method: { type: 'balance' }, ...more },
})
const counter = () => {
  let count = 0
  return () => `key ${++count}`
}

test('the same content keeps its key until the outcome is known, other content gets its own', () => {
  const intents = createIntents(createMemoryStore(), 'cus_1', () => 0, counter())
  const key = intents.open('payOrder', pay('ord_1', { payment_password: '739152' }), about)
  assert.equal(intents.open('payOrder', pay('ord_1', { payment_password: '111222' }), about), key)
  assert.notEqual(intents.open('payOrder', pay('ord_2'), about), key)
  assert.notEqual(intents.open('sendTransfer', pay('ord_1'), about), key)
  intents.close(key)
  assert.notEqual(intents.open('payOrder', pay('ord_1'), about), key)
})

test('what was sent survives a reload, and another tab uses its key', () => {
  const store = createMemoryStore()
  const key = createIntents(store, 'cus_1', () => 0, counter()).open('payOrder', pay('ord_1'), about)
  const later = createIntents(store, 'cus_1', () => 1_000, counter())
  assert.deepEqual(
    later.lost().map((intent) => intent.key),
    [key],
  )
  assert.equal(later.open('payOrder', pay('ord_1'), about), key)
  assert.deepEqual(createIntents(store, 'cus_2').lost(), [], 'another person sees nothing of it')
})

test('neither the payment password nor the second factor is ever written down', () => {
  const store = createMemoryStore()
  const secret = { payment_password: '739152', verification: { challenge_id: 'chl_1', code: '240613' } }
  createIntents(store, 'cus_1').open('payOrder', pay('ord_1', secret), about)
  const written = Array.from({ length: store.length }, (_, index) => store.getItem(store.key(index) ?? '')).join()
  assert.match(written, /ord_1/)
  assert.doesNotMatch(written, /739152|240613|verification|payment_password/)
  assert.deepEqual(withoutSecrets(pay('ord_1', secret)), pay('ord_1'))
})

test('what somebody waits for on this page is not lost; once they leave it is', () => {
  const intents = createIntents(createMemoryStore(), 'cus_1', () => 0, counter())
  const key = intents.open('topUp', { body: { amount: 1 } }, about)
  assert.deepEqual(intents.lost(), [])
  intents.release(key)
  assert.equal(intents.lost().length, 1)
})

test('what the server never got keeps its key, so that a request still on its way is not done beside a second one', () => {
  const intents = createIntents(createMemoryStore(), 'cus_1', () => 0, counter())
  const key = intents.open('sendTransfer', { body: { amount: 1 } }, about)
  intents.release(key)
  intents.absent(key)
  assert.deepEqual(intents.lost(), [])
  assert.equal(intents.open('sendTransfer', { body: { amount: 1 } }, about), key)
})

test('after a day an intent is forgotten', () => {
  const store = createMemoryStore()
  const key = createIntents(store, 'cus_1', () => 0, counter()).open('payOrder', pay('ord_1'), about)
  const nextDay = createIntents(
    store,
    'cus_1',
    () => 86_400_000,
    () => 'fresh',
  )
  assert.deepEqual(nextDay.lost(), [])
  assert.notEqual(nextDay.open('payOrder', pay('ord_1'), about), key)
})

test('those who watch are told of every change', () => {
  const intents = createIntents(createMemoryStore(), 'cus_1')
  let told = 0
  const stop = intents.subscribe(() => (told += 1))
  const key = intents.open('payOrder', pay('ord_1'), about)
  intents.release(key)
  intents.close(key)
  assert.equal(told, 3)
  stop()
  intents.storageChanged(null)
  assert.equal(told, 3)
})
