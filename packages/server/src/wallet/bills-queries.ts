import { type Kysely, type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
type Row = Selectable<Tables['wallet_transaction']>

export type TransactionFilter = {
  /** From this moment on, RFC 3339. */
  from?: string | undefined
  /** Before this moment. */
  to?: string | undefined
  /** Words that must all be found. */
  words?: string | undefined
  kind?: Row['kind'] | undefined
  direction?: Row['direction'] | undefined
  category?: string | undefined
  status?: Row['status'] | undefined
  /** Minor units, both included. */
  min_amount?: number | undefined
  max_amount?: number | undefined
  after?: { created_at: string; id: string } | null | undefined
  limit: number
}

/** Text to look for with LIKE, its wildcards taken as they are. */
const like = (word: string): string => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

const SEARCHED = [
  'counterparty_zh',
  'counterparty_en',
  'description',
  'bank_name_zh',
  'bank_name_en',
  'card_last4',
] as const

/** Rows of the bills, newest first. */
export const findTransactions = (tx: Tx | Db, customerId: string, filter: TransactionFilter) => {
  let query = tx.selectFrom('wallet_transaction').selectAll().where('customer_id', '=', customerId)
  if (filter.from !== undefined) query = query.where('created_at', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('created_at', '<', filter.to)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.direction !== undefined) query = query.where('direction', '=', filter.direction)
  if (filter.category !== undefined) query = query.where('category', '=', filter.category)
  if (filter.status !== undefined) query = query.where('status', '=', filter.status)
  if (filter.min_amount !== undefined) query = query.where('amount', '>=', filter.min_amount)
  if (filter.max_amount !== undefined) query = query.where('amount', '<=', filter.max_amount)
  for (const word of (filter.words ?? '').split(/\s+/u).filter((found) => found !== '')) {
    const pattern = like(word)
    query = query.where((any) => any.or(SEARCHED.map((column) => any(column, 'ilike', pattern))))
  }
  const { after } = filter
  if (after) query = query.where(sql<boolean>`(created_at, id) < (${after.created_at}::timestamptz, ${after.id})`)
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
}

/** A row of a customer's bills. */
export const findTransaction = (tx: Tx | Db, customerId: string, id: string) =>
  tx
    .selectFrom('wallet_transaction')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .executeTakeFirst()

const LINKS = ['payment_id', 'top_up_id', 'withdrawal_id', 'transfer_id'] as const

/** A customer's rows that belong to any of these payments, top-ups, withdrawals and transfers. */
export const findTransactionsOf = async (tx: Tx | Db, customerId: string, ids: readonly string[]): Promise<Row[]> => {
  if (ids.length === 0) return []
  // One look-up for each column, by its own index; one query with OR would walk through all of the customer's bills.
  const parts = LINKS.map((column) =>
    tx.selectFrom('wallet_transaction').selectAll().where('customer_id', '=', customerId).where(column, 'in', ids),
  )
  const [first, ...others] = parts
  return first ? others.reduce((all, part) => all.unionAll(part), first).execute() : []
}

/** Payments by card alone in a span of time, oldest first: they went through, and so did the card, not the balance. */
export const findCardPayments = (
  tx: Tx | Db,
  customerId: string,
  span: { from: string; to: string; after?: { created_at: string; id: string } | undefined; limit: number },
) => {
  let query = tx
    .selectFrom('wallet_transaction')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'payment')
    .where('method', '=', 'card')
    .where('status', 'in', ['succeeded', 'returned'])
    .where('created_at', '>=', span.from)
    .where('created_at', '<', span.to)
  const { after } = span
  if (after) query = query.where(sql<boolean>`(created_at, id) > (${after.created_at}::timestamptz, ${after.id})`)
  return query.orderBy('created_at').orderBy('id').limit(span.limit).execute()
}

const OWN_CARDS = ['top_up', 'withdrawal'] as const

const ofDirection = (direction: 'in' | 'out') =>
  sql<number>`coalesce(sum(amount) filter (where direction = ${direction}), 0)::bigint`

const counted = (tx: Tx | Db, customerId: string, span: { from: string; to: string }) =>
  tx
    .selectFrom('wallet_transaction')
    .where('customer_id', '=', customerId)
    .where('status', '=', 'succeeded')
    .where('kind', 'not in', OWN_CARDS)
    .where('created_at', '>=', span.from)
    .where('created_at', '<', span.to)

/** What was spent and received in a span of time, by month in China; minor units. Moves from and to one's own cards are neither. */
export const sumMonths = (tx: Tx | Db, customerId: string, span: { from: string; to: string }) =>
  counted(tx, customerId, span)
    .select([
      sql<string>`to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM')`.as('month'),
      ofDirection('out').as('spent'),
      ofDirection('in').as('received'),
    ])
    .groupBy(sql`1`)
    .execute()

/** What was spent in a span of time by category, largest first; minor units. */
export const sumCategories = (tx: Tx | Db, customerId: string, span: { from: string; to: string }) =>
  counted(tx, customerId, span)
    .where('direction', '=', 'out')
    .select(['category', sql<number>`sum(amount)::bigint`.as('amount'), sql<number>`count(*)::int`.as('count')])
    .groupBy('category')
    .orderBy(sql`2`, 'desc')
    .orderBy('category')
    .execute()
