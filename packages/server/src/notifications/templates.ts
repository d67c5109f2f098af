import type { Locale } from '@topay/contract'
import { alertTemplates } from './alert-templates.ts'
import { applicantTemplates } from './applicant-templates.ts'
import { identityTemplates } from './identity-templates.ts'
import { recoveryTemplates } from './recovery-templates.ts'
import type { Template, Words } from './template.ts'

/**
 * Every message that leaves the house, as `{placeholder}` texts in both languages; e-mail and SMS say the same. A text never asks for a password, a code or
 * a transfer, and says what to do when the reader did not cause it. A template with the parameter `code` carries a secret.
 */
export const templates = {
  ...identityTemplates,
  ...applicantTemplates,
  ...alertTemplates,
  ...recoveryTemplates,
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
  confirm_change_code: {
    params: ['code', 'minutes', 'change'],
    'zh-CN': {
      subject: '{change}的验证码',
      body: '您正在{change}，验证码 {code}，{minutes} 分钟内有效，只能用于这一次。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您本人操作，请立即修改登录密码并联系客服。',
    },
    en: {
      subject: 'Code to {change}',
      body: 'You are about to {change}. The code is {code}, good for {minutes} minutes and for this once only. Tell it to nobody; Topay staff never ask for it. If this is not you, change your password now and contact support.',
    },
  },
  top_up_succeeded: {
    params: ['amount'],
    'zh-CN': {
      subject: '充值 {amount} 已到账',
      body: '银行确认了您的充值，{amount} 已到余额。如果不是您本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your top-up of {amount} has arrived',
      body: 'The bank confirmed your top-up: {amount} is in your balance. If this was not you, contact support now.',
    },
  },
  top_up_failed: {
    params: ['amount'],
    'zh-CN': {
      subject: '充值 {amount} 没有成功',
      body: '银行确认您的充值 {amount} 没有成功，没有扣款。您可以换一张卡再试。如果不是您本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your top-up of {amount} did not go through',
      body: 'The bank confirmed that your top-up of {amount} did not go through; you were not charged. You can try another card. If this was not you, contact support now.',
    },
  },
  withdrawal_succeeded: {
    params: ['amount', 'card'],
    'zh-CN': {
      subject: '提现 {amount} 已到账',
      body: '您提现到{card}的 {amount} 已到账。如果不是您本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your withdrawal of {amount} has arrived',
      body: 'Your withdrawal of {amount} has arrived at {card}. If this was not you, contact support now.',
    },
  },
  withdrawal_failed: {
    params: ['amount', 'card'],
    'zh-CN': {
      subject: '提现 {amount} 没有成功',
      body: '您提现到{card}的 {amount} 没有成功，钱已全部回到余额，可以在 Topay 里查看原因。如果不是您本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your withdrawal of {amount} did not go through',
      body: 'Your withdrawal of {amount} to {card} did not go through. All of it is in your balance again; Topay shows why. If this was not you, contact support now.',
    },
  },
  withdrawal_returned: {
    params: ['amount', 'card'],
    'zh-CN': {
      subject: '银行退回了您的提现 {amount}',
      body: '银行把您提现到{card}的 {amount} 退了回来，钱已全部回到余额。您可以换一张卡再提现。如果不是您本人操作，请立即联系客服。',
    },
    en: {
      subject: 'The bank sent your withdrawal of {amount} back',
      body: 'The bank sent your withdrawal of {amount} to {card} back. All of it is in your balance again; you can withdraw it to another card. If this was not you, contact support now.',
    },
  },
  return_started: {
    params: ['amount', 'card', 'date'],
    'zh-CN': {
      subject: '{amount} 正在退回您的银行卡',
      body: '银行已扣款 {amount}，但这笔交易没有成功。款项正在自动退回尾号 {card} 的银行卡，最迟 {date} 到账，您无需操作。如有疑问，请在 Topay 里联系客服。',
    },
    en: {
      subject: '{amount} is on its way back to your card',
      body: 'Your bank took {amount}, but the transaction did not go through. The money is going back to your card ending {card} by itself, by {date} at the latest; there is nothing to do. Questions? Contact support in Topay.',
    },
  },
  return_to_card: {
    params: ['amount', 'card'],
    'zh-CN': {
      subject: '{amount} 已退回您的银行卡',
      body: '{amount} 已退回尾号 {card} 的银行卡，银行入账可能稍有延迟。如未收到，请在 Topay 里联系客服。',
    },
    en: {
      subject: '{amount} is back on your card',
      body: '{amount} went back to your card ending {card}; your bank may take a moment to show it. If you do not see it, contact support in Topay.',
    },
  },
  return_to_balance: {
    params: ['amount'],
    'zh-CN': {
      subject: '{amount} 已退到您的 Topay 余额',
      body: '银行无法把 {amount} 退回您的银行卡，我们已把这笔钱存入您的 Topay 余额，可随时使用或提现。如有疑问，请在 Topay 里联系客服。',
    },
    en: {
      subject: '{amount} is in your Topay balance',
      body: 'Your bank could not take {amount} back to your card, so we put it into your Topay balance, to use or withdraw at any time. Questions? Contact support in Topay.',
    },
  },
  return_compensated: {
    params: ['amount'],
    'zh-CN': {
      subject: '退回延迟，补偿您 {amount}',
      body: '款项退回晚于我们的承诺，非常抱歉。补偿 {amount} 已存入您的 Topay 余额，您无需操作。',
    },
    en: {
      subject: '{amount} for the delay',
      body: 'Your money came back later than we promised, and we are sorry. {amount} for the delay is in your Topay balance; there is nothing to do.',
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
  maintenance_over: {
    params: [],
    'zh-CN': {
      subject: 'Topay 已恢复付款',
      body: 'Topay 的维护已经结束，现在可以付款了。您请我们恢复后告诉您。',
    },
    en: {
      subject: 'Topay takes payments again',
      body: 'The maintenance of Topay is over and you can pay again. You asked us to tell you.',
    },
  },
} as const satisfies Record<string, Template>

export type TemplateName = keyof typeof templates
type ParamsOf<Name extends TemplateName> = (typeof templates)[Name]['params'][number]
/** The values that a template needs, ready to read: amounts and dates already in the reader's form. */
export type TemplateParams<Name extends TemplateName> = Record<ParamsOf<Name>, string | number>
/** Templates that carry a one-time code. */
export type CodeTemplate = { [Name in TemplateName]: 'code' extends ParamsOf<Name> ? Name : never }[TemplateName]
export const carriesCode = (name: TemplateName): boolean =>
  (templates[name].params as readonly string[]).includes('code')
/** Templates that carry a secret link and no code. */
export type LinkTemplate = Exclude<
  { [Name in TemplateName]: 'link' extends ParamsOf<Name> ? Name : never }[TemplateName],
  CodeTemplate
>

const signature: Record<Locale, string> = { 'zh-CN': '【Topay】', en: '[Topay] ' }

const fill = (words: string, params: Record<string, string | number>): string =>
  words.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder))

/** How the customer's own phrase is shown: whoever does not know it did not send the message. */
const withPhrase = (body: string, locale: Locale, phrase: string | null | undefined): string => {
  if (!phrase) return body
  return locale === 'en' ? `${body} Your phrase: ${phrase}` : `${body}您的防伪短语：${phrase}`
}

/** The message in words: an SMS begins with our signature and has no subject. `phrase`: the customer's own, for messages to an account. */
export const render = (message: {
  channel: 'sms' | 'email'
  template: TemplateName
  locale: Locale
  params: Record<string, string | number>
  phrase?: string | null
}): { subject: string | null; body: string } => {
  const { locale } = message
  const words: Words = templates[message.template][locale]
  const body = withPhrase(fill(words.body, message.params), locale, message.phrase)
  return message.channel === 'sms'
    ? { subject: null, body: `${signature[locale]}${body}` }
    : { subject: fill(words.subject, message.params), body }
}
