import { sql } from 'kysely'
import { type Db, fromNow, timestamp, type Tx } from '../platform/index.ts'

// Months looked through

export const selectReview = (tx: Tx | Db, customerId: string, month: string) =>
  tx
    .selectFrom('month_review')
    .select(['reviewed_at', 'unknown'])
    .where('customer_id', '=', customerId)
    .where('month', '=', month)
    .executeTakeFirst()

/** Notes a review; what was unknown before stays so. */
export const putReview = async (
  tx: Tx,
  review: { customer_id: string; month: string; reviewed_at: string; unknown: string[] },
): Promise<void> => {
  await tx
    .insertInto('month_review')
    .values(review)
    .onConflict((conflict) =>
      conflict.columns(['customer_id', 'month']).doUpdateSet((row) => ({
        reviewed_at: row.ref('excluded.reviewed_at'),
        unknown: sql<string[]>`month_review.unknown || excluded.unknown`,
      })),
    )
    .execute()
}

// Exports

const exportColumns = ['id', 'status', 'requested_at', 'ready_at', 'expires_at', 'size'] as const

/** An export that begins; undefined when one is on its way already. */
export const insertExport = (tx: Tx, row: { id: string; customer_id: string }) =>
  tx
    .insertInto('data_export')
    .values({ ...row, status: 'preparing', requested_at: timestamp() })
    .onConflict((conflict) => conflict.column('customer_id').where('status', '=', 'preparing').doNothing())
    .returning(exportColumns)
    .executeTakeFirst()

export const selectExports = (tx: Tx | Db, customerId: string, limit: number) =>
  tx
    .selectFrom('data_export')
    .select(exportColumns)
    .where('customer_id', '=', customerId)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** An export with whose it is. */
export const selectExport = (tx: Tx | Db, id: string) =>
  tx
    .selectFrom('data_export')
    .select(['customer_id', 'key_id', ...exportColumns])
    .where('id', '=', id)
    .executeTakeFirst()

export const endExport = async (
  tx: Tx | Db,
  id: string,
  end: { status: 'ready' | 'failed'; expires_at?: string; size?: number; key_id?: string },
): Promise<boolean> => {
  const result = await tx
    .updateTable('data_export')
    .set({ ...end, ready_at: end.status === 'ready' ? timestamp() : null })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Marks exports whose time is over, and those that nothing came of; answers their ids. */
export const expireExports = async (db: Db, stuckMs: number): Promise<string[]> => {
  const ready = await db
    .updateTable('data_export')
    .set({ status: 'expired', key_id: null })
    .where('status', '=', 'ready')
    .where('expires_at', '<=', timestamp())
    .returning('id')
    .execute()
  await db
    .updateTable('data_export')
    .set({ status: 'failed' })
    .where('status', '=', 'preparing')
    .where('requested_at', '<', fromNow(-stuckMs))
    .execute()
  return ready.map(({ id }) => id)
}

/** Ends all exports of a customer; answers the ids of those that have a file. */
export const endExportsOf = async (tx: Tx, customerId: string): Promise<string[]> => {
  const rows = await tx
    .updateTable('data_export')
    .set({ status: 'expired', key_id: null })
    .where('customer_id', '=', customerId)
    .where('status', 'in', ['ready', 'preparing'])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

// Closed accounts

export const insertClosed = async (
  tx: Tx,
  closed: { customer_id: string; closed_at: string; reason: string; identity: Buffer; keep_until: string },
): Promise<void> => {
  await tx.insertInto('closed_account').values(closed).execute()
}

/** Forgets who had accounts that were closed so long ago that nothing makes us keep it. */
export const forgetClosed = async (db: Db): Promise<void> => {
  await db.deleteFrom('closed_account').where('keep_until', '<=', timestamp()).execute()
}
