import type { Locale, LocalizedText } from '@topay/contract'
import { chinaClock } from './china-time.ts'
import type { StatementLine } from './statement.ts'

/** Words of statements and receipts in both languages. */
const WORDS = {
  title: { zh: '对账单', en: 'Statement' },
  receipt: { zh: '交易回单', en: 'Receipt' },
  customer: { zh: '客户', en: 'Customer' },
  customerNumber: { zh: '客户号', en: 'Customer number' },
  period: { zh: '账期', en: 'Period' },
  currency: { zh: '币种', en: 'Currency' },
  generated: { zh: '生成时间', en: 'Made at' },
  china: { zh: '北京时间', en: 'Beijing time' },
  opening: { zh: '期初余额', en: 'Opening balance' },
  closing: { zh: '期末余额', en: 'Closing balance' },
  soFar: { zh: '目前余额', en: 'Balance so far' },
  totalIn: { zh: '转入', en: 'In' },
  totalOut: { zh: '转出', en: 'Out' },
  movements: { zh: '余额变动', en: 'Movements of the balance' },
  noMovements: { zh: '这个账期里，余额没有变动', en: 'The balance did not move in this period' },
  cardPayments: { zh: '银行卡付款（不影响余额）', en: 'Paid by card (the balance did not move)' },
  cardTotal: { zh: '银行卡付款合计', en: 'Paid by card, total' },
  time: { zh: '时间', en: 'Time' },
  kind: { zh: '类型', en: 'Type' },
  counterparty: { zh: '交易对方', en: 'Counterparty' },
  description: { zh: '说明', en: 'Description' },
  what: { zh: '交易', en: 'Transaction' },
  method: { zh: '方式', en: 'Method' },
  amount: { zh: '金额', en: 'Amount' },
  change: { zh: '余额变动', en: 'Change of balance' },
  balance: { zh: '余额', en: 'Balance' },
  number: { zh: '交易号', en: 'Transaction number' },
  paymentNumber: { zh: '付款号', en: 'Payment number' },
  status: { zh: '状态', en: 'Status' },
  done: { zh: '交易成功', en: 'Succeeded' },
  check: { zh: '核对', en: 'Check' },
  fingerprint: { zh: '内容指纹（SHA-256）', en: 'Fingerprint of the content (SHA-256)' },
  notInvoice: {
    zh: '回单证明这笔交易已经完成，不是发票。发票请向商家索取。',
    en: 'This receipt shows that the transaction went through. It is not a tax invoice: ask the merchant for one.',
  },
  masked: {
    zh: '姓名已遮盖。余额取自总账，金额单位为元。',
    en: 'The name is masked. Balances are those of the ledger.',
  },
} as const satisfies Record<string, LocalizedText>

const KINDS: Record<StatementLine['kind'], LocalizedText> = {
  payment: { zh: '付款', en: 'Payment' },
  top_up: { zh: '充值', en: 'Top-up' },
  withdrawal: { zh: '提现', en: 'Withdrawal' },
  transfer: { zh: '转账', en: 'Transfer' },
  compensation: { zh: '补偿', en: 'Compensation' },
  other: { zh: '调整', en: 'Adjustment' },
}
const RETURNED: LocalizedText = { zh: '退回', en: 'returned' }
const BALANCE: LocalizedText = { zh: '余额', en: 'Balance' }

const plainName = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'long', timeZone: 'UTC' })

/** `1286.00`, `-32.00`: minor units as a decimal that programs read. */
export const decimal = (minor: number): string => {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `1,286.00`, `-32.00`: minor units for people (the minus sign proper is as wide as a character in the font); `signed` puts + before what came in. */
export const readable = (minor: number, signed = false): string => {
  const [whole = '', rest = ''] = decimal(Math.abs(minor)).split('.')
  const sign = minor < 0 ? '-' : signed && minor > 0 ? '+' : ''
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
}

/** `2026-11-24 14:32:05`, China time. */
export const clockTime = (at: string): string => {
  const { date, time } = chinaClock(at)
  return `${date} ${time}`
}

/** What a statement or a receipt says, in one language. */
export const statementWords = (locale: Locale) => {
  const say = (text: LocalizedText): string => (locale === 'en' ? text.en : text.zh)
  const bank = (card: NonNullable<StatementLine['card']>): string => `${say(card.bank_name)} (${card.last4})`
  return {
    locale,
    say,
    word: (key: keyof typeof WORDS): string => say(WORDS[key]),
    /** `2026年11月`, `November 2026` */
    month: (month: string): string =>
      locale === 'en'
        ? plainName.format(new Date(`${month}-01T00:00:00Z`))
        : `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
    kind: (line: Pick<StatementLine, 'kind' | 'returned'>): string =>
      line.returned ? `${say(KINDS[line.kind])}${locale === 'en' ? ', ' : ''}${say(RETURNED)}` : say(KINDS[line.kind]),
    /** `余额`, `江岚银行 (6217)`, `余额 + 江岚银行 (6217)` */
    method: (line: Pick<StatementLine, 'method' | 'card'>): string => {
      if (line.method === 'balance' || !line.card) return say(BALANCE)
      return line.method === 'card' ? bank(line.card) : `${say(BALANCE)} + ${bank(line.card)}`
    },
    page: (page: number, pages: number): string =>
      locale === 'en' ? `Page ${page} of ${pages}` : `第 ${page} 页，共 ${pages} 页`,
    count: (count: number): string => (locale === 'en' ? `${count}` : `${count} 笔`),
  }
}
export type StatementWords = ReturnType<typeof statementWords>
