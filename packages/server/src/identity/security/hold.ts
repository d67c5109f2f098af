import { type LocalizedText, money, type OutboundHold } from '@topay/contract'
import { moneyInWords } from '../../notifications/index.ts'
import { found, fromNow, timestamp, type Tx } from '../../platform/index.ts'
import { holdPolicy } from './protection-policy.ts'
import { extendHold, selectStops } from './protection-queries.ts'

type Reason = OutboundHold['reason']

/**
 * Holds outgoing money back for a while, because something changed that a thief would change first (policy `identity.hold`). Of two holds the later end counts.
 * Answers the hold in force. Throws NOT_FOUND.
 */
export const setOutboundHold = async (tx: Tx, customerId: string, reason: Reason): Promise<OutboundHold> => {
  const until = fromNow((await holdPolicy.read(tx))[`${reason}_ms`])
  const hold = found(await extendHold(tx, customerId, { until, reason }))
  return { until: found(hold.until), reason: found(hold.reason) }
}

/** What stops money from leaving an account; `told_reason` is what its owner reads. */
export type OutgoingStop =
  | { kind: 'frozen'; told_reason: LocalizedText }
  /** `small_day_amount`: what may leave all the same on a day in China, to those who were paid before. Fen. */
  | { kind: 'hold'; until: string; small_day_amount: number; told_reason: LocalizedText }

const frozenBy: Record<'customer' | 'topay', LocalizedText> = {
  customer: {
    zh: '您冻结了账户，解除后就能付款',
    en: 'You froze the account; it pays again once you unfreeze it',
  },
  topay: {
    zh: 'Topay 为保护您的钱冻结了账户，案件里写着怎么解除',
    en: 'Topay froze the account to protect your money; your case says how it is lifted',
  },
}

const heldBecause: Record<Reason, LocalizedText> = {
  password_reset: { zh: '登录密码刚重置过', en: 'The sign-in password was reset a short while ago' },
  payment_password_reset: { zh: '支付密码刚重置过', en: 'The payment password was reset a short while ago' },
  contact_changed: { zh: '邮箱或手机号刚改过', en: 'An e-mail address or phone number changed a short while ago' },
  support_assisted: { zh: '账户刚由客服协助找回', en: 'The account was given back with the help of support' },
}

const held = (reason: Reason, small: number): LocalizedText => {
  const { zh, en } = heldBecause[reason]
  const amount = moneyInWords(money(small))
  if (small === 0) return { zh, en }
  return {
    zh: `${zh}；其间只能付给付过的人和商家，每天共 ${amount} 以内`,
    en: `${en}; meanwhile you can pay people and merchants you paid before, up to ${amount} a day in all`,
  }
}

/**
 * What stands against money leaving this account now: it is frozen, or its outgoing money is held for a while; null when nothing does. Throws NOT_FOUND.
 */
export const outgoingStop = async (tx: Tx, customerId: string): Promise<OutgoingStop | null> => {
  const row = found(await selectStops(tx, customerId))
  if (row.frozen_by !== null) return { kind: 'frozen', told_reason: frozenBy[row.frozen_by] }
  const { outbound_hold_until: until, outbound_hold_reason: reason } = row
  if (until === null || reason === null || until <= timestamp()) return null
  const { small_day_amount } = await holdPolicy.read(tx)
  return { kind: 'hold', until, small_day_amount, told_reason: held(reason, small_day_amount) }
}
