import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '@topay/contract'
import { AppError } from '../platform/index.ts'
import { requireStrongPassword, requireStrongPaymentPassword } from './password-rules.ts'

const refused = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code

test('passwords of public breaches, repeats, sequences and what is known of the person are refused', () => {
  const own = ['Lin Xiaoyuan', 'linxiaoyuan@example.com', '+8613812346024']
  const weak = [
    'password',
    'PassWord123',
    'ｐａｓｓｗｏｒｄ',
    'a123456789',
    '88888888',
    'abcdabcdab',
    '天天天天天天天天',
    'abcdefgh',
    '98765432',
    '78901234',
    'LinXiaoyuan',
    'lin xiaoyuan',
    'linxiaoyuan@example.com',
    '13812346024',
    'Topay-2026!',
    'topaywallet1',
    '支付密码2026',
  ]
  for (const password of weak)
    assert.throws(() => requireStrongPassword(password, own), refused('PASSWORD_WEAK'), password)
})

test('any other password is accepted, of whatever characters', () => {
  const strong = [
    'correct horse battery',
    '床前明月光疑是地上霜',
    'xkcd-936!',
    '        a',
    '🐎🔋📎🔑',
    'linxiaoyuan 7',
    'topay to Siyuan',
  ]
  for (const password of strong) requireStrongPassword(password, ['linxiaoyuan@example.com'])
})

test('a payment password that is easily guessed is refused', () => {
  const weak = ['123456', '654321', '890123', '210987', '000000', '121212', '123123', '112233', '100000', '221211']
  const birthdays = ['900214', '010101', '851231']
  for (const digits of [...weak, ...birthdays, '346024'])
    assert.throws(
      () => requireStrongPaymentPassword(digits, '+8613812346024'),
      refused('PAYMENT_PASSWORD_WEAK'),
      digits,
    )
})

test('any other payment password is accepted', () => {
  for (const digits of ['739152', '258369', '135790', '901332', '346024']) requireStrongPaymentPassword(digits, null)
})
