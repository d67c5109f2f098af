import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupCardNumber, isLongEnough } from './card-number.ts'

test('a number is grouped by four while it is typed, without a space at its end', () => {
  assert.equal(groupCardNumber('6217'), '6217')
  assert.equal(groupCardNumber('62170'), '6217 0')
  assert.equal(groupCardNumber('6217-0012-3456-7893'), '6217 0012 3456 7893')
  assert.equal(groupCardNumber('6217 0012 3456 7893 123 99'), '6217 0012 3456 7893 123')
})

test('a number is long enough from fifteen digits on', () => {
  assert.equal(isLongEnough('6217 0012 3456'), false)
  assert.equal(isLongEnough('3714 4963 5398 431'), true)
})
