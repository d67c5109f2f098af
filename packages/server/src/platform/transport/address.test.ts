import assert from 'node:assert/strict'
import test from 'node:test'
import { normaliseAddress } from './address.ts'

test('e-mail is lower-cased, and full-width characters become plain', () => {
  const lin = { kind: 'email', value: 'lin@example.com' }
  for (const typed of ['lin@example.com', ' Lin@Example.COM ', 'ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ'])
    assert.deepEqual(normaliseAddress(typed), lin, typed)
})

test('a phone number becomes E.164, mainland China assumed, full-width digits and separators accepted', () => {
  const phone = { kind: 'phone', value: '+8613812346024' }
  for (const typed of [
    '13812346024',
    '138 1234 6024',
    '+86 138-1234-6024',
    '0086 13812346024',
    '１３８１２３４６０２４',
  ])
    assert.deepEqual(normaliseAddress(typed), phone, typed)
  assert.deepEqual(normaliseAddress('+44 7911 123456'), { kind: 'phone', value: '+447911123456' })
})

test('what no message can reach is refused', () => {
  const typed = [
    '',
    'lin',
    'lin@',
    '@example.com',
    'lin@@example.com',
    'lin@example',
    'lin lin@example.com',
    `${'a'.repeat(250)}@example.com`,
    'lin\u0000@example.com',
    '12345',
    '12345678901',
    '010-12345678',
    '13812346024 ext 5',
    'call 13812346024',
    '13812346024\u0000',
  ]
  for (const text of typed) assert.equal(normaliseAddress(text), null, JSON.stringify(text))
})
