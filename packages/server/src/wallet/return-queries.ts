import type { Kysely, Selectable, Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type ReturnRow = Selectable<Tables['money_return']>

/** Writes the return down unless there is one of the same payment or top-up; true when it did. */
export const insertReturn = async (
  tx: Tx,
  row: Omit<ReturnRow, 'queries' | 'compensation' | 'settled_at' | 'asked_at' | 'contradicted_at'>,
): Promise<boolean> => {
  const result = await tx
    .insertInto('money_return')
    .values(row)
    .onConflict((conflict) => conflict.column('source_id').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export const selectReturn = (tx: Tx | Db, id: string) =>
  tx.selectFrom('money_return').selectAll().where('id', '=', id).executeTakeFirst()

export const selectReturnOf = (tx: Tx | Db, sourceId: string) =>
  tx.selectFrom('money_return').selectAll().where('source_id', '=', sourceId).executeTakeFirst()

/** How far the returns of these payments and top-ups are, by the id of what they belong to. */
export const findReturnsOf = (tx: Tx | Db, sourceIds: readonly string[]) =>
  tx
    .selectFrom('money_return')
    .select(['source_id', 'status'])
    .where('source_id', 'in', [...sourceIds])
    .execute()

/** The return, locked until the transaction ends. */
export const lockReturn = (tx: Tx, id: string) =>
  tx.selectFrom('money_return').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateReturn = (tx: Tx, id: string, changes: Updateable<Tables['money_return']>) =>
  tx.updateTable('money_return').set(changes).where('id', '=', id).execute()

/** Returns begun before a moment that are not settled yet. */
export const findUnsettledReturns = (tx: Tx | Db, startedBefore: string) =>
  tx
    .selectFrom('money_return')
    .select('id')
    .where('status', 'in', ['pending', 'unknown'])
    .where('created_at', '<', startedBefore)
    .execute()

/** The card behind a bank's token, also when it was unlinked since; the last one that was linked with it. */
export const findCardByToken = (tx: Tx | Db, customerId: string, token: string) =>
  tx
    .selectFrom('bank_card')
    .select(['last4', 'bank_name_zh', 'bank_name_en'])
    .where('customer_id', '=', customerId)
    .where('bank_token', '=', token)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
