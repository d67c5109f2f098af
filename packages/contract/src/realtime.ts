import type { CustomerCase, Message, Receipts } from './routes/support.ts'
import type { Payment } from './routes/payments.ts'
import type { MoneyRequest } from './routes/transfers.ts'
import type { Withdrawal } from './routes/wallet.ts'

/**
 * Frames of the WebSocket at /api/v1/stream (JSON text). The database numbers the events of each stream without gaps; a client subscribes with the last
 * number it has seen and gets what it missed, then what happens. `me` is the signed-in customer's stream, `desk` the stream of all cases for staff.
 */
export type StreamName = 'me' | 'desk'

export type ClientFrame =
  /** `after`: last seq seen; null = from now on. */
  | { type: 'subscribe'; stream: StreamName; after: number | null }
  /** Sent at most every 3 s while somebody types; the other side shows it for 6 s. */
  | { type: 'typing'; case_id: string }
  | { type: 'ping' }

export type ServerFrame =
  /** `head`: the newest seq of the stream. Events up to it follow when `after` was given. */
  | { type: 'subscribed'; stream: StreamName; head: number }
  | { type: 'event'; stream: StreamName; seq: number; at: string; event: StreamEvent }
  /** What was missed is no longer kept: fetch afresh, then go on from `head`. */
  | { type: 'reset'; stream: StreamName; head: number }
  | { type: 'typing'; case_id: string; author: 'customer' | 'staff'; name: { zh: string; en: string } | null }
  | { type: 'pong' }
  | { type: 'error'; code: string; detail: string }

/** Events carry what a screen needs to change in place. Staff see notes; customers never do. */
export type StreamEvent =
  | { type: 'message'; case_id: string; message: Message }
  | { type: 'receipts'; case_id: string; receipts: Receipts }
  /** The case changed (status, assignee, rating ...): read it again. */
  | { type: 'case'; case_id: string; status: CustomerCase['status']; assignee_id: string | null }
  /** A payment reached another state. */
  | { type: 'payment'; payment_id: string; status: Payment['status'] }
  /** The balance changed: read the wallet again. */
  | { type: 'wallet' }
  /** Money came from a person, or a withdrawal reached another state. */
  | { type: 'transfer'; transfer_id: string }
  | { type: 'withdrawal'; withdrawal_id: string; status: Withdrawal['status'] }
  /** Somebody asks for money, or a request of one's own changed. */
  | { type: 'money_request'; money_request_id: string; status: MoneyRequest['status'] }
