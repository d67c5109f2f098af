import type { FailureCode } from '@topay/contract'
import type { CustomerKey } from '../data/customers.ts'
import type { MerchantKey } from '../data/merchants.ts'
import type { StaffKey } from '../data/staff.ts'
import type { Story } from '../data/story.ts'

/** How the player expects a payment or top-up to end; anything else means that data and verbs have drifted apart. */
export type Expected = 'succeeded' | 'unknown' | FailureCode

/** Money in fen. Orders, payments, top-ups, transfers, requests, withdrawals and cases are named, since their ids are made when they are played. */
export type Action =
  | { do: 'join'; customer: CustomerKey }
  | { do: 'link_card'; customer: CustomerKey; card: string }
  | { do: 'top_up'; customer: CustomerKey; card: string; amount: number; name: string; expect: Expected }
  | { do: 'settle_top_up'; name: string; expect: Expected }
  | {
      do: 'order'
      customer: CustomerKey
      merchant: MerchantKey
      name: string
      amount: number
      description: string
    }
  | {
      do: 'pay'
      customer: CustomerKey
      order: string
      /** `balance`, or the name of a card. */
      by: string
      name: string
      /** False: another payment password than the customer's. */
      rightPassword: boolean
      /** In the middle of a conversation: what follows payments is told, and says so there. */
      live?: true
      expect: Expected
    }
  /** With `request` it pays that one. */
  | {
      do: 'transfer'
      customer: CustomerKey
      to: CustomerKey
      amount: number
      note: string
      style: 'plain' | 'red_packet'
      name: string
      request?: string
    }
  | { do: 'open_packet'; customer: CustomerKey; name: string }
  | { do: 'ask_money'; customer: CustomerKey; of: CustomerKey; amount: number; note: string; name: string }
  | { do: 'decline_request'; customer: CustomerKey; name: string }
  | { do: 'withdraw'; customer: CustomerKey; card: string; amount: number; name: string }
  | { do: 'return_withdrawal'; customer: CustomerKey; name: string; amount: number }
  | { do: 'settle_payment'; name: string; expect: Expected }
  | { do: 'accept_payments'; merchant: MerchantKey; accepts: boolean }
  | { do: 'open_case'; customer: CustomerKey; case: string; topic: Story['topic']; payment?: string; text: string }
  | { do: 'say'; case: string; text: string }
  | { do: 'assign'; case: string; by: StaffKey; to: StaffKey }
  | { do: 'reply' | 'note'; case: string; by: StaffKey; text: string }
  | { do: 'wait'; case: string; by: StaffKey }
  | { do: 'customer_reads'; case: string }
  | { do: 'staff_reads'; case: string; by: StaffKey }
  /** A customer who is away is told by e-mail or SMS that there is an answer. */
  | { do: 'tell'; case: string }
  | { do: 'close'; case: string; by: StaffKey; reason: 'solved' | 'no_answer' | 'duplicate' | 'other' }
  | { do: 'rate'; case: string; score: number; comment: string }

/** An action and when it happens, in ms. */
export type Scheduled = Action & { at: number }
