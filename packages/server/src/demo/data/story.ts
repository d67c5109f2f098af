import type { caseTopics, FailureCode } from '@topay/contract'
import type { CustomerKey } from './customers.ts'
import type { OfferKey } from './merchants.ts'
import type { StaffKey } from './staff.ts'

/** A moment: a clock time in China some days before the world's day, or so many minutes before now. */
export type Moment = { days: number; at: string } | { minutes: number }

/** How a payment of a story ends. `late`: the result is unknown at first and found out by asking the bank two minutes later. */
export type Ending = 'succeeded' | 'late' | FailureCode

/** The payment a story is about, made `before` minutes before the customer asks for help. */
export type Purchase = {
  kind: 'purchase'
  offer: OfferKey
  /** `balance`, or the name of one of the customer's cards. */
  by: string
  ends: Ending
  before: number
  /** How often the customer tried before asking; half a minute lies between two tries. */
  times: number
}
/** A top-up that a story is about. `late` as above. */
export type StoryTopUp = { kind: 'top_up'; by: string; yuan: number; ends: 'succeeded' | 'late'; before: number }

export type Turn =
  | { do: 'say' | 'reply' | 'note'; text: string }
  | { do: 'take'; who: StaffKey }
  | { do: 'hand'; to: StaffKey }
  | { do: 'wait' }
  /** The customer reads what was answered. */
  | { do: 'read' }
  /** The customer moves money to the balance, `yuan` of it. */
  | { do: 'top_up'; yuan: number }
  /** The customer pays the order of the story again. */
  | { do: 'pay'; by: string }
  | { do: 'close'; reason: 'solved' | 'no_answer' | 'duplicate' | 'other' }
  | { do: 'rate'; score: 1 | 2 | 3 | 4 | 5; comment: string }

/** A turn and when: so many minutes after the turn before, or at a moment of its own. */
export type TimedTurn = Turn & { after: number | Moment }

/**
 * A case from the trouble to the rating. Texts may name facts that are filled in when they are sent:
 * {amount} {merchant} {item} {card} {at} {on} of the payment (what, with which card, when), {short} missing then, {balance} then,
 * {locked} when the payment password unlocks, {+20m} the clock in 20 minutes, {+2d} the day in two days.
 */
export type Story = {
  customer: CustomerKey
  topic: (typeof caseTopics)[number]
  opened: Moment
  about?: Purchase | StoryTopUp
  /** First words. */
  text: string
  turns: TimedTurn[]
}

export const days = (count: number, at: string): Moment => ({ days: count, at })

export const purchase = (offer: OfferKey, by: string, ends: Ending, before = 4, times = 1): Purchase => ({
  kind: 'purchase',
  offer,
  by,
  ends,
  before,
  times,
})

type After = number | Moment

export const say = (after: After, text: string): TimedTurn => ({ do: 'say', after, text })
export const reply = (after: After, text: string): TimedTurn => ({ do: 'reply', after, text })
export const note = (after: After, text: string): TimedTurn => ({ do: 'note', after, text })
export const take = (after: After, who: StaffKey): TimedTurn => ({ do: 'take', after, who })
export const hand = (after: After, to: StaffKey): TimedTurn => ({ do: 'hand', after, to })
export const wait = (after: After): TimedTurn => ({ do: 'wait', after })
export const read = (after: After): TimedTurn => ({ do: 'read', after })
export const topUp = (after: After, yuan: number): TimedTurn => ({ do: 'top_up', after, yuan })
export const pay = (after: After, by = 'balance'): TimedTurn => ({ do: 'pay', after, by })
export const close = (after: After, reason: 'solved' | 'no_answer' | 'duplicate' | 'other' = 'solved'): TimedTurn => ({
  do: 'close',
  after,
  reason,
})
export const rate = (after: After, score: 1 | 2 | 3 | 4 | 5, comment = ''): TimedTurn => ({
  do: 'rate',
  after,
  score,
  comment,
})
