export type OperationKind = 'debit' | 'payout' | 'refund'

/** What the sandbox bank does with a request that is new to it. What is not said is as of a bank without faults. Amounts in minor units. */
export type Behaviour = {
  /** Declines with this ISO 8583 code; approves when there is none. */
  decline?: string
  /** Approves up to this amount, declines above it with 61. */
  limit?: number
  /**
   * How the request is answered. `slow`: after two seconds. `never`: the connection stays open without a word. `cut`: the connection ends without a word.
   * `too_late`: 68, "response received too late". `down`: 503, and nothing is kept of the request.
   */
  answer?: 'slow' | 'never' | 'cut' | 'too_late' | 'down'
  /** Never answers, and never knew of the request. */
  lost?: true
  /** `late`: some seconds later. `very_late`: long after the request's time is over. At once when it is not said. */
  decides?: 'late' | 'very_late'
  /** What a query says until it has decided: `pending` when it is not said, or a decline with this code that later turns out to be none. */
  before?: 'not_found' | { decline: string }
  /** Paid out, and sent back by the receiving bank some seconds later. */
  returned?: true
  /** `none` is ever sent; `storm`: the outcome, then an older `pending`, then the outcome twice more. */
  callbacks?: 'none' | 'storm'
  /** The books against what was said: `moved` although declined, `more` by one yuan, or `missing` from the daily file. */
  books?: 'moved' | 'more' | 'missing'
}

/** The words of a bank for the response codes of ISO 8583 that Chinese banks use. */
export const bankMessages: Readonly<Record<string, string>> = {
  '01': '请联系发卡行',
  '03': '商户无效',
  '05': '不予承兑',
  '13': '金额无效',
  '14': '卡号无效',
  '33': '卡片过期',
  '34': '有作弊嫌疑',
  '36': '受限制的卡',
  '41': '挂失卡',
  '42': '绑卡授权已解除',
  '43': '被窃卡',
  '51': '可用余额不足',
  '54': '卡片过期',
  '57': '不允许此卡做该交易',
  '58': '不允许该渠道做此交易',
  '59': '有作弊嫌疑',
  '61': '超出金额限制',
  '62': '受限制的卡',
  '65': '超出交易次数限制',
  '68': '回应收到太迟',
  '75': '密码错误次数超限',
  '77': '请向网点签到',
  '82': '安全码有误',
  '91': '发卡行暂不能处理',
  '92': '找不到发卡行网络',
  '96': '系统异常',
}

/** Most that a card with trigger 101 moves at once: 1,000 yuan. */
export const PAYMENT_LIMIT = 100_000

const ofDebitsAndPayouts: Readonly<Record<string, Behaviour>> = {
  '068': { answer: 'too_late', decides: 'late' },
  '101': { limit: PAYMENT_LIMIT },
  '102': { answer: 'down' },
  '103': { answer: 'never', decides: 'late' },
  '104': { answer: 'never', decides: 'late', decline: '51' },
  '105': { lost: true },
  '106': { answer: 'cut' },
  '107': { answer: 'slow' },
  '109': { callbacks: 'storm' },
  '110': { answer: 'never', decides: 'late', callbacks: 'storm' },
  '111': { decline: '05', books: 'moved' },
  '112': { books: 'more' },
  '113': { answer: 'never', decides: 'late', callbacks: 'none' },
  '114': { answer: 'never', decides: 'very_late', before: 'not_found' },
  '115': { decides: 'very_late', before: { decline: '05' } },
  '116': { books: 'missing' },
}
/** Cards that pay in without a fault, so that there is money to take out. */
const ofPayouts: Readonly<Record<string, Behaviour>> = {
  '121': { returned: true },
  '122': { decline: '62' },
  '123': { answer: 'never', decides: 'late' },
  '124': { answer: 'never', decides: 'late', decline: '14' },
  '125': { answer: 'down' },
  '126': { lost: true },
}
/** Cards that pay without a fault, so that there is a debit to refund. */
const ofRefunds: Readonly<Record<string, Behaviour>> = {
  '131': { decline: '14' },
  '132': { decline: '42' },
  '133': { answer: 'never', decides: 'late' },
  '134': { answer: 'never', decides: 'late', decline: '14' },
  '135': { answer: 'down' },
  '136': { lost: true },
}

/** Number of the trigger for a card that the bank refuses to link. */
export const LINK_REFUSED = '108'

const isoDecline = (trigger: string): Behaviour => {
  const code = trigger.slice(1)
  return trigger.startsWith('0') && code in bankMessages ? { decline: code } : {}
}

/** The behaviour behind a trigger number (three digits): 001 to 099 decline debits and payouts with that ISO code, 101 and up are in the tables. */
export const behaviourOf = (trigger: string, kind: OperationKind): Behaviour => {
  if (kind === 'refund') return ofRefunds[trigger] ?? {}
  return (kind === 'payout' ? ofPayouts[trigger] : undefined) ?? ofDebitsAndPayouts[trigger] ?? isoDecline(trigger)
}

/** The trigger in an amount of minor units: ¥99,NNN.00 does what NNN says on any ordinary card; null otherwise. */
export const triggerOfAmount = (amount: number): string | null => {
  const offset = amount - 9_900_000
  return offset >= 0 && offset < 20_000 && offset % 100 === 0 ? String(offset / 100).padStart(3, '0') : null
}
