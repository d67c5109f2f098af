import type { Kysely, Selectable, Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type WithdrawalRow = Selectable<Tables['withdrawal']>

export const insertWithdrawal = (tx: Tx, row: Omit<WithdrawalRow, 'refusal'> & { refusal: string | null }) =>
  tx.insertInto('withdrawal').values(row).execute()

export const findWithdrawal = (tx: Tx | Db, id: string): Promise<WithdrawalRow | undefined> =>
  tx.selectFrom('withdrawal').selectAll().where('id', '=', id).executeTakeFirst()

/** The withdrawal, locked until the transaction ends. */
export const lockWithdrawal = (tx: Tx, id: string): Promise<WithdrawalRow | undefined> =>
  tx.selectFrom('withdrawal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateWithdrawal = (tx: Tx, id: string, change: Updateable<Tables['withdrawal']>) =>
  tx.updateTable('withdrawal').set(change).where('id', '=', id).execute()

/** Withdrawals asked for before a moment whose result is not known yet. */
export const findUnsettledWithdrawals = (tx: Tx | Db, startedBefore: string): Promise<{ id: string }[]> =>
  tx
    .selectFrom('withdrawal')
    .select('id')
    .where('status', 'in', ['pending', 'unknown'])
    .where('created_at', '<', startedBefore)
    .execute()
