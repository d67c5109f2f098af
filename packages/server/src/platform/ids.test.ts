import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from './ids.ts'

test('ids made one after the other sort in that order, also within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('payment'))
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
  assert.match(ids[0] ?? '', /^pay_[0-9a-f]{12}7[0-9a-f]{19}$/)
})
