import { type FailureCode, type LimitFacts, money } from '@topay/contract'
import { newId } from '../../platform/index.ts'
import { explain } from './explain.ts'
import type { Facts } from './facts.ts'

/** Facts of payments for the tests of their words. */

export const jianglan = { zh: '江岚银行', en: 'Jianglan Bank' }
export const at = (time: string) => `2026-11-24T${time}.000Z`
export const ids = { payment_id: newId('payment'), order_id: newId('order'), paid_by: null }

/** A payment of ¥86.00 from a balance of ¥12.00, at 14:32:05 China time. */
export const facts = (more: Partial<Facts> = {}): Facts => ({
  now: at('06:40:00'),
  status: 'failed',
  code: 'BAL_WALLET',
  money_moved: 'no',
  amount: 8_600,
  currency: 'CNY',
  merchant: { zh: '山岚户外', en: 'Shanlan Outdoor' },
  card: null,
  bank: null,
  order: { status: 'open', expires_at: at('07:00:00') },
  from_balance: 8_600,
  from_card: 0,
  balance: 1_200,
  held: 0,
  other_cards: 1,
  shortfall: 7_400,
  tries_left: null,
  locked_until: null,
  limit: null,
  step_up_helps: true,
  told_reason: null,
  system_errors: 0,
  returned: null,
  created_at: at('06:32:05'),
  settled_at: at('06:32:05'),
  checked_at: at('06:32:05'),
  next_query_at: null,
  beside: null,
  events: [{ kind: 'started', at: at('06:32:05'), detail: {} }],
  ...more,
})
export const byCard = (code: FailureCode, more: Partial<Facts> = {}): Facts =>
  facts({
    code,
    shortfall: null,
    from_balance: 0,
    from_card: 8_600,
    card: { bank_name: jianglan, last4: '6217' },
    ...more,
  })
/** ¥12.00 from the balance and ¥74.00 by card. */
export const mixed = (code: FailureCode, more: Partial<Facts> = {}): Facts =>
  byCard(code, { from_balance: 1_200, from_card: 7_400, ...more })
export const limited = (limit: Partial<LimitFacts> = {}): LimitFacts => ({
  kind: 'auth_day',
  limit: money(100_000),
  used: money(95_000),
  resets_at: at('16:00:00'),
  ...limit,
})
export const returned = (more: Partial<NonNullable<Facts['returned']>> = {}): Facts['returned'] => ({
  status: 'pending',
  amount: 8_600,
  due_at: '2026-11-25T15:59:59.000Z',
  settled_at: null,
  compensation: 0,
  to: null,
  ...more,
})
export const back = { settled_at: at('06:39:00'), to: 'card' as const, status: 'succeeded' as const }
export const say = (f: Facts) => explain(f, ids)
