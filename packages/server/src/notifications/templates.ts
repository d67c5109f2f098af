import type { Locale } from '@topay/contract'

type Words = { subject: string; body: string }
type Template = { params: readonly string[] } & Record<Locale, Words>

/**
 * Every message that leaves the house, as `{placeholder}` texts in both languages; e-mail and SMS say the same. A text never asks for a password, a code or
 * a transfer, and says what to do when the reader did not cause it. A template with the parameter `code` carries a secret.
 */
export const templates = {
  sign_up_code: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '您的 Topay 注册验证码',
      body: '注册验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在注册，无需理会。',
    },
    en: {
      subject: 'Your Topay sign-up code',
      body: 'Your sign-up code is {code}, good for {minutes} minutes. Tell it to nobody; Topay staff never ask for it. If you are not signing up, there is nothing to do.',
    },
  },
  sign_up_existing: {
    params: [],
    'zh-CN': {
      subject: '您已经有 Topay 账户',
      body: '有人想用您的联系方式注册 Topay，而您已经有账户了。如果是您，请直接登录。如果不是您，无需理会，您的账户没有任何变化。',
    },
    en: {
      subject: 'You already have a Topay account',
      body: 'Somebody tried to sign up with this address, and you have an account already. If it was you, just sign in. If not, there is nothing to do: your account has not changed.',
    },
  },
  confirm_payment_code: {
    params: ['code', 'minutes', 'payee', 'amount'],
    'zh-CN': {
      subject: '向 {payee} 支付 {amount} 的验证码',
      body: '您正在向 {payee} 支付 {amount}，验证码 {code}，{minutes} 分钟内有效，只能用于这一笔。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您本人操作，请立即修改支付密码并联系客服。',
    },
    en: {
      subject: 'Code to pay {amount} to {payee}',
      body: 'You are paying {amount} to {payee}. The code is {code}, good for {minutes} minutes and for this payment only. Tell it to nobody; Topay staff never ask for it. If this is not you, change your payment password now and contact support.',
    },
  },
  case_reply: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '客服回复了您的案件 {number}',
      body: '客服回复了您的案件 {number}，请在 Topay 里查看：{url}',
    },
    en: {
      subject: 'Support answered your case {number}',
      body: 'Support answered your case {number}. Read it in Topay: {url}',
    },
  },
  case_closed: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '案件 {number} 已处理完毕',
      body: '您的案件 {number} 已处理完毕。如果问题还在，直接回复即可重新打开：{url}',
    },
    en: {
      subject: 'Your case {number} is closed',
      body: 'Your case {number} is closed. If anything is still wrong, just reply and it opens again: {url}',
    },
  },
} as const satisfies Record<string, Template>

export type TemplateName = keyof typeof templates
type ParamsOf<Name extends TemplateName> = (typeof templates)[Name]['params'][number]
/** The values that a template needs, ready to read: amounts and dates already in the reader's form. */
export type TemplateParams<Name extends TemplateName> = Record<ParamsOf<Name>, string | number>
/** Templates that carry a one-time code. */
export type CodeTemplate = { [Name in TemplateName]: 'code' extends ParamsOf<Name> ? Name : never }[TemplateName]

const signature: Record<Locale, string> = { 'zh-CN': '【Topay】', en: '[Topay] ' }

const fill = (words: string, params: Record<string, string | number>): string =>
  words.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder))

/** The message in words: an SMS begins with our signature and has no subject. */
export const render = (message: {
  channel: 'sms' | 'email'
  template: TemplateName
  locale: Locale
  params: Record<string, string | number>
}): { subject: string | null; body: string } => {
  const words: Words = templates[message.template][message.locale]
  const body = fill(words.body, message.params)
  return message.channel === 'sms'
    ? { subject: null, body: `${signature[message.locale]}${body}` }
    : { subject: fill(words.subject, message.params), body }
}
