import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddress } from './is-address.ts'

test('an address is known by how a person types it', () => {
  assert.ok(isAddress(' Lin@Example.com ', 'lin@example.com'))
  assert.ok(isAddress('138 1234 6024', '+8613812346024'))
  assert.ok(isAddress('+86 138-1234-6024', '+8613812346024'))
  assert.equal(isAddress('138 1234 6025', '+8613812346024'), false)
  assert.equal(isAddress('ma@example.com', 'lin.ma@example.com'), false)
})

test('an address is known by its mask, and no other fits it', () => {
  assert.ok(isAddress('138****6024', '+8613812346024'))
  assert.ok(isAddress('+44****3456', '+447700123456'))
  assert.ok(isAddress('l***@example.com', 'lin@example.com'))
  assert.equal(isAddress('138****6024', '+8613912346024'), false)
  assert.equal(isAddress('l***@example.com', 'maya@example.com'), false)
})

test('a number too short to be one fits nothing', () => {
  assert.equal(isAddress('6024', '+8613812346024'), false)
})
