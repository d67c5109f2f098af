import type { MonthTotal, Transaction } from '@topay/contract'
import { cutPage, type Db, found, positionAfter, type Tx } from '../platform/index.ts'
import { findTransaction, findTransactions, type TransactionFilter } from './bills-queries.ts'
import { chinaMonth, chinaMonthBounds } from './china-time.ts'
import type { TransactionRow } from './queries.ts'
import { returnsOf } from './returns.ts'
import { monthTotals } from './spending.ts'

const toWire = (row: TransactionRow, money_back: Transaction['money_back']): Transaction => ({
  id: row.id,
  kind: row.kind,
  direction: row.direction,
  amount: { amount: row.amount, currency: row.currency },
  status: row.status,
  failure_code: row.failure_code,
  money_back,
  counterparty: { zh: row.counterparty_zh, en: row.counterparty_en },
  description: row.description,
  category: row.category,
  method: row.method,
  card_last4: row.card_last4,
  bank_name:
    row.bank_name_zh !== null && row.bank_name_en !== null ? { zh: row.bank_name_zh, en: row.bank_name_en } : null,
  payment_id: row.payment_id,
  top_up_id: row.top_up_id,
  withdrawal_id: row.withdrawal_id,
  transfer_id: row.transfer_id,
  created_at: row.created_at,
})

/** Rows as they go over the wire, with where the money is of those that failed. */
const withReturns = async (tx: Tx | Db, rows: readonly TransactionRow[]): Promise<Transaction[]> => {
  const sourceOf = (row: TransactionRow) => (row.status === 'failed' ? (row.payment_id ?? row.top_up_id) : null)
  const returns = await returnsOf(
    tx,
    rows.flatMap((row) => sourceOf(row) ?? []),
  )
  return rows.map((row) => toWire(row, returns.get(sourceOf(row) ?? '') ?? null))
}

export type BillsQuery = Omit<TransactionFilter, 'from' | 'to' | 'words' | 'after'> & {
  cursor?: string | undefined
  /** 2026-11, in China time. */
  month?: string | undefined
  /** Words, all of which must be in the counterparty's names, the description (a note, the goods), or the bank card. */
  q?: string | undefined
}

/**
 * A page of the bills, newest first, with the totals of every month on the page (all that succeeded in it, whatever the filters).
 * Throws INPUT_INVALID for a cursor that we did not make.
 */
export const listTransactions = async (
  tx: Tx | Db,
  customerId: string,
  query: BillsQuery,
): Promise<{ items: Transaction[]; next_cursor: string | null; months: MonthTotal[] }> => {
  const { cursor, month, q, ...filter } = query
  const read = await findTransactions(tx, customerId, {
    ...filter,
    ...(month !== undefined && chinaMonthBounds(month)),
    words: q,
    after: positionAfter('transaction', cursor),
    limit: query.limit + 1,
  })
  const { page: rows, next_cursor } = cutPage(read, query.limit)
  const months = new Set([...rows.map((row) => chinaMonth(row.created_at)), ...(month ? [month] : [])])
  return {
    items: await withReturns(tx, rows),
    next_cursor,
    months: await monthTotals(tx, customerId, [...months]),
  }
}

/** A row of a customer's bills. Throws NOT_FOUND, also for somebody else's. */
export const getTransaction = async (tx: Tx | Db, customerId: string, transactionId: string): Promise<Transaction> => {
  const [bill] = await withReturns(tx, [found(await findTransaction(tx, customerId, transactionId))])
  return found(bill)
}
