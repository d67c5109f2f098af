import { failureOfBankCode, type FailureCode, type LocalizedText, type Money } from '@topay/contract'
import { now, SECOND } from '../platform/index.ts'

/** What a bank decided about a debit, a payout or a refund. `code` is an ISO 8583 response code, `message` the bank's own words. */
export type BankDecision = { kind: 'approved' } | { kind: 'declined'; code: string; message: string }

/**
 * `not_sent`: certainly not charged and never will be (refused before sending, or the bank said so).
 * `no_answer`: the request may have arrived; only a query can tell.
 */
export type DebitResult = BankDecision | { kind: 'not_sent' } | { kind: 'no_answer' }
/** As of a debit: `not_sent` means that no money left, `no_answer` that it may have. */
export type PayoutResult = DebitResult
/** As of a debit. More than is left of the debit is declined with 13, a debit that took no money with 25. */
export type RefundResult = DebitResult

/** `pending`: the bank knows of it and has not decided. `not_found`: the bank never got it (so far: see `notFoundIsFinal`). */
export type QueryResult = BankDecision | { kind: 'pending' } | { kind: 'not_found' } | { kind: 'no_answer' }
/** `returned`: it was paid out, and the receiving bank sent the money back. */
export type ReturnedPayout = { kind: 'returned'; code: string; message: string }
export type PayoutQueryResult = QueryResult | ReturnedPayout

export type LinkResult =
  | { kind: 'linked'; token: string; bank_name: LocalizedText; last4: string; card_kind: 'debit' | 'credit' }
  | { kind: 'invalid' }
  | { kind: 'refused' }
  | { kind: 'unreachable' }

type BankRequest = {
  /** The caller's own id: asked twice, the money moves once. Letters, digits and _.:- only, 100 at most. */
  id: string
  amount: Money
  /** The bank must not carry out a request that arrives later than this, RFC 3339. */
  expires_at: string
  /** Where the bank tells the outcome once it is decided; without it, where the connector was told to. */
  notify_url?: string
}
/** Money from a card to Topay. */
export type DebitRequest = BankRequest & { token: string }
/** Money from Topay to a card. */
export type PayoutRequest = BankRequest & { token: string }
/** The money of an approved debit, whole or part, back to its card. */
export type RefundRequest = BankRequest & { debit_id: string }

export type BankOperation = 'debit' | 'payout' | 'refund'

/**
 * What the bank tells of its own accord, checked to come from it. It may come more than once, in any order, before the answer to the request itself, or
 * never: `pending` after a decision changes nothing. `event_id` is the same whenever the same thing is told again.
 */
export type BankEvent = { event_id: string; id: string; amount: Money; at: string } & (
  | { type: 'debit' | 'refund'; result: BankDecision | { kind: 'pending' } }
  | { type: 'payout'; result: BankDecision | { kind: 'pending' } | ReturnedPayout }
)

/** One movement of money in the bank's books: `amount` from the card for a debit, to the card for a payout or refund, and back for a returned payout. */
export type StatementRow = {
  type: BankOperation
  id: string
  token: string
  amount: Money
  status: 'approved' | 'returned'
  at: string
}

/**
 * The bank's file of one day. `complete`: the day is over, so the file will not change any more. `unavailable`: there is none (yet), the bank cannot be
 * reached, or the file is damaged; `reason` is for the operator.
 */
export type StatementResult =
  | { kind: 'statement'; date: string; complete: boolean; rows: StatementRow[] }
  | { kind: 'unavailable'; reason: string }

