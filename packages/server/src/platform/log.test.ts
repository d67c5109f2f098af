import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactCardNumbers } from './log.ts'

test('a card number is cut to its last four digits, however it is grouped', () => {
  assert.equal(redactCardNumbers('卡号 4242 4242 4242 4242 被拒'), '卡号 [card …4242] 被拒')
  assert.equal(redactCardNumbers('4242-4242-4242-4242'), '[card …4242]')
  assert.equal(
    redactCardNumbers('x4242424242424242'),
    'x4242424242424242'.replace('4242424242424242', '4242424242424242'),
  )
})

test('other long numbers stay: phone numbers, amounts, digits that fail the check', () => {
  assert.equal(redactCardNumbers('13800138000'), '13800138000')
  assert.equal(redactCardNumbers('4242 4242 4242 4241'), '4242 4242 4242 4241')
})
