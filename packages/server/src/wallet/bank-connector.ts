import { failureOfBankCode, type FailureCode, type LocalizedText, type Money } from '@topay/contract'
import { now, SECOND } from '../platform/index.ts'

/** What a bank decided about a debit. `code` is an ISO 8583 response code, `message` the bank's own words. */
export type BankDecision = { kind: 'approved' } | { kind: 'declined'; code: string; message: string }

/**
 * `not_sent`: certainly not charged and never will be (refused before sending, or the bank said so).
 * `no_answer`: the request may have arrived; only a query can tell.
 */
export type DebitResult = BankDecision | { kind: 'not_sent' } | { kind: 'no_answer' }

/** `pending`: the bank knows of it and has not decided. `not_found`: the bank never got it (so far: see `notFoundIsFinal`). */
export type QueryResult = BankDecision | { kind: 'pending' } | { kind: 'not_found' } | { kind: 'no_answer' }

export type LinkResult =
  | { kind: 'linked'; token: string; bank_name: LocalizedText; last4: string; card_kind: 'debit' | 'credit' }
  | { kind: 'invalid' }
  | { kind: 'refused' }
  | { kind: 'unreachable' }

export type DebitRequest = {
  /** The caller's own id of this debit: asked twice, it is charged once. */
  id: string
  token: string
  amount: Money
  /** The bank must not charge a request that arrives later than this, RFC 3339. */
  expires_at: string
}

/** A bank as Topay needs it. None of the three throws for what a bank or a network may do: every outcome is a result. */
export type BankConnector = {
  /** Turns a card number into the bank's token. The number goes nowhere else. */
  tokenise: (number: string, holderName: string) => Promise<LinkResult>
  debit: (request: DebitRequest) => Promise<DebitResult>
  /** What really happened to a debit. */
  query: (id: string) => Promise<QueryResult>
}

/** What a bank's result makes of a payment or top-up. */
export type Outcome =
  | { status: 'succeeded' }
  | { status: 'failed'; failure_code: FailureCode; bank_code?: string; bank_message?: string }
  | { status: 'unknown' }

const decided = (decision: BankDecision): Outcome => {
  if (decision.kind === 'approved') return { status: 'succeeded' }
  const failure_code = failureOfBankCode(decision.code)
  // 68: the bank itself does not know. That is not a refusal.
  if (failure_code === 'NET_UNKNOWN') return { status: 'unknown' }
  return { status: 'failed', failure_code, bank_code: decision.code, bank_message: decision.message }
}

/** What the answer to a debit means; a bank that certainly did not charge and said nothing else is NET_BANK_DOWN. */
export const outcomeOfDebit = (result: DebitResult): Outcome => {
  if (result.kind === 'no_answer') return { status: 'unknown' }
  if (result.kind === 'not_sent') return { status: 'failed', failure_code: 'NET_BANK_DOWN' }
  return decided(result)
}

/** What the answer to a query means. `final`: a debit the bank does not know of can no longer arrive. */
export const outcomeOfQuery = (result: QueryResult, final: boolean): Outcome => {
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
