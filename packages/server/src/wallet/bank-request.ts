import { type Db, found, type Tx } from '../platform/index.ts'
import type { BankOperation } from './bank-connector.ts'

/** What we asked the bank for under an id of a top-up, a withdrawal or a return, minor units; null for an id of another kind. Throws NOT_FOUND. */
export const bankRequestOf = async (
  tx: Tx | Db,
  id: string,
): Promise<{ type: BankOperation; amount: number; currency: string } | null> => {
  const [table, type] = id.startsWith('top_')
    ? (['top_up', 'debit'] as const)
    : id.startsWith('wdr_')
      ? (['withdrawal', 'payout'] as const)
      : id.startsWith('ret_')
        ? (['money_return', 'refund'] as const)
        : []
  if (table === undefined) return null
  const row = await tx.selectFrom(table).select(['amount', 'currency']).where('id', '=', id).executeTakeFirst()
  return { type, ...found(row) }
}
