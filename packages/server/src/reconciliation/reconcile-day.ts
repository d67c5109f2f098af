import { inTx, newId, timestamp } from '../platform/index.ts'
import { applyRow, decides, isSameOperation } from './apply-row.ts'
import { bankSide, keyOf, type Movement, signed } from './bank-side.ts'
import { booksSide, type Posting } from './books-side.ts'
import { boundsOf, dayOf } from './china-day.ts'
import type { ReconciliationDeps } from './deps.ts'
import { fileDifference, type Found } from './file-difference.ts'
import { findInNeighbours } from './neighbours.ts'
import { contradictedReturns, differencesOf, findRecords, type OwnRecord, saveReconciliation } from './queries.ts'
import { closeUnreadable } from './resolve-difference.ts'
import { words } from './words.ts'

const CHUNK = 500
/** What stands for a whole file, or for the ledger, where a difference has no movement. */
const FILE = 'statement'

type Compared = { booked: number; found: Found[] }

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) => items.slice(index * CHUNK, (index + 1) * CHUNK))

const differs = (
  date: string,
  row: Movement,
  own: OwnRecord | undefined,
  rest: Omit<Found, 'date' | 'operation' | 'reference' | 'customer_id'>,
): Found => ({
  date,
  operation: row.operation,
  reference: row.reference,
  customer_id: own?.customer_id ?? null,
  bank_amount: row.amount,
  ...rest,
})

/** What is wrong with a movement of the file by our record as it stood before the file decided anything; null when nothing is. `taken`: back from the balance. */
const differenceOf = (date: string, row: Movement, own: OwnRecord | undefined, taken: number): Found | null => {
  if (!own || !isSameOperation(row, own))
    return differs(date, row, own, { kind: 'bank_only', detail: words.unknownAtTopay(row) })
  if (own.status === 'to_balance')
    return differs(date, row, own, { kind: 'status', detail: words.refundedTwice(row), books_amount: own.amount })
  if (own.amount !== row.amount)
    return differs(date, row, own, { kind: 'amount', detail: words.amounts(row, own.amount), books_amount: own.amount })
  if (own.status !== 'not_moved') return null
  if (row.operation === 'debit')
    return differs(date, row, own, { kind: 'bank_only', detail: words.chargedThoughFailed(row, own) })
  const detail = row.status === 'returned' ? words.cameBackThoughFailed(row) : words.paidThoughFailed(row, taken)
  return differs(date, row, own, { kind: 'status', detail })
}

/** Lets the books follow a movement, unless it is not what was asked for; answers our record as it stands then. */
const follow = async (deps: ReconciliationDeps, row: Movement, own: OwnRecord): Promise<OwnRecord> => {
  if (decides(row, own)) {
    await applyRow(deps, row, own)
    return (await findRecords(deps.db, [row.reference])).get(row.reference) ?? own
  }
  const { reference, operation, amount } = row
  if (amount !== own.amount || !isSameOperation(row, own))
    deps.log.error(
      { reference, operation, amount },
      'the file of the bank has another amount or operation than was asked for',
    )
  return own
}

/** What the books have of a movement, minor units: all of it, the part that was taken back, or nothing. */
const bookedFor = (row: Movement, own: OwnRecord): number => {
  if (!isSameOperation(row, own)) return 0
  if (own.status === 'moved' || own.status === 'returned') return signed(row, own.amount)
  return row.status === 'approved' ? signed(row, own.late_taken ?? 0) : 0
}

/** Movements of the file that the ledger does not have on this day: booked on another day, decided by the file now, or nowhere. */
const compareOthers = async (deps: ReconciliationDeps, date: string, rows: Movement[]): Promise<Compared> => {
  const found: Found[] = []
  let booked = 0
  for (const chunk of chunks(rows)) {
    const records = await findRecords(deps.db, [...new Set(chunk.map(({ reference }) => reference))])
    for (const row of chunk) {
      const own = records.get(row.reference)
      const now = own && (await follow(deps, row, own))
      const difference = differenceOf(date, row, own, now?.late_taken ?? 0)
      if (difference) found.push(difference)
      if (now) booked += bookedFor(row, now)
    }
  }
  return { booked, found }
}

/** Movements that both have on the day, with two amounts. */
const compareAmounts = async (
  deps: ReconciliationDeps,
  date: string,
  pairs: { row: Movement; books: number }[],
): Promise<Found[]> => {
  const different = pairs.filter(({ row, books }) => row.amount !== books)
  const records = await findRecords(
    deps.db,
    different.map(({ row }) => row.reference),
  )
  return different.map(({ row, books }) =>
    differs(date, row, records.get(row.reference), {
      kind: 'amount',
      detail: words.amounts(row, books),
      books_amount: books,
    }),
  )
}

