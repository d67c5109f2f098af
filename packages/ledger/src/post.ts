import { Client, Pool } from 'pg'
import { conflictOf, type LedgerErrorDetails } from './errors.ts'
import type { Target } from './prepare.ts'
import type { OperationName, Queryable } from './types.ts'

/** A leg as it is stored: debited account, credited account, minor units. */
export type StoredLeg = [debit: string, credit: string, amount: number]

/** An operation that passed validation and is ready to be posted. */
export type Prepared = {
  id: string
  op: OperationName
  kind: string
  target: string | null
  reference: string | null
  legs: StoredLeg[]
  /** Currency each leg is expected in, null when the caller does not say. */
  currencies: (string | null)[]
  /** What the hold had set aside for each leg; zeros when no hold is ended. */
  held: number[]
  metadata: string
  at: string
  expires_at: string | null
  /** The target's legs as they were read, so that the database can tell whether we saw the right ones. */
  target_legs: string | null
}

/** What became of one operation. `refusal` starts with "~" when nothing was decided and it must be prepared again. */
export type Outcome = {
  replayed: boolean
  refusal: string | null
  detail: LedgerErrorDetails
  at: string | null
  expires_at: string | null
}

/** What `POST_SQL` answers. */
export type OutcomeRow = {
  pos: number
  replayed: boolean
  refusal: string | null
  detail: LedgerErrorDetails | null
  at: string | null
  expires_at: string | null
}

export const APPLIED: Outcome = {
  replayed: false,
  refusal: null,
  detail: {},
  at: null,
  expires_at: null,
}

/** The one statement that writes; prepared once a connection when it is given a name. */
export const POST_SQL = `SELECT pos, replayed, refusal, detail, at, expires_at FROM ledger.post(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
  $10::timestamptz[], $11::text[], $12::integer[], $13::integer[], $14::integer[], $15::bigint[], $16::bigint[],
  $17::text[], $18::boolean, $19::boolean)`

/** How to post. */
export type PostOptions = {
  /** Remember refused operations under their ids, so that a retry is refused too. */
  record_refusals: boolean
  /** Do not wait for accounts that another transaction has locked; what touches them is answered "~BUSY". */
  skip_locked: boolean
}

/** Inside a caller's transaction: wait for locks, and leave remembering a refusal to the caller. */
export const IN_TRANSACTION: PostOptions = { record_refusals: false, skip_locked: false }

/**
 * Posts operations in one statement, in order; each is applied or refused on its own.
 * No two of them may have the same id or target, or name each other: see `splitRounds`.
 * @throws LedgerError CONFLICT when a writer outside was faster; any other database error unchanged
 */
export async function post(q: Queryable, operations: readonly Prepared[], options: PostOptions): Promise<Outcome[]> {
  if (operations.length === 0) return []
  const rows = await ask<OutcomeRow>(q, 'ledger_post_here', POST_SQL, encode(operations, options))
  return decode(operations.length, rows)
}

const POST_ONE_SQL = `SELECT ledger.post_one(
  $1::text, $2::text, $3::text, $4::text, $5::text, $6::timestamptz, $7::text, $8::text, $9::bigint, $10::text) AS done`

/**
 * Posts one transfer of one leg the short way.
 * @returns false when it is not such a transfer or does not simply apply; nothing was written then, and `post` knows why
 * @throws LedgerError as `post` does
 */
export async function postOne(q: Queryable, operation: Prepared): Promise<boolean> {
  const { id, op, kind, reference, legs, metadata, at, currencies } = operation
  const [leg] = legs
  if (op !== 'transfer' || legs.length !== 1 || !leg) return false
  const values = [id, kind, reference, JSON.stringify(legs), metadata, at, ...leg, currencies[0]]
  const [row] = await ask<{ done: boolean }>(q, 'ledger_post_one', POST_ONE_SQL, values)
  return row?.done === true
}

/** Asks by a prepared statement where `q` is the driver itself: planning would take longer than posting. */
async function ask<R extends object>(q: Queryable, name: string, text: string, values: unknown[]): Promise<R[]> {
  try {
    const own = q instanceof Pool || q instanceof Client
    const { rows } = own ? await q.query<R>({ name, text, values }) : await q.query<R>(text, values)
    return rows
  } catch (error) {
    throw conflictOf(error)
  }
}

/** One outcome for each of `count` operations; the database answers only for those that did not simply apply. */
export function decode(count: number, rows: readonly OutcomeRow[]): Outcome[] {
  const outcomes = Array.from({ length: count }, () => APPLIED)
  for (const row of rows) {
    outcomes[row.pos - 1] = { ...row, detail: row.detail ?? {} }
  }
  return outcomes
}

/** Lays the operations out as the parallel arrays that `ledger.post` takes. */
export function encode(operations: readonly Prepared[], options: PostOptions): unknown[] {
  const names = new Set<string>()
  for (const { legs } of operations) {
    for (const [debit, credit] of legs) names.add(debit).add(credit)
  }
  // in the order in which the database locks them, which spares it sorting out which is which
  const accounts = [...names].toSorted(byCodeUnit)
  const positions = new Map(accounts.map((account, index) => [account, index + 1]))
  const starts = [1]
  const debits: number[] = []
  const credits: number[] = []
  const amounts: number[] = []
  const held: number[] = []
  const currencies: (string | null)[] = []
  for (const operation of operations) {
    for (const [index, [debit, credit, amount]] of operation.legs.entries()) {
      debits.push(positions.get(debit) ?? 0)
      credits.push(positions.get(credit) ?? 0)
      amounts.push(amount)
      held.push(operation.held[index] ?? 0)
      currencies.push(operation.currencies[index] ?? null)
    }
    starts.push(debits.length + 1)
  }
  return [
    accounts,
    operations.map((operation) => operation.id),
    operations.map((operation) => operation.op),
    operations.map((operation) => operation.kind),
    operations.map((operation) => operation.target),
    operations.map((operation) => operation.reference),
    operations.map((operation) => JSON.stringify(operation.legs)),
    operations.map((operation) => operation.metadata),
    operations.map((operation) => operation.at),
    operations.map((operation) => operation.expires_at),
    operations.map((operation) => operation.target_legs),
    starts,
    debits,
    credits,
    amounts,
    held,
    currencies,
    options.record_refusals,
    options.skip_locked,
  ]
}

/** What later operations need to know of this one. */
export function targetOfPrepared({ id, op, kind, legs }: Prepared): Target {
  return { id, op, kind, legs: JSON.stringify(legs) }
}

/** The accounts that an operation touches, some twice. */
export function accountsOf(operation: Prepared): string[] {
  return operation.legs.flatMap(([debit, credit]) => [debit, credit])
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1)

/**
 * Cuts a list into rounds that can each be posted in one statement: within a round no id is used twice, no target is
 * used twice, and no operation refers to another one of the round. Order between such operations is kept.
 */
export function splitRounds<T extends Pick<Prepared, 'id' | 'target'>>(operations: readonly T[]): T[][] {
  const rounds: T[][] = []
  const lastUse = new Map<string, number>()
  for (const operation of operations) {
    const names = operation.target === null ? [operation.id] : [operation.id, operation.target]
    const round = Math.max(...names.map((name) => lastUse.get(name) ?? -1)) + 1
    for (const name of names) lastUse.set(name, round)
    const list = rounds[round]
    if (list) list.push(operation)
    else rounds.push([operation])
  }
  return rounds
}
