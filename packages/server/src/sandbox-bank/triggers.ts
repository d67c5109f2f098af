/** What the sandbox bank does with a debit. Amounts in minor units. */
export type Behaviour =
  | { kind: 'approve' }
  | { kind: 'decline'; code: string; message: string }
  /** Approves up to `amount`, declines above it with code 61. */
  | { kind: 'limit'; amount: number }
  /** 503, and nothing is kept of the request. */
  | { kind: 'down' }
  /** Keeps the connection open without a word; decides by itself some seconds later. */
  | { kind: 'silent'; outcome: 'approved' | 'declined' }
  /** Keeps the connection open without a word, and never knew of the request. */
  | { kind: 'lost' }
  /** Charges, then cuts the connection before answering. */
  | { kind: 'cut' }
  /** Approves, but takes two seconds to say so. */
  | { kind: 'slow' }
  /** Answers 68, "response received too late"; charged all the same, as the query tells some seconds later. */
  | { kind: 'too_late' }

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

/** Most that a card with trigger 101 pays at once: 1,000 yuan. */
export const PAYMENT_LIMIT = 100_000

const special: Readonly<Record<string, Behaviour>> = {
  '000': { kind: 'approve' },
  '068': { kind: 'too_late' },
  '101': { kind: 'limit', amount: PAYMENT_LIMIT },
  '102': { kind: 'down' },
  '103': { kind: 'silent', outcome: 'approved' },
  '104': { kind: 'silent', outcome: 'declined' },
  '105': { kind: 'lost' },
  '106': { kind: 'cut' },
  '107': { kind: 'slow' },
}

/** Number of the trigger for a card that the bank refuses to link. */
export const LINK_REFUSED = '108'

/** The behaviour behind a trigger number (three digits): 001 to 099 decline with that ISO code, 101 and up are in the table. */
export const behaviourOf = (trigger: string): Behaviour => {
  const found = special[trigger]
  if (found) return found
  const code = trigger.slice(1)
  const message = bankMessages[code]
  return trigger.startsWith('0') && message ? { kind: 'decline', code, message } : { kind: 'approve' }
}

/** The trigger in an amount of minor units: ¥99,NNN.00 does what NNN says on any ordinary card; null otherwise. */
export const triggerOfAmount = (amount: number): string | null => {
  const offset = amount - 9_900_000
  return offset >= 0 && offset < 20_000 && offset % 100 === 0 ? String(offset / 100).padStart(3, '0') : null
}
