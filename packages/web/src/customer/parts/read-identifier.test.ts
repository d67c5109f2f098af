import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIdentifier } from './read-identifier.ts'

test('a number without a country code is one of mainland China, as is +86', () => {
  for (const text of ['138', '138 1234 6024', '+86 138 1234 6024', '0086 13812346024'])
    assert.deepEqual(readIdentifier(text), { kind: 'mainland' }, text)
})

test('a number with another code is named by its place', () => {
  assert.deepEqual(readIdentifier('+852 9123 4567'), { kind: 'abroad', code: '852', regions: ['HK'] })
  assert.deepEqual(readIdentifier('+1 415 555 0100'), { kind: 'abroad', code: '1', regions: ['US', 'CA'] })
})

test('an address is an address; what is neither is left to the server', () => {
  assert.deepEqual(readIdentifier('138@example.com'), { kind: 'email' })
  for (const text of ['', 'li', 'lin', '+999 1234']) assert.deepEqual(readIdentifier(text), { kind: 'unclear' }, text)
})
