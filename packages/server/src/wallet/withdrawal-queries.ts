import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type WithdrawalRow = Selectable<Tables['withdrawal']>

export const insertWithdrawal = (
  tx: Tx,
  row: Omit<WithdrawalRow, 'refusal' | 'late_taken'> & { refusal: string | null },
) => tx.insertInto('withdrawal').values(row).execute()

export const findWithdrawal = (tx: Tx | Db, id: string): Promise<WithdrawalRow | undefined> =>
  tx.selectFrom('withdrawal').selectAll().where('id', '=', id).executeTakeFirst()

/** The withdrawal, locked until the transaction ends. */
export const lockWithdrawal = (tx: Tx, id: string): Promise<WithdrawalRow | undefined> =>
  tx.selectFrom('withdrawal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateWithdrawal = (tx: Tx, id: string, change: Updateable<Tables['withdrawal']>) =>
  tx.updateTable('withdrawal').set(change).where('id', '=', id).execute()

/**
 * What a customer took out since a moment, or has under way, with no more than the payment password; minor units. Rows of before it was kept how they were
 * confirmed count as well.
 */
export const sumTakenByPin = async (tx: Tx, customerId: string, from: string): Promise<number> => {
  const { sum } = await tx
    .selectFrom('withdrawal')
    .select(sql<number>`coalesce(sum(amount), 0)::bigint`.as('sum'))
    .where('customer_id', '=', customerId)
    .where('created_at', '>=', from)
    .where('status', '!=', 'failed')
    .where((or) => or.or([or('strength', '=', 'pin'), or('strength', 'is', null)]))
    .executeTakeFirstOrThrow()
  return sum
}

/** Whether money has gone to a card, or is on its way, that was confirmed by more than the payment password. */
export const isProvenCard = async (tx: Tx, cardId: string): Promise<boolean> =>
  (await tx
    .selectFrom('withdrawal')
    .select('id')
    .where('card_id', '=', cardId)
    .where('strength', 'in', ['second_factor', 'passkey'])
    .where('status', '!=', 'failed')
    .executeTakeFirst()) !== undefined

/** The row of the bills for a part that was taken back: its money is in the balance again. */
export const markTakenAsReturned = (tx: Tx, id: string) =>
  tx
    .updateTable('wallet_transaction')
    .set({ status: 'returned' })
    .where('withdrawal_id', '=', id)
    .where('status', '=', 'succeeded')
    .execute()

/** Withdrawals asked for before a moment whose result is not known yet. */
export const findUnsettledWithdrawals = (tx: Tx | Db, startedBefore: string): Promise<{ id: string }[]> =>
  tx
    .selectFrom('withdrawal')
    .select('id')
    .where('status', 'in', ['pending', 'unknown'])
    .where('created_at', '<', startedBefore)
    .execute()
