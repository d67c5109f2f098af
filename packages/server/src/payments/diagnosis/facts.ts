import type { Currency, FailureCode, LimitFacts, LocalizedText } from '@topay/contract'
import type { ReturnFacts } from '../../wallet/index.ts'
import type { PaymentEvent, PaymentRow } from '../queries.ts'

/** Another attempt of the same customer at the same order, as far as it matters to this one. */
type OtherAttempt = { at: string; method: PaymentRow['method']; bank_name: LocalizedText | null }

/** What stands on an order beside an attempt. Of other customers one learns only that they are there. */
export type Beside =
  | ({ state: 'paid' } & OtherAttempt)
  | ({ state: 'checking' } & OtherAttempt)
  | { state: 'somebody_paid' }
  | { state: 'somebody_paying' }

/** Everything that the words about a payment depend on. Amounts in minor units, times RFC 3339. */
export type Facts = {
  now: string
  status: PaymentRow['status']
  code: FailureCode | null
  money_moved: PaymentRow['money_moved']
  amount: number
  currency: Currency
  merchant: LocalizedText
  /** The card that pays it, or a part of it; null: all from the balance. */
  card: { bank_name: LocalizedText; last4: string } | null
  /** What each of balance and card pays of the amount. */
  from_balance: number
  from_card: number
  /** The bank's answer, when it refused. */
  bank: { code: string; message: string } | null
  order: { status: 'open' | 'paid' | 'closed'; expires_at: string }
  /** What the customer can spend now, and what of the balance is on hold. */
  balance: number
  held: number
  /** Cards the customer could use instead. */
  other_cards: number
  /** BAL_WALLET: what was missing then. */
  shortfall: number | null
  tries_left: number | null
  locked_until: string | null
  /** LIM_CLASS, LIM_AUTH_DAY, LIM_OWN: the limit as it stood then. */
  limit: LimitFacts | null
  /** LIM_AUTH_DAY: whether one more check would allow it, the same day. */
  step_up_helps: boolean
  /** RISK_ACCT, SEC_COOLDOWN: the reason that the customer is told. */
  told_reason: LocalizedText | null
  /** How many attempts of the customer at this order ended because of an error of ours. */
  system_errors: number
  /** The way back of money that the bank took for this payment although it did not go through. */
  returned: Pick<ReturnFacts, 'status' | 'amount' | 'due_at' | 'settled_at' | 'compensation' | 'to'> | null
  created_at: string
  settled_at: string | null
  checked_at: string
  /** When the bank is asked next about a result we do not have. */
  next_query_at: string | null
  beside: Beside | null
  events: Required<PaymentEvent>[]
}

/** True when the order can be paid now. */
export const isPayable = (facts: Facts): boolean =>
  facts.order.status === 'open' && facts.order.expires_at > facts.now && facts.beside === null

export const isUnsettled = (facts: Facts): boolean => facts.status === 'pending' || facts.status === 'unknown'

/** Minor units that the balance lacks for this amount by now; 0 when it is enough. */
export const missingNow = (facts: Facts): number => Math.max(0, facts.amount - facts.balance)

/** True when balance and card pay together. */
export const isMixed = (facts: Facts): boolean => facts.from_balance > 0 && facts.from_card > 0

/** In one word, where the customer's money is, by what is known now. */
export const whereMoneyIs = (
  facts: Facts,
): 'not_charged' | 'charged' | 'held' | 'checking' | 'returning' | 'returned' => {
  if (facts.status === 'succeeded') return 'charged'
  if (isUnsettled(facts)) return 'checking'
  if (facts.returned) return facts.returned.to === null ? 'returning' : 'returned'
  if (facts.code === 'MER_DUP') {
    if (facts.beside?.state === 'paid') return 'charged'
    return facts.beside?.state === 'checking' ? 'checking' : 'not_charged'
  }
  if (facts.money_moved === 'held') return 'held'
  return facts.money_moved === 'unknown' ? 'checking' : 'not_charged'
}
