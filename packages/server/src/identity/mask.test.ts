import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskEmail, maskName, maskPhone } from './mask.ts'

test('names keep what a colleague recognises them by', () => {
  const names = {
    陈思远: '陈*远',
    陈远: '陈*',
    陈: '*',
    欧阳思远: '欧**远',
    古丽娜尔·买买提: '古******提',
    'Maya Roberts': 'Maya R.',
    'Ana Maria de Souza': 'Ana S.',
    Maya: 'M***',
    '👩‍👩‍👧‍👦 Family': '👩‍👩‍👧‍👦 F.',
  }
  for (const [name, masked] of Object.entries(names)) assert.equal(maskName(name), masked)
})

test('phone numbers keep their beginning and their last four digits', () => {
  assert.equal(maskPhone('+8613812346024'), '138****6024')
  assert.equal(maskPhone('+447911123456'), '+44****3456')
  assert.equal(maskPhone('+12025550123'), '+12****0123')
})

test('e-mail keeps its first letter and its domain', () => {
  assert.equal(maskEmail('lin@example.com'), 'l***@example.com')
  assert.equal(maskEmail('l@example.com'), 'l***@example.com')
})
