import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTopayCode } from './topay-code.ts'

const here = ['https://pay.example.com']
const code = 'Ab3dEf6hIj9kLm2nOp5q'
const hex = '0190a5c27b1e7c3a8d4e5f60718293a4'
const read = (text: string) => readTopayCode(text, here)

test('our own addresses are read: a person, with the amount they ask for, a merchant, an order', () => {
  assert.deepEqual(read(`https://pay.example.com/to/${code}`), { kind: 'person', code, amount: undefined })
  assert.deepEqual(read(`  https://pay.example.com/to/${code}?amount=8600\n`), { kind: 'person', code, amount: 8_600 })
  assert.deepEqual(read(`https://pay.example.com/m/mer_${hex}`), { kind: 'merchant', merchantId: `mer_${hex}` })
  assert.deepEqual(read(`https://pay.example.com/checkout/ord_${hex}`), { kind: 'order', orderId: `ord_${hex}` })
})

test('a code read aloud, and a link typed without its scheme, are taken', () => {
  assert.deepEqual(read(code), { kind: 'person', code, amount: undefined })
  assert.deepEqual(read(`pay.example.com/to/${code}`), { kind: 'person', code, amount: undefined })
})

test('an amount that is none is left out', () => {
  for (const amount of ['0', '-5', '1.5', '1e3', 'x', '']) {
    assert.deepEqual(read(`https://pay.example.com/to/${code}?amount=${amount}`), {
      kind: 'person',
      code,
      amount: undefined,
    })
  }
})

test('everything else is foreign, however much it looks like ours', () => {
  for (const text of [
    'hello',
    '',
    `https://pay.example.com.evil.net/to/${code}`,
    `https://evil.net/pay.example.com/to/${code}`,
    `https://pay.example.com@evil.net/to/${code}`,
    `https://me:secret@pay.example.com/to/${code}`,
    `http://pay.example.com/to/${code}`,
    `javascript:alert(1)//pay.example.com/to/${code}`,
    `https://pay.example.com/to/${code.slice(1)}`,
    `https://pay.example.com/desk/to/${code}`,
    'https://pay.example.com/cards',
    `https://pay.example.com/m/mer_${hex}/../../cards`,
    'wxp://f2f0abc',
  ]) {
    assert.deepEqual(read(text), { kind: 'foreign' }, text)
  }
})
