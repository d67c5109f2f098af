import { type Currency, type LocalizedText } from '@topay/contract'
import { balanceAt, entries, type Entry, LedgerError } from '@topay/ledger'
import { maskedCustomer } from '../identity/index.ts'
import { asQueryable, type Db, timestamp, type Tx } from '../platform/index.ts'
import { walletAccount } from './accounts.ts'
import { findCardPayments, findTransactionsOf } from './bills-queries.ts'
import { chinaMonthBounds } from './china-time.ts'
import type { TransactionRow } from './queries.ts'
import { requireMonth } from './spending.ts'

/** Rows that are read at a time: what is in memory, however long the month is. */
const PAGE = 500

/** What a statement says before its lines. Amounts in minor units, times RFC 3339. */
export type StatementHead = {
  customer_id: string
  /** Masked: a statement is sent around. */
  name: string
  month: string
  currency: Currency
  from: string
  /** The end of the period: that of the month, or the moment it was made while the month lasts. */
  to: string
  generated_at: string
  opening: number
  closing: number
  /** Number of the last entry of the account that counts; null when the customer never had money. */
  last_entry: number | null
}

/** One line: a movement of the balance, or a payment that a card paid alone (`change` and `balance` are null). */
export type StatementLine = {
  at: string
  /** What it was; `other` when the bills know nothing of it. */
  kind: TransactionRow['kind'] | 'other'
  /** Something that had gone out and came back, or the other way round. */
  returned: boolean
  transaction_id: string | null
  counterparty: LocalizedText | null
  description: string | null
  method: TransactionRow['method']
  card: { bank_name: LocalizedText; last4: string } | null
  direction: 'in' | 'out'
  /** Of the whole transaction; more than the change of the balance when a card paid the rest. */
  amount: number
  change: number | null
  balance: number | null
}

const balanceOr = async (
  db: Db | Tx,
  account: string,
  at: string,
): Promise<{ balance: number; version: number | null }> => {
  try {
    return await balanceAt(asQueryable(db), account, at)
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ACCOUNT_NOT_FOUND') return { balance: 0, version: null }
    throw error
  }
}

/**
 * Opens the statement of a customer's month: the balances at both ends, from the ledger, as of now. Entries never change and are only added at the end, so
 * whatever is read later belongs to these balances. Throws INPUT_INVALID for a month that has not begun.
 */
export const openStatement = async (db: Db | Tx, customerId: string, month: string): Promise<StatementHead> => {
  const { from, to } = chinaMonthBounds(requireMonth(month))
  const { name } = await maskedCustomer(db, customerId)
  const account = walletAccount(customerId)
  const generated_at = timestamp()
  // The ledger keeps milliseconds: the last one before the month, and the last one of it.
  const before = (moment: string): string => new Date(Date.parse(moment) - 1).toISOString()
  const opening = await balanceOr(db, account.id, before(from))
  const closing = await balanceOr(db, account.id, before(to))
  return {
    customer_id: customerId,
    name,
    month,
    currency: account.currency as Currency,
    from,
    to: to < generated_at ? to : generated_at,
    generated_at,
    opening: opening.balance,
    closing: closing.balance,
    last_entry: closing.version,
  }
}

const LINK = /(?:pay|top|wdr|tra)_[0-9a-f]{32}/g

/** The payment, top-up, withdrawal or transfer that an entry names in its id or its reference. */
const linksOf = (entry: Entry): string[] => `${entry.transfer_id} ${entry.reference ?? ''}`.match(LINK) ?? []

const kinds: Record<string, TransactionRow['kind']> = { return_to_balance: 'top_up' }

/** How well a row of the bills fits an entry: several rows may belong to one payment, such as its return and a compensation. */
const fit = (row: TransactionRow, entry: Entry): number =>
  (row.kind === (kinds[entry.kind] ?? entry.kind) ? 8 : 0) +
  (row.status === 'succeeded' || row.status === 'returned' ? 4 : 0) +
  (row.amount === entry.amount || row.from_balance === entry.amount ? 2 : 0) +
  (row.created_at === entry.at ? 1 : 0)

