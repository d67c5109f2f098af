import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkOutbound } from './outbound-check.ts'

describe('the check of what goes out', () => {
  const asks = [
    ['请把验证码发给我', 'code'],
    ['您好，麻烦提供一下您的支付密码，我帮您核对。', 'password'],
    ['您的完整卡号是多少？', 'card_number'],
    ['请先转账到安全账户，稍后退回', 'transfer'],
    ['Please tell me your password', 'password'],
    ['What is the verification code you received?', 'code'],
    ['Could you send us your full card number', 'card_number'],
    ['Please transfer the money to a safe account.', 'transfer'],
  ] as const
  for (const [text, thing] of asks) {
    it(`stops: ${text}`, () => assert.deepEqual(checkOutbound(text), [thing]))
  }

  const harmless = [
    '好的，付款页我已发给您，订单保留到 15:00，付完会在这里告诉您结果。',
    '我们不会向您索要密码或验证码，请勿告诉任何人',
    '支付密码已锁定，您可以在“我的 - 安全”里重置',
    '这次是支付密码输错了，钱没有被扣走',
    '银行卡已过期，请在 App 里更新卡片',
    '您可以先充值 ¥86.00，再付一次',
    'We will never ask you for your password',
    'You can reset your payment password under Me, Security.',
    'Your card has expired; you can add another one in the app.',
  ]
  for (const text of harmless) {
    it(`lets pass: ${text}`, () => assert.deepEqual(checkOutbound(text), []))
  }

  it('judges each sentence by itself', () => {
    assert.deepEqual(checkOutbound('我们不会索要密码。请把验证码发给我'), ['code'])
  })
})
