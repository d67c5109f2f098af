import {
  type Currency,
  type FailureCode,
  id as transactionId,
  type LocalizedText,
  type MonthTotal,
  timestamp as timestampSchema,
  type Transaction,
} from '@topay/contract'
import { z } from 'zod'
import { AppError, type Db, decodeCursor, encodeCursor, newId, timestamp, type Tx } from '../platform/index.ts'
import { chinaMonth, chinaMonthBounds } from './china-time.ts'
import { findTransactions, insertTransaction, sumMonths, type TransactionRow, updateTransaction } from './queries.ts'

export type NewTransaction = {
  customer_id: string
  kind: TransactionRow['kind']
  direction: TransactionRow['direction']
  /** Minor units, at least 1. */
  amount: number
  currency: Currency
  status: TransactionRow['status']
  failure_code?: FailureCode | null
  /** Merchant, bank, or a person's masked name. */
  counterparty: LocalizedText
  description?: string | null
  /** Merchant category, `bank`, or `person`. */
  category: string
  method: TransactionRow['method']
  /** Minor units of the amount that come from the balance; all of it by default when the method is the balance and money goes out. */
  from_balance?: number
  card?: { last4: string; bank_name: LocalizedText } | null
  payment_id?: string
  top_up_id?: string
  withdrawal_id?: string
  transfer_id?: string
  at?: string
}

/** Writes a row of the bills, also for what failed; returns its id. */
export const recordTransaction = async (tx: Tx, input: NewTransaction): Promise<string> => {
  const id = newId('transaction')
  const wholeFromBalance = input.method === 'balance' && input.direction === 'out'
  await insertTransaction(tx, {
    id,
    customer_id: input.customer_id,
    kind: input.kind,
    direction: input.direction,
    amount: input.amount,
    currency: input.currency,
    status: input.status,
    failure_code: input.failure_code ?? null,
    counterparty_zh: input.counterparty.zh,
    counterparty_en: input.counterparty.en,
    description: input.description ?? null,
    category: input.category,
    method: input.method,
    from_balance: input.from_balance ?? (wholeFromBalance ? input.amount : 0),
    card_last4: input.card?.last4 ?? null,
    bank_name_zh: input.card?.bank_name.zh ?? null,
    bank_name_en: input.card?.bank_name.en ?? null,
    payment_id: input.payment_id ?? null,
    top_up_id: input.top_up_id ?? null,
    withdrawal_id: input.withdrawal_id ?? null,
    transfer_id: input.transfer_id ?? null,
    created_at: input.at ?? timestamp(),
  })
  return id
}

/** Brings a row of the bills to the state its payment or top-up has reached. */
export const settleTransaction = async (
  tx: Tx,
  input: { transaction_id: string; status: TransactionRow['status']; failure_code?: FailureCode | null },
): Promise<void> => {
  await updateTransaction(tx, input.transaction_id, {
    status: input.status,
    failure_code: input.failure_code ?? null,
  })
}

const toWire = (row: TransactionRow): Transaction => ({
  id: row.id,
  kind: row.kind,
  direction: row.direction,
  amount: { amount: row.amount, currency: row.currency },
  status: row.status,
  failure_code: row.failure_code,
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

const monthTotals = async (tx: Tx | Db, customerId: string, months: string[]): Promise<MonthTotal[]> => {
  const [newest, oldest] = [months[0], months.at(-1)]
  if (newest === undefined || oldest === undefined) return []
  const span = { from: chinaMonthBounds(oldest).from, to: chinaMonthBounds(newest).to }
  const sums = new Map((await sumMonths(tx, customerId, span)).map((row) => [row.month, row]))
  return months.map((month) => ({
    month,
    spent: { amount: sums.get(month)?.spent ?? 0, currency: 'CNY' },
    received: { amount: sums.get(month)?.received ?? 0, currency: 'CNY' },
  }))
}

const Position = z.tuple([timestampSchema, transactionId('transaction')])

const positionOf = (cursor: string | undefined): { created_at: string; id: string } | undefined => {
  const parts = decodeCursor(cursor, 2)
  if (!parts) return undefined
  const position = Position.safeParse(parts)
  if (position.success) return { created_at: position.data[0], id: position.data[1] }
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}

export type BillsQuery = {
  cursor?: string | undefined
  limit: number
  /** 2026-11, in China time. */
  month?: string | undefined
  /** Words in the counterparty's names or the description. */
  q?: string | undefined
  kind?: TransactionRow['kind'] | undefined
  status?: TransactionRow['status'] | undefined
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
  const after = positionOf(query.cursor)
  const found = await findTransactions(tx, customerId, {
    ...(query.month !== undefined && chinaMonthBounds(query.month)),
    words: query.q,
    kind: query.kind,
    status: query.status,
    after,
    limit: query.limit + 1,
  })
  const rows = found.slice(0, query.limit)
  const last = rows.at(-1)
  const months = new Set([...rows.map((row) => chinaMonth(row.created_at)), ...(query.month ? [query.month] : [])])
  return {
    items: rows.map(toWire),
    next_cursor: found.length > rows.length && last ? encodeCursor([last.created_at, last.id]) : null,
    months: await monthTotals(tx, customerId, [...months]),
  }
}