/** Postings of the day that the file does not have: in the file of another day, or in none. Answers what belongs to other days of the bank. */
const comparePostings = async (deps: ReconciliationDeps, date: string, postings: Posting[]): Promise<Compared> => {
  const movements = postings.flatMap(({ movement }) => movement ?? [])
  const records = await findRecords(
    deps.db,
    movements.map(({ reference }) => reference),
  )
  const elsewhere = await findInNeighbours(deps.bank, date, movements, records)
  const found: Found[] = []
  let booked = 0
  for (const { movement, net, transfer_id } of postings) {
    if (movement === null) {
      const detail = words.strangePosting(net)
      found.push({ date, kind: 'books_only', operation: 'file', reference: transfer_id, books_amount: net, detail })
    } else if (elsewhere.has(keyOf(movement))) booked -= net
    else
      found.push({
        date,
        kind: 'books_only',
        operation: movement.operation,
        reference: movement.reference,
        customer_id: records.get(movement.reference)?.customer_id ?? null,
        books_amount: movement.amount,
        detail: words.missingAtBank(movement),
      })
  }
  return { booked, found }
}

/** The file beside the ledger's postings of the day. */
const compare = async (
  deps: ReconciliationDeps,
  date: string,
  rows: ReadonlyMap<string, Movement>,
): Promise<Compared> => {
  const { from, to } = boundsOf(date)
  const open = new Map(rows)
  const pairs: { row: Movement; books: number }[] = []
  const alone: Posting[] = []
  let booked = 0
  for await (const page of booksSide(deps.db, from, to)) {
    for (const posting of page) {
      booked += posting.net
      const key = posting.movement && keyOf(posting.movement)
      const row = key === null ? undefined : open.get(key)
      if (!row || key === null) alone.push(posting)
      else {
        open.delete(key)
        pairs.push({ row, books: Math.abs(posting.net) })
      }
    }
  }
  const others = await compareOthers(deps, date, [...open.values()])
  const postings = await comparePostings(deps, date, alone)
  const found = [...others.found, ...(await compareAmounts(deps, date, pairs)), ...postings.found]
  return { booked: booked + others.booked + postings.booked, found }
}

const file = async (deps: ReconciliationDeps, found: Found[]): Promise<void> => {
  for (const difference of found) await inTx(deps.db, (tx) => fileDifference(tx, difference))
}

/**
 * Returns that the bank contradicted up to the end of a day and that are still open: nothing brings them further by itself. Each is a difference of the day on
 * which it was contradicted, so it is filed once.
 */
const contradictions = async (deps: ReconciliationDeps, date: string): Promise<Found[]> =>
  (await contradictedReturns(deps.db, boundsOf(date).to)).map(({ id, customer_id, amount, contradicted_at }) => ({
    date: dayOf(contradicted_at),
    kind: 'status',
    operation: 'refund',
    reference: id,
    customer_id,
    books_amount: amount,
    detail: words.returnContradicted(amount),
  }))

/**
 * Compares a day (2026-11-24, in China) of the bank's file with the books. What was still open and the file decides is settled; money that a bank took for
 * what had failed starts on its way back; everything that differs is filed once, with a case. However often it runs, and wherever it was cut off, the
 * outcome is the same. `failed`: the file cannot be read, which is a difference too.
 */
export const reconcileDay = async (
  deps: ReconciliationDeps,
  date: string,
): Promise<{ status: 'clean' | 'differences' | 'failed' }> => {
  await file(deps, await contradictions(deps, date))
  const side = await bankSide(deps.bank, date)
  const reason = side.kind === 'unavailable' ? side.reason : side.complete ? null : 'the day is not over at the bank'
  if (side.kind === 'unavailable' || reason !== null) {
    const detail = words.unreadable(reason ?? '')
    await file(deps, [{ date, kind: 'unreadable', operation: 'file', reference: FILE, detail }])
    return save(deps, date, { bank: [], booked: 0 }, 'failed')
  }
  const { booked, found } = await compare(deps, date, side.rows)
  await file(deps, found)
  await closeUnreadable(deps.db, date)
  return save(deps, date, { bank: [...side.rows.values()], booked })
}

/** Writes the day down: its totals, and how many movements of the file have no difference. */
const save = async (
  deps: ReconciliationDeps,
  date: string,
  { bank, booked }: { bank: Movement[]; booked: number },
  failed?: 'failed',
): Promise<{ status: 'clean' | 'differences' | 'failed' }> => {
  const differences = (await differencesOf(deps.db, date)).filter(({ kind }) => kind !== 'unreadable')
  const different = new Set(differences.map(({ operation, reference }) => `${operation} ${reference}`))
  const status = failed ?? (differences.length > 0 ? 'differences' : 'clean')
  await inTx(deps.db, (tx) =>
    saveReconciliation(tx, {
      id: newId('reconciliation'),
      date,
      status,
      bank_count: bank.length,
      matched_count: bank.filter(({ operation, reference }) => !different.has(`${operation} ${reference}`)).length,
      bank_total: bank.reduce((sum, row) => sum + signed(row, row.amount), 0),
      books_total: booked,
      ran_at: timestamp(),
    }),
  )
  return { status }
}
