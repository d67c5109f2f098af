import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ageOn, birthDateOf, isDocumentNumber, maskNumber, numberFingerprint, plainNumber } from './document-number.ts'

/** Made up: with its check digit, of a district and a birth date that fit, and nobody's. */
const NUMBER = '110101199003071233'
const today = '2026-11-24'

test('a Chinese id number has its check digit and a birth date that was', () => {
  assert.equal(birthDateOf('cn_id', NUMBER), '1990-03-07')
  assert.equal(isDocumentNumber('cn_id', NUMBER, today), true)
  for (const wrong of ['110101199003071234', '11010119900307123', '110101199013071233', '110101199002301230', ''])
    assert.equal(isDocumentNumber('cn_id', wrong, today), false, wrong)
  assert.equal(isDocumentNumber('cn_id', NUMBER, '1989-01-01'), false, 'born in the future')
})

test('any one digit typed wrong is found out', () => {
  const change = fc.tuple(fc.nat(17), fc.nat(9)).filter(([at, digit]) => NUMBER[at] !== String(digit))
  fc.assert(
    fc.property(change, ([at, digit]) => {
      const wrong = `${NUMBER.slice(0, at)}${digit}${NUMBER.slice(at + 1)}`
      assert.equal(isDocumentNumber('cn_id', wrong, today), false, wrong)
    }),
  )
})

test('a number is compared in one form, however it is typed', () => {
  assert.equal(plainNumber(' 11010119900307 1233 '), NUMBER)
  assert.equal(plainNumber('ｅ1234-5678'), 'E12345678')
  assert.equal(isDocumentNumber('passport', plainNumber('e1234 5678'), today), true)
  assert.equal(isDocumentNumber('passport', 'E12', today), false)
})

test('the mask shows ends only', () => {
  assert.equal(maskNumber(NUMBER), '1101**********1233')
  assert.equal(maskNumber('E12345678'), 'E1*****78')
})

test('age counts from the birthday on', () => {
  assert.equal(ageOn('2008-11-24', today), 18)
  assert.equal(ageOn('2008-11-25', today), 17)
})

test('the fingerprint needs the secret, and tells types apart', () => {
  const one = numberFingerprint('s1', 'cn_id', NUMBER)
  assert.ok(one.equals(numberFingerprint('s1', 'cn_id', NUMBER)))
  assert.ok(!one.equals(numberFingerprint('s2', 'cn_id', NUMBER)))
  assert.ok(!one.equals(numberFingerprint('s1', 'residence_permit', NUMBER)))
})
