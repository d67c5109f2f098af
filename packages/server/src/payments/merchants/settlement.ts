import { Readable } from 'node:stream'
import { money, type SettlementStatement } from '@topay/contract'
import { balanceAt, entries, type Entry, LedgerError } from '@topay/ledger'
import { asQueryable, type Db, type FileAnswer, type Tx } from '../../platform/index.ts'
import { chinaClock, chinaMonthBounds } from '../../wallet/index.ts'
import { merchantAccount } from '../accounts.ts'
import { findReferences } from '../queries.ts'

const PAGE = 1000

/** All that was posted to a merchant's account in a span of time, oldest first and by the page; an account that never had an entry has none. */
async function* movements(
  tx: Tx | Db,
  merchantId: string,
  span: { from: string; to: string },
): AsyncGenerator<Entry[]> {
  const { id } = merchantAccount(merchantId, 'CNY')
  let cursor: number | undefined
  do {
    const page = await ifOpened(
      entries(asQueryable(tx), id, { ...span, order: 'oldest', only_posted: true, limit: PAGE, cursor }),
      { entries: [], next: null },
    )
    yield page.entries
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

const ifOpened = async <T>(reading: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await reading
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ACCOUNT_NOT_FOUND') return otherwise
    throw error
  }
}

/** What a merchant had just before a moment, minor units. */
const balanceBefore = async (tx: Tx | Db, merchantId: string, at: string): Promise<number> => {
  const { id } = merchantAccount(merchantId, 'CNY')
  const before = new Date(Date.parse(at) - 1).toISOString()
  const reading = balanceAt(asQueryable(tx), id, before).then(({ balance }) => balance)
  return ifOpened(reading, 0)
}

type Sum = { count: number; gross: number; refunds: number; payments: Set<string> }
const nothing = (): Sum => ({ count: 0, gross: 0, refunds: 0, payments: new Set() })

/** A payment from balance and card comes in two movements, `payment:<id>` and `payment:<id>:balance`; it is one payment. */
const add = (sum: Sum, { direction, amount, transfer_id }: Entry): void => {
  if (direction === 'debit') {
    sum.refunds += amount
    return
  }
  sum.gross += amount
  sum.payments.add(transfer_id.split(':', 2).join(':'))
  sum.count = sum.payments.size
}

const wireOf = ({ count, gross, refunds }: Sum) => ({
  count,
  gross: money(gross),
  refunds: money(refunds),
  net: money(gross - refunds),
})

/** A merchant's month (2026-11, China time) by day, from the ledger: only days on which something moved. */
export const getSettlementStatement = async (
  tx: Tx | Db,
  merchantId: string,
  month: string,
): Promise<SettlementStatement> => {
  const span = chinaMonthBounds(month)
  const opening = await balanceBefore(tx, merchantId, span.from)
  const total = nothing()
  const days = new Map<string, Sum & { balance: number }>()
  for await (const page of movements(tx, merchantId, span))
    for (const entry of page) {
      const { date } = chinaClock(entry.at)
      const day = days.get(date) ?? { ...nothing(), balance: 0 }
      add(day, entry)
      add(total, entry)
      days.set(date, { ...day, balance: entry.balance_after })
    }
  return {
    merchant_id: merchantId,
    month,
    opening: money(opening),
    closing: money(opening + total.gross - total.refunds),
    days: [...days].map(([date, day]) => ({ date, ...wireOf(day), balance: money(day.balance) })),
    total: wireOf(total),
  }
}

const yuan = (amount: number): string => (amount / 100).toFixed(2)

/** A field of a CSV file. One that a spreadsheet would take for a formula is made plain text. */
const field = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const HEAD = ['time_china', 'kind', 'payment_id', 'order_id', 'merchant_reference', 'amount', 'balance_after']

const rowOf = (fields: readonly string[]): string => `${fields.map(field).join(',')}\r\n`

const lineOf = (entry: Entry, references: ReadonlyMap<string, string | null>): string => {
  const { date, time } = chinaClock(entry.at)
  const [word, id = ''] = entry.transfer_id.split(':')
  const order = entry.reference ?? ''
  const amount = entry.direction === 'credit' ? entry.amount : -entry.amount
  return rowOf([
    `${date} ${time}`,
    entry.kind,
    word === 'payment' ? id : '',
    order,
    references.get(order) ?? '',
    yuan(amount),
    yuan(entry.balance_after),
  ])
}

/** The text of the file, a page of movements at a time. */
async function* settlementCsv(db: Tx | Db, merchantId: string, month: string): AsyncGenerator<string> {
  yield `\uFEFF${rowOf(HEAD)}`
  for await (const page of movements(db, merchantId, chinaMonthBounds(month))) {
    const orders = new Set(page.flatMap(({ reference }) => reference ?? []))
    const references = await findReferences(db, merchantId, [...orders])
    yield page.map((entry) => lineOf(entry, references)).join('')
  }
}

/**
 * Every movement of a merchant's month as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read Chinese right). Amounts in yuan. Made while it
 * is sent: memory does not grow with the month. A month that is not over has more tomorrow, so it is not kept by whoever fetched it.
 */
export const exportSettlementStatement = (db: Tx | Db, merchantId: string, month: string): FileAnswer => ({
  stream: Readable.from(settlementCsv(db, merchantId, month), { objectMode: false }),
  media_type: 'text/csv; charset=utf-8',
  name: `topay-settlement-${month}.csv`,
  cache: 'no-store',
})
