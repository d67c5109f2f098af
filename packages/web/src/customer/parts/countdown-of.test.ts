import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countdownOf } from './countdown-of.ts'

test('time left reads as a clock', () => {
  assert.equal(countdownOf(15 * 60_000), '15:00')
  assert.equal(countdownOf(872_000), '14:32')
  assert.equal(countdownOf(9_000), '00:09')
  assert.equal(countdownOf(3_849_000), '1:04:09')
  assert.equal(countdownOf(24 * 3_600_000), '24:00:00')
})

test('a second that has begun counts whole, and nothing is left below zero', () => {
  assert.equal(countdownOf(1), '00:01')
  assert.equal(countdownOf(0), '00:00')
  assert.equal(countdownOf(-5_000), '00:00')
})
