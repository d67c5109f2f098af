import type { CustomerKey, DemoCustomer } from '../data/customers.ts'
import type { OfferKey } from '../data/merchants.ts'
import type { Ending, Story, TimedTurn } from '../data/story.ts'

/** What goes wrong on the way of a purchase that succeeds in the end, or does not. */
export type Mishap =
  | { kind: 'none' }
  /** The payment password is typed wrong once. */
  | { kind: 'wrong_password' }
  /** The order is left open too long, then made again. */
  | { kind: 'late' }
  /** Paid twice; the second is recognised. */
  | { kind: 'twice' }
  /** Tried with a card in trouble first. */
  | { kind: 'card'; card: string }

/** A purchase before money is looked at. `story`: its number when a case is about it. */
export type Buy = {
  what: 'buy'
  customer: CustomerKey
  offer: OfferKey
  by: string
  ends: Ending
  times: number
  mishap: Mishap
  story?: number
}

/** What people mean to do, before their balance decides what follows. Times in ms. */
export type Plan = { at: number } & (
  | { what: 'join'; customer: CustomerKey }
  | { what: 'wage'; customer: CustomerKey }
  | Buy
  /** Spends or adds what it takes for the balance to be `target` fen afterwards. */
  | { what: 'settle_at'; customer: CustomerKey; target: number }
  | { what: 'top_up'; customer: CustomerKey; by: string; yuan: number; ends: 'succeeded' | 'late'; story?: number }
  | { what: 'open'; story: number }
  | { what: 'turn'; story: number; turn: TimedTurn }
  /** Money between people, `amount` in fen; `name` tells transfers, requests and withdrawals apart. */
  | {
      what: 'transfer'
      from: CustomerKey
      to: CustomerKey
      amount: number
      note: string
      style: 'plain' | 'red_packet'
      name: string
      request?: string
    }
  | { what: 'open_packet'; customer: CustomerKey; name: string }
  | { what: 'ask'; from: CustomerKey; of: CustomerKey; amount: number; note: string; name: string }
  | { what: 'decline'; customer: CustomerKey; name: string }
  | { what: 'withdraw'; customer: CustomerKey; card: string; amount: number; name: string }
  | { what: 'return'; customer: CustomerKey; amount: number; name: string }
  | { what: 'accept'; merchant: 'nanyu'; accepts: boolean }
)

/** A story with its place in the list, which names its case. */
export type NumberedStory = Story & { number: number }

/** What a bank does with a card's payment of `amount` fen (docs/sandbox-bank.md); the world uses these triggers only. */
export const endingOf = (card: DemoCustomer['cards'][string], amount: number): Ending => {
  switch (card.trouble) {
    case undefined:
    // Only what is paid out to it comes back.
    case '121':
      return 'succeeded'
    case '101':
      return amount > 100_000 ? 'LIM_BANK' : 'succeeded'
    case '102':
      return 'NET_BANK_DOWN'
    case '106':
      return 'late'
    case '005':
      return 'BANK_DECLINE'
    case '014':
      return 'BANK_DATA'
    case '042':
      return 'BANK_UNBOUND'
    case '051':
      return 'BAL_BANK'
    case '054':
      return 'BANK_EXPIRED'
    case '057':
      return 'BANK_TYPE'
    case '061':
      return 'LIM_BANK'
    case '062':
      return 'BANK_BLOCKED'
    default:
      throw new Error(`unknown trouble ${card.trouble}`)
  }
}
