import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strengthOf } from './password-strength.ts'

test('a short password says how many characters are missing, counting whole characters', () => {
  assert.deepEqual(strengthOf('abc'), { level: 'short', missing: 5 })
  assert.deepEqual(strengthOf('𠮷𠮷𠮷'), { level: 'short', missing: 5 })
})

test('repeats, sequences and digits alone are weak however long', () => {
  for (const password of ['aaaaaaaaaaaa', '123456789012', '20011224', 'abcdefghijkl', '1212121212121212']) {
    assert.equal(strengthOf(password).level, 'weak', password)
  }
})

test('length makes a password good, without any rule about symbols', () => {
  assert.equal(strengthOf('river stone lamp').level, 'good')
  assert.equal(strengthOf('雨后的栀子花开在窗边').level, 'good')
  assert.equal(strengthOf('Kq7-wind').level, 'fair')
})
