import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type TransferRow = Selectable<Tables['wallet_transfer']>
export type MoneyRequestRow = Selectable<Tables['money_request']>

export const insertTransfer = (tx: Tx, row: Omit<TransferRow, 'refusal'> & { refusal: string | null }) =>
  tx.insertInto('wallet_transfer').values(row).execute()

export const findTransfer = (tx: Tx | Db, id: string): Promise<TransferRow | undefined> =>
  tx.selectFrom('wallet_transfer').selectAll().where('id', '=', id).executeTakeFirst()

/** How often a payer gave the wrong name of a payee since a moment. */
export const countWrongNames = async (
  tx: Tx,
  pair: { payer_id: string; payee_customer_id: string; from: string },
): Promise<number> => {
  const { count } = await tx
    .selectFrom('wallet_transfer')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('payer_id', '=', pair.payer_id)
    .where('payee_customer_id', '=', pair.payee_customer_id)
    .where('failure_code', '=', 'PAYEE_BAD')
    .where('created_at', '>=', pair.from)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Opens a red packet that its receiver has not opened yet; false when there is nothing to open. */
export const setTransferOpened = async (tx: Tx, id: string, payeeCustomerId: string, at: string): Promise<boolean> => {
  const result = await tx
    .updateTable('wallet_transfer')
    .set({ opened_at: at })
    .where('id', '=', id)
    .where('payee_customer_id', '=', payeeCustomerId)
    .where('style', '=', 'red_packet')
    .where('status', '=', 'succeeded')
    .where('opened_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Requests between two people wait for each other here until the end of the transaction, so that they can be counted. */
export const lockRequests = async (tx: Tx, requesterId: string, payerId: string): Promise<void> => {
  const key = `topay.money_request ${requesterId} ${payerId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
}

/** How many requests one person has open with another at a moment. */
export const countOpenRequests = async (tx: Tx, requesterId: string, payerId: string, at: string): Promise<number> => {
  const { open } = await tx
    .selectFrom('money_request')
    .select((row) => row.fn.countAll<number>().as('open'))
    .where('requester_id', '=', requesterId)
    .where('payer_id', '=', payerId)
    .where('status', '=', 'open')
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow()
  return Number(open)
}

export const insertRequest = (tx: Tx, row: MoneyRequestRow) => tx.insertInto('money_request').values(row).execute()

export const findRequest = (tx: Tx | Db, id: string): Promise<MoneyRequestRow | undefined> =>
  tx.selectFrom('money_request').selectAll().where('id', '=', id).executeTakeFirst()

/** The request, locked until the transaction ends. */
export const lockRequest = (tx: Tx, id: string): Promise<MoneyRequestRow | undefined> =>
  tx.selectFrom('money_request').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Open requests whose time is over, locked; those that somebody else is ending are left to them. */
export const lockExpiredRequests = (tx: Tx, at: string, limit: number): Promise<MoneyRequestRow[]> =>
  tx
    .selectFrom('money_request')
    .selectAll()
    .where('status', '=', 'open')
    .where('expires_at', '<=', at)
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

export const updateRequest = (tx: Tx, id: string, change: Updateable<Tables['money_request']>) =>
  tx.updateTable('money_request').set(change).where('id', '=', id).execute()

/** Requests that a customer made or received, the latest first. One whose time is over counts as expired, whether or not the job has come by. */
export const findRequests = (
  tx: Tx | Db,
  customerId: string,
  filter: {
    status?: MoneyRequestRow['status'] | undefined
    at: string
    after: { created_at: string; id: string } | null
    limit: number
  },
): Promise<MoneyRequestRow[]> => {
  const { status, at, after } = filter
  let query = tx
    .selectFrom('money_request')
    .selectAll()
    .where((row) => row.or([row('requester_id', '=', customerId), row('payer_id', '=', customerId)]))
  if (status !== undefined)
    query = query.where(
      sql<boolean>`case when status = 'open' and expires_at <= ${at}::timestamptz then 'expired' else status end = ${status}`,
    )
  if (after) query = query.where(sql<boolean>`(created_at, id) < (${after.created_at}::timestamptz, ${after.id})`)
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
}
