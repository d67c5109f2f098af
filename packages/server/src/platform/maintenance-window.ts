import { z } from 'zod'
import { timestamp } from './clock.ts'
import type { Db, Tx } from './database/database.ts'

const KEY = 'maintenance'
const Stored = z.object({ until: z.iso.datetime().nullable() })

/** Until when no payment is taken, RFC 3339; null when payments are taken. */
export const maintenanceUntil = async (tx: Tx | Db): Promise<string | null> => {
  const row = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst()
  if (!row) return null
  const { until } = Stored.parse(row.value)
  return until !== null && until > timestamp() ? until : null
}

/** Sets until when no payment is taken; null: payments are taken from now on. Whoever calls it tells those who wait. */
export const setMaintenanceUntil = async (tx: Tx, until: string | null): Promise<void> => {
  const row = { key: KEY, value: JSON.stringify({ until }), updated_at: timestamp() }
  await tx
    .insertInto('setting')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: row.value, updated_at: row.updated_at }))
    .execute()
}
