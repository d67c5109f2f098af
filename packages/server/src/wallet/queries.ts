import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type CardRow = Selectable<Tables['bank_card']>
export type TopUpRow = Selectable<Tables['top_up']>
export type TransactionRow = Selectable<Tables['wallet_transaction']>

export const insertCard = (tx: Tx, row: CardRow) => tx.insertInto('bank_card').values(row).execute()

/** A card of a customer; with `linked` only when it is still linked. */
export const findCard = (tx: Tx | Db, customerId: string, cardId: string, linked = false) =>
  tx
    .selectFrom('bank_card')
    .selectAll()
    .where('id', '=', cardId)
    .where('customer_id', '=', customerId)
    .$if(linked, (query) => query.where('removed_at', 'is', null))
    .executeTakeFirst()

export const findCards = (tx: Tx | Db, customerId: string) =>
  tx
    .selectFrom('bank_card')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

/** Changes to a customer's cards wait for each other here until the end of the transaction, so that exactly one is the default. */
export const lockCards = async (tx: Tx, customerId: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.cards ${customerId}`}, 0))`.execute(tx)
}

export const setDefaultCard = async (tx: Tx, customerId: string, cardId: string): Promise<void> => {
  // Two statements: the index that allows one default looks at each row as it changes.
  const cards = tx.updateTable('bank_card').where('customer_id', '=', customerId)
  await cards.set({ is_default: false }).where('is_default', '=', true).execute()
  await cards.set({ is_default: true }).where('id', '=', cardId).execute()
}

export const setCardRemoved = async (tx: Tx, customerId: string, cardId: string, at: string): Promise<boolean> => {
  const result = await tx
    .updateTable('bank_card')
    .set({ removed_at: at, is_default: false })
    .where('id', '=', cardId)
    .where('customer_id', '=', customerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export const insertTopUp = (tx: Tx, row: Omit<TopUpRow, 'queries'>) => tx.insertInto('top_up').values(row).execute()

export const findTopUp = (tx: Tx | Db, id: string, customerId?: string) =>
  tx
    .selectFrom('top_up')
    .selectAll()
    .where('id', '=', id)
    .$if(customerId !== undefined, (query) => query.where('customer_id', '=', customerId ?? ''))
    .executeTakeFirst()

/** The top-up, locked until the transaction ends. */
export const lockTopUp = (tx: Tx, id: string) =>
  tx.selectFrom('top_up').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Top-ups started before a moment whose result is not known yet. */
export const findUnsettledTopUps = (tx: Tx | Db, startedBefore: string) =>
  tx
    .selectFrom('top_up')
    .select('id')
    .where('status', 'in', ['pending', 'unknown'])
    .where('created_at', '<', startedBefore)
    .execute()

export const findTopUpToken = (tx: Tx | Db, id: string) =>
  tx
    .selectFrom('top_up')
    .innerJoin('bank_card', 'bank_card.id', 'top_up.card_id')
    .select('bank_card.bank_token')
    .where('top_up.id', '=', id)
    .executeTakeFirstOrThrow()

export const updateTopUp = (tx: Tx, id: string, changes: Updateable<Tables['top_up']>) =>
  tx.updateTable('top_up').set(changes).where('id', '=', id).execute()

export const insertTransaction = (tx: Tx, row: TransactionRow) =>
  tx.insertInto('wallet_transaction').values(row).execute()

export const updateTransaction = (tx: Tx, id: string, changes: Pick<TransactionRow, 'status' | 'failure_code'>) =>
  tx.updateTable('wallet_transaction').set(changes).where('id', '=', id).execute()

const ofDirection = (direction: 'in' | 'out') =>
  sql<number>`coalesce(sum(amount) filter (where direction = ${direction}), 0)::bigint`

/** What a customer paid or sent since a moment (null: ever) or has under way, and the part of it that is from the balance; minor units. */
export const sumUsed = (
  tx: Tx | Db,
  customerId: string,
  from: string | null,
): Promise<{ total: number; from_balance: number }> =>
  tx
    .selectFrom('wallet_transaction')
    .select([
      sql<number>`coalesce(sum(amount), 0)::bigint`.as('total'),
      sql<number>`coalesce(sum(from_balance), 0)::bigint`.as('from_balance'),
    ])
    .where('customer_id', '=', customerId)
    .where('direction', '=', 'out')
    .where('kind', 'in', ['payment', 'transfer'])
    .where('status', 'in', ['pending', 'unknown', 'succeeded'])
    .$if(from !== null, (query) => query.where('created_at', '>=', from ?? ''))
    .executeTakeFirstOrThrow()

export const findOwnLimits = (tx: Tx | Db, customerId: string) =>
  tx.selectFrom('own_limit').selectAll().where('customer_id', '=', customerId).executeTakeFirst()

export const saveOwnLimits = (tx: Tx, row: Selectable<Tables['own_limit']>) =>
  tx
    .insertInto('own_limit')
    .values(row)
    .onConflict((conflict) => conflict.column('customer_id').doUpdateSet(row))
    .execute()

/** What a customer paid or sent since a moment, minor units. A withdrawal is no spending. */
export const sumSpent = async (tx: Tx | Db, customerId: string, from: string): Promise<number> => {
  const { spent } = await tx
    .selectFrom('wallet_transaction')
    .select(ofDirection('out').as('spent'))
    .where('customer_id', '=', customerId)
    .where('kind', '!=', 'withdrawal')
    .where('status', '=', 'succeeded')
    .where('created_at', '>=', from)
    .executeTakeFirstOrThrow()
  return spent
}
