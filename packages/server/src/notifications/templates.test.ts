import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render, type TemplateName, templates } from './templates.ts'

const placeholders = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

for (const [name, template] of Object.entries(templates)) {
  test(`${name} says the same in both languages, with the parameters it declares`, () => {
    const declared: string[] = template.params.toSorted()
    for (const locale of ['zh-CN', 'en'] as const) {
      assert.deepEqual([...new Set(placeholders(template[locale].body))].toSorted(), declared, locale)
      for (const used of placeholders(template[locale].subject)) {
        assert.ok(declared.includes(used), `${locale}: ${used}`)
        // Only the body is encrypted until it is sent.
        assert.notEqual(used, 'code', locale)
      }
    }
  })
}

const message = {
  template: 'payment_failed' as TemplateName,
  params: { merchant: '山岚户外', amount: '¥86.00', reason: '余额不足', url: 'https://pay.example/t' },
}

test('an SMS begins with our signature and has no subject', () => {
  assert.deepEqual(render({ ...message, channel: 'sms', locale: 'zh-CN' }), {
    subject: null,
    body: '【Topay】您在山岚户外的付款 ¥86.00 没有成功：余额不足。钱的去向和下一步请看 https://pay.example/t',
  })
  assert.match(render({ ...message, channel: 'sms', locale: 'en' }).body, /^\[Topay\] Your payment of ¥86\.00/)
})

test('an e-mail has a subject', () => {
  assert.equal(render({ ...message, channel: 'email', locale: 'en' }).subject, 'Payment not completed: 山岚户外 ¥86.00')
})

test('what a parameter contains is never read as a placeholder', () => {
  const { body } = render({
    ...message,
    params: { ...message.params, merchant: '{amount} $& {reason}' },
    channel: 'email',
    locale: 'en',
  })
  assert.match(body, /^Your payment of ¥86\.00 to \{amount\} \$& \{reason\} was not completed: 余额不足\./)
})