/** A bank as Topay needs it. Nothing here throws for what a bank or a network may do: every outcome is a result. */
export type BankConnector = {
  /** Turns a card number into the bank's token. The number goes nowhere else. */
  tokenise: (number: string, holderName: string) => Promise<LinkResult>
  debit: (request: DebitRequest) => Promise<DebitResult>
  /** What really happened to a debit. */
  query: (id: string) => Promise<QueryResult>
  payout: (request: PayoutRequest) => Promise<PayoutResult>
  /** What really happened to a payout. */
  queryPayout: (id: string) => Promise<PayoutQueryResult>
  refund: (request: RefundRequest) => Promise<RefundResult>
  /** What really happened to a refund. */
  queryRefund: (id: string) => Promise<QueryResult>
  /** What the bank's books say about a day in China, such as 2026-11-24. */
  statement: (date: string) => Promise<StatementResult>
  /** The event in a request to our callback address; null when it is not certainly from the bank. `rawBody`: the bytes as they came. */
  readCallback: (headers: Record<string, string | string[] | undefined>, rawBody: string | Buffer) => BankEvent | null
}

/** What a bank's result makes of a payment, top-up, withdrawal or refund. */
export type Outcome =
  | { status: 'succeeded' }
  | { status: 'failed'; failure_code: FailureCode; bank_code?: string; bank_message?: string }
  | { status: 'unknown' }

const decided = (decision: BankDecision | ReturnedPayout): Outcome => {
  if (decision.kind === 'approved') return { status: 'succeeded' }
  const failure_code = failureOfBankCode(decision.code)
  // 68: the bank itself does not know. That is not a refusal.
  if (failure_code === 'NET_UNKNOWN' && decision.kind === 'declined') return { status: 'unknown' }
  return { status: 'failed', failure_code, bank_code: decision.code, bank_message: decision.message }
}

/** What the answer to a debit, payout or refund means; a bank that certainly did not charge and said nothing else is NET_BANK_DOWN. */
export const outcomeOfDebit = (result: DebitResult): Outcome => {
  if (result.kind === 'no_answer') return { status: 'unknown' }
  if (result.kind === 'not_sent') return { status: 'failed', failure_code: 'NET_BANK_DOWN' }
  return decided(result)
}

/**
 * What the answer to a query, or a bank's event, means. `final`: a request the bank does not know of can no longer arrive. A returned payout failed; whether
 * it had succeeded before is for the caller to look at.
 */
export const outcomeOfQuery = (result: PayoutQueryResult, final: boolean): Outcome => {
  if (result.kind === 'not_found')
    return final ? { status: 'failed', failure_code: 'NET_BANK_DOWN' } : { status: 'unknown' }
  if (result.kind === 'pending' || result.kind === 'no_answer') return { status: 'unknown' }
  return decided(result)
}

/** A debit that was started is sent at once or not at all: time the server may be slow, beyond the time it waits. */
const SEND_WINDOW_MS = 5 * SECOND
/** How far the clocks of the bank and of Topay may differ. */
const CLOCK_SKEW_MS = 5 * SECOND

/** Until when the bank may charge a debit that was started at `startedAt`, RFC 3339. */
export const debitDeadline = (startedAt: string, timeoutMs: number): string =>
  new Date(Date.parse(startedAt) + timeoutMs + SEND_WINDOW_MS).toISOString()

/** Whether "not found" proves by now that a debit started at `startedAt` was not and will not be charged. */
export const notFoundIsFinal = (startedAt: string, timeoutMs: number): boolean =>
  now().getTime() >= Date.parse(debitDeadline(startedAt, timeoutMs)) + CLOCK_SKEW_MS

const firstPauses = [5, 10, 10, 10, 10].map((seconds) => seconds * SECOND)
const LONGEST_PAUSE_MS = 900 * SECOND

/** Pause (ms) before the next query of an unknown result after `queries` of them: 5 s, then every 10 s up to 45 s, then doubling from 20 s up to 15 min. */
export const queryPause = (queries: number): number =>
  firstPauses[queries] ?? Math.min(20 * SECOND * 2 ** Math.min(queries - firstPauses.length, 10), LONGEST_PAUSE_MS)

/** How old an unknown result is when it is asked about whatever its own job says: a job that was lost must not leave it unknown. */
export const OVERDUE_MS = LONGEST_PAUSE_MS + 300 * SECOND