const cardOf = (row: TransactionRow): StatementLine['card'] =>
  row.bank_name_zh !== null && row.bank_name_en !== null && row.card_last4 !== null
    ? { bank_name: { zh: row.bank_name_zh, en: row.bank_name_en }, last4: row.card_last4 }
    : null

const wordsOf = (row: TransactionRow | undefined) => ({
  kind: row?.kind ?? ('other' as const),
  transaction_id: row?.id ?? null,
  counterparty: row ? { zh: row.counterparty_zh, en: row.counterparty_en } : null,
  description: row?.description ?? null,
  method: row?.method ?? ('balance' as const),
  card: row ? cardOf(row) : null,
})

const movementOf = (entry: Entry, rows: readonly TransactionRow[]): StatementLine => {
  const direction = entry.direction === 'credit' ? 'in' : 'out'
  const [row] = rows.toSorted((a, b) => fit(b, entry) - fit(a, entry))
  return {
    ...wordsOf(row),
    at: entry.at,
    returned: row !== undefined && row.direction !== direction,
    direction,
    amount: row && row.from_balance === entry.amount ? row.amount : entry.amount,
    change: direction === 'in' ? entry.amount : -entry.amount,
    balance: entry.balance_after,
  }
}

/** Every movement of the balance in the period, oldest first: opening balance plus their changes is the closing balance. Reads page by page. */
export async function* movements(db: Db | Tx, head: StatementHead): AsyncGenerator<StatementLine> {
  const { last_entry } = head
  if (last_entry === null) return
  let cursor: number | undefined
  do {
    const page = await entries(asQueryable(db), walletAccount(head.customer_id).id, {
      order: 'oldest',
      from: head.from,
      limit: PAGE,
      only_posted: true,
      cursor,
    })
    const counted = page.entries.filter((entry) => entry.version <= last_entry)
    const linked = new Map<string, TransactionRow[]>()
    const ids = [...new Set(counted.flatMap(linksOf))]
    for (const row of await findTransactionsOf(db, head.customer_id, ids)) {
      for (const id of [row.payment_id, row.top_up_id, row.withdrawal_id, row.transfer_id])
        if (id !== null) linked.set(id, [...(linked.get(id) ?? []), row])
    }
    for (const entry of counted)
      yield movementOf(
        entry,
        linksOf(entry).flatMap((id) => linked.get(id) ?? []),
      )
    cursor = counted.length === page.entries.length ? (page.next ?? undefined) : undefined
  } while (cursor !== undefined)
}

/** Payments of the period that a card paid alone, oldest first; they are no movement of the balance. Reads page by page. */
export async function* cardPayments(db: Db | Tx, head: StatementHead): AsyncGenerator<StatementLine> {
  let after: { created_at: string; id: string } | undefined
  do {
    const rows = await findCardPayments(db, head.customer_id, { from: head.from, to: head.to, after, limit: PAGE })
    for (const row of rows) {
      yield {
        ...wordsOf(row),
        at: row.created_at,
        returned: row.status === 'returned',
        direction: row.direction,
        amount: row.amount,
        change: null,
        balance: null,
      }
    }
    const last = rows.length === PAGE ? rows.at(-1) : undefined
    after = last && { created_at: last.created_at, id: last.id }
  } while (after)
}

/** All lines of a statement by time, movements and card payments together. */
export async function* statementLines(db: Db | Tx, head: StatementHead): AsyncGenerator<StatementLine> {
  const sources = [movements(db, head), cardPayments(db, head)]
  const waiting = await Promise.all(sources.map((source) => source.next()))
  for (;;) {
    let first: number | undefined
    for (const [index, next] of waiting.entries()) {
      const best = first === undefined ? undefined : waiting[first]
      if (next.done !== true && (best === undefined || best.done === true || next.value.at < best.value.at))
        first = index
    }
    const source = first === undefined ? undefined : sources[first]
    const next = first === undefined ? undefined : waiting[first]
    if (first === undefined || !source || !next || next.done === true) return
    yield next.value
    waiting[first] = await source.next()
  }
}
