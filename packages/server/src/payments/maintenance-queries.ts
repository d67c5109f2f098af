import type { Db, Tx } from '../platform/index.ts'

export const insertReminder = (tx: Tx, customer_id: string, created_at: string) =>
  tx
    .insertInto('maintenance_reminder')
    .values({ customer_id, created_at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** Customers who wait, locked, those nobody else is telling. */
export const findReminders = async (tx: Tx | Db, limit: number): Promise<string[]> => {
  const rows = await tx
    .selectFrom('maintenance_reminder')
    .select('customer_id')
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map(({ customer_id }) => customer_id)
}

export const deleteReminders = (tx: Tx, customerIds: string[]) =>
  tx.deleteFrom('maintenance_reminder').where('customer_id', 'in', customerIds).execute()
