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
  template: 'case_reply' as TemplateName,
  params: { number: 'CS 2026 1124 0007', url: 'https://pay.example/c' },
}

test('an SMS begins with our signature and has no subject', () => {
  assert.deepEqual(render({ ...message, channel: 'sms', locale: 'zh-CN' }), {
    subject: null,
    body: '【Topay】客服回复了您的案件 CS 2026 1124 0007，请在 Topay 里查看：https://pay.example/c',
  })
  assert.match(render({ ...message, channel: 'sms', locale: 'en' }).body, /^\[Topay\] Support answered your case CS/)
})

test('an e-mail has a subject', () => {
  assert.equal(
    render({ ...message, channel: 'email', locale: 'en' }).subject,
    'Support answered your case CS 2026 1124 0007',
  )
})

test('what a parameter contains is never read as a placeholder', () => {
  const params = { ...message.params, number: '{url} $& {number}' }
  assert.equal(
    render({ ...message, params, channel: 'email', locale: 'en' }).body,
    'Support answered your case {url} $& {number}. Read it in Topay: https://pay.example/c',
  )
})
