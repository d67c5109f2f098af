import type { AccountClass, ChartType, NormalSide } from './chart.ts'

/**
 * Anything that runs SQL on PostgreSQL and answers as `pg` does: a client, a pool, or an adapter over a transaction of
 * a query builder. Every function of this package takes one as its first argument and stays within it.
 */
export type Queryable = {
  query<R>(text: string, values?: unknown[]): Promise<{ rows: R[] }>
}

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A JSON object of at most 8 KB, kept with an account or an operation and protected by the hash chain. */
export type Metadata = { readonly [key: string]: Json }

/** A moment: a Date, or RFC 3339 text. Kept in milliseconds. */
export type Time = Date | string

/** One movement: `amount` minor units (a positive safe integer) from the credited to the debited account. */
export type Leg = {
  debit_account: string
  credit_account: string
  amount: number
  /** Refused with CURRENCY_MISMATCH when the accounts have another one. */
  currency?: string
}

export type OpenAccountInput = {
  /** The caller's own id, 1 to 160 characters. Let it say nothing about a person. */
  id: string
  /** A type of the chart, or the caller's own word together with `class`. */
  type: ChartType | (string & {})
  class?: AccountClass
  /** Three to twelve capitals and digits, for example CNY. */
  currency: string
  /** May the balance go below zero? Default: what the chart says of the type, else no. */
  allow_negative?: boolean
  metadata?: Metadata
  at?: Time
}

export type Account = {
  id: string
  type: string
  class: AccountClass
  normal_side: NormalSide
  currency: string
  allow_negative: boolean
  metadata: Metadata
  created_at: string
}

type Common = {
  /** Idempotency key, 1 to 160 characters: the same id with the same content gets the first answer again. */
  id: string
  /** Free text kept with the operation, for example the id of an order. */
  reference?: string
  metadata?: Metadata
  /** When it happened by the caller's clock; now when left out. Times are not part of what makes a retry the same. */
  at?: Time
}

export type TransferInput = Common & {
  /** What it is, in the caller's words: `top_up`, `payment`. */
  kind: string
  /** 1 to 100 legs, applied in order, all or none. */
  legs: Leg[]
  /** Currency of all legs that do not name one themselves; only checked. */
  currency?: string
}

export type HoldInput = TransferInput & {
  /** From this moment the hold no longer counts and cannot be captured. Left out: it stays until it is ended. */
  expires_at?: Time
}

/** How much of a hold or transfer: `amount` when it has one leg, `amounts` one for each leg (0 allowed); else all. */
export type Part = { amount?: number; amounts?: number[] }

export type CaptureInput = Common & Part & { hold_id: string; kind?: string }

export type ReleaseInput = Common & { hold_id: string; kind?: string }

export type ReverseInput = Common &
  Part & {
    transfer_id: string
    kind?: string
    /** Debited in place of the account that the original credited: a guarantee fund for a merchant without money. */
    debit_account?: string
    /** Credited in place of the account that the original debited: the bank, in a chargeback. */
    credit_account?: string
  }

export type OperationName = 'transfer' | 'hold' | 'capture' | 'release' | 'expire' | 'reverse'

/** The answer to every operation, and the same answer again for every retry (with `replayed` set). */
export type Operation = {
  id: string
  op: OperationName
  kind: string
  legs: { debit_account: string; credit_account: string; amount: number }[]
  /** The hold that a capture, release or expiry ended; the transfer that a reversal took back. */
  target: string | null
  reference: string | null
  metadata: Metadata
  at: string
  expires_at: string | null
  replayed: boolean
}

/** State of an account in minor units, measured in its normal side. */
export type Balance = {
  account_id: string
  type: string
  normal_side: NormalSide
  currency: string
  balance: number
  /** Set aside by open holds. */
  held: number
  /** balance - held: what can be spent. */
  available: number
  /** Number of entries so far. */
  version: number
}

/** One line of an account. */
export type Entry = {
  account_id: string
  version: number
  transfer_id: string
  op: OperationName
  kind: string
  leg: number
  direction: 'debit' | 'credit'
  /** Minor units; 0 when only a hold changed. */
  amount: number
  /** Change of the amount set aside. */
  held: number
  balance_after: number
  held_after: number
  counter_account: string
  reference: string | null
  metadata: Metadata
  at: string
}
