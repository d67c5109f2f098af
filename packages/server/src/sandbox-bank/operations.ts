import { createHash } from 'node:crypto'
import type { OperationKind } from './triggers.ts'

export type Outcome = { status: 'approved' } | { status: 'declined'; code: string; message: string }

/** A debit, payout or refund as it is kept. Times in ms, amounts in minor units. All that will happen to it is decided when it arrives. */
export type Operation = {
  kind: OperationKind
  id: string
  token: string
  amount: number
  currency: string
  /** Of a refund only. */
  debit_id?: string | undefined
  notify_url?: string | undefined
  asked_at: number
  outcome: Outcome
  /** From this moment the outcome is known, also to a query. */
  decided_at: number
  /** What a query says until then; `pending` when it is not said. */
  before?: 'not_found' | Outcome | undefined
  returned_at?: number | undefined
  /** What the daily file says has moved, where that is not what was said; 0: it is not in the file. */
  booked?: number | undefined
  callbacks?: 'none' | 'storm' | undefined
}

/** What the bank says of an operation. */
export type State =
  | { status: 'not_found' }
  | { status: 'pending' }
  | { status: 'approved'; at: string }
  | { status: 'declined' | 'returned'; code: string; message: string; at: string }

export const keyOf = (kind: OperationKind, id: string): string => `${kind}:${id}`

const iso = (ms: number): string => new Date(ms).toISOString()
export const RETURN_REASON = { code: '14', message: '收款账户已销户，款项退回' }

type Told = Exclude<State, { status: 'not_found' }>
const decidedState = (operation: Operation): Told => ({ ...operation.outcome, at: iso(operation.decided_at) })
const returnedState = (at: number): Told => ({ status: 'returned', ...RETURN_REASON, at: iso(at) })

/** What the bank says of an operation at a moment. */
export const stateAt = (operation: Operation, now: number): State => {
  const { before, decided_at, returned_at } = operation
  if (returned_at !== undefined && returned_at <= now) return returnedState(returned_at)
  if (decided_at <= now) return decidedState(operation)
  if (before === undefined) return { status: 'pending' }
  return before === 'not_found' ? { status: 'not_found' } : { ...before, at: iso(operation.asked_at) }
}

/** What has really moved: what was approved, or what is in the books all the same. */
export const movedAt = (operation: Operation, now: number): number => {
  if (operation.decided_at > now) return 0
  return Math.max(operation.outcome.status === 'approved' ? operation.amount : 0, operation.booked ?? 0)
}

/** One line of the daily file. */
export type Movement = { type: OperationKind; id: string; token: string; amount: number; currency: string } & {
  status: 'approved' | 'returned'
  at: number
}

/** What the books say of an operation, whenever it happens. */
export const movementsOf = (operation: Operation): Movement[] => {
  const { kind: type, id, token, currency, outcome, decided_at, returned_at } = operation
  const amount = operation.booked ?? (outcome.status === 'approved' ? operation.amount : 0)
  if (amount === 0) return []
  const movement = { type, id, token, amount, currency, status: 'approved' as const, at: decided_at }
  return returned_at === undefined ? [movement] : [movement, { ...movement, status: 'returned', at: returned_at }]
}

/** One callback: when it is due, the id under which it is told, and what it says. */
export type Telling = { due: number; event_id: string; body: object }

/** The callbacks of an operation, in the order in which they are sent. What is told again has the same id. */
export const tellingsOf = (operation: Operation): Telling[] => {
  const { kind, id, amount, currency, asked_at, decided_at, returned_at, before } = operation
  const telling = (due: number, state: Told): Telling => ({
    due,
    event_id: `msg_${createHash('sha256').update(`${kind} ${id} ${state.status}`).digest('hex').slice(0, 32)}`,
    body: { type: kind, id, amount, currency, at: iso(asked_at), ...state },
  })
  const outcome = telling(decided_at, decidedState(operation))
  if (operation.callbacks === 'none') return []
  if (operation.callbacks === 'storm') return [outcome, telling(decided_at, { status: 'pending' }), outcome, outcome]
  return [
    ...(typeof before === 'object' ? [telling(asked_at, { ...before, at: iso(asked_at) })] : []),
    outcome,
    ...(returned_at === undefined ? [] : [telling(returned_at, returnedState(returned_at))]),
  ]
}
