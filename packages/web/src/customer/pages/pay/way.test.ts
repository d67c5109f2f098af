import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultWay, methodOf } from './way.ts'

const cards = [{ id: 'card_a' }, { id: 'card_b' }]

test('the balance is picked as long as there is something in it; an empty one gives way to the first card', () => {
  assert.equal(defaultWay(8_600, 10_000, cards, undefined), 'balance')
  assert.equal(defaultWay(8_600, 1_200, cards, undefined), 'balance')
  assert.equal(defaultWay(8_600, 0, cards, undefined), 'card_a')
  assert.equal(defaultWay(8_600, 0, [], undefined), 'balance')
})

test('a step that asks for another card, or for the balance, starts there', () => {
  assert.equal(defaultWay(8_600, 10_000, cards, 'card'), 'card_a')
  assert.equal(defaultWay(8_600, 0, cards, 'balance'), 'balance')
  assert.equal(defaultWay(8_600, 0, [], 'card'), 'balance')
})

test('balance first, the rest by card names the card', () => {
  assert.deepEqual(methodOf('mix', 'card_b'), { type: 'balance_and_card', card_id: 'card_b' })
  assert.deepEqual(methodOf('card_a', 'card_b'), { type: 'card', card_id: 'card_a' })
  assert.deepEqual(methodOf('balance', 'card_b'), { type: 'balance' })
})
