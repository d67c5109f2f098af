import { sql } from 'kysely'
import { type Db, fromNow, timestamp, type Tx } from '../../platform/index.ts'

/** One row of wrong tries. */
export type Counter = { scope: 'account' | 'device' | 'address' | 'staff'; key: Buffer }

/** How far a counter is after a try was put on it; `locked_until` set: this was the last before the lock. */
export type Reserved = Counter & { locked_until: string | null }

type Limits = {
  tries: number
  first_lock_ms: number
  second_lock_ms: number
  later_lock_ms: number
  forget_after_ms: number
}

/**
 * Puts a try on a counter in one statement, before anything is compared: so many at once get no more than there are. The try that makes it full locks it at
 * once. Undefined: it is locked. A lock that has run out leaves all tries, and its level, until there was no wrong try for a long time.
 */
export const reserveOn = async (tx: Tx | Db, counter: Counter, limits: Limits): Promise<Reserved | undefined> => {
  const at = timestamp()
  const stale = fromNow(-limits.forget_after_ms)
  const [first, second, later] = [limits.first_lock_ms, limits.second_lock_ms, limits.later_lock_ms].map(fromNow)
  const before = sql<number>`case when l.locked_until is not null or l.updated_at < ${stale} then 0 else l.failures end`
  const level = sql<number>`case when l.updated_at < ${stale} then 0 else l.level end`
  const full = sql<boolean>`(${before} + 1 >= ${limits.tries}::int)`
  const { rows } = await sql<{ locked_until: string | null }>`
    insert into sign_in_lock as l (scope, key, failures, level, locked_until, updated_at)
    values (${counter.scope}, ${counter.key}, 1, (${limits.tries}::int <= 1)::int,
      case when ${limits.tries}::int <= 1 then ${first}::timestamptz end, ${at})
    on conflict (scope, key) do update set
      failures = ${before} + 1,
      level = ${level} + ${full}::int,
      locked_until = case when ${full} then case ${level}
        when 0 then ${first}::timestamptz when 1 then ${second}::timestamptz else ${later}::timestamptz end end,
      updated_at = ${at}
    where l.locked_until is null or l.locked_until <= ${at}
    returning l.locked_until`.execute(tx)
  const row = rows[0]
  return row && { ...counter, locked_until: row.locked_until }
}

/** Takes one try back, and the lock that it made. */
export const giveBackOn = async (tx: Tx | Db, { scope, key, locked_until }: Reserved): Promise<void> => {
  await tx
    .updateTable('sign_in_lock')
    .set((row) => ({
      failures: sql<number>`greatest(failures - 1, 0)`,
      ...(locked_until !== null && { level: row('level', '-', 1), locked_until: null }),
    }))
    .where('scope', '=', scope)
    .where('key', '=', key)
    .$if(locked_until !== null, (query) => query.where('locked_until', '=', locked_until))
    .execute()
}

export const clearCounters = async (tx: Tx | Db, counters: readonly Counter[]): Promise<void> => {
  for (const { scope, key } of counters)
    await tx.deleteFrom('sign_in_lock').where('scope', '=', scope).where('key', '=', key).execute()
}

/** Until when a counter is locked; null when it is not. */
export const selectLockedUntil = async (tx: Tx | Db, { scope, key }: Counter): Promise<string | null> => {
  const row = await tx
    .selectFrom('sign_in_lock')
    .select('locked_until')
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('locked_until', '>', timestamp())
    .executeTakeFirst()
  return row?.locked_until ?? null
}

/** What a customer's own counters are keyed by: devices, and sessions on none. */
export const selectDeviceKeys = async (tx: Tx, customerId: string): Promise<string[]> => {
  const devices = await tx.selectFrom('customer_device').select('id').where('customer_id', '=', customerId).execute()
  const sessions = await tx
    .selectFrom('customer_session')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('device_id', 'is', null)
    .where('expires_at', '>', timestamp())
    .execute()
  return [...devices, ...sessions].map(({ id }) => id)
}

export const selectAddresses = async (tx: Tx, customerId: string): Promise<string[]> =>
  (await tx.selectFrom('customer_contact').select('value').where('customer_id', '=', customerId).execute()).map(
    ({ value }) => value,
  )

/** The password of a customer, to be compared. */
export const selectPasswordHash = async (db: Db, customerId: string): Promise<string | undefined> =>
  (await db.selectFrom('customer').select('password_hash').where('id', '=', customerId).executeTakeFirst())
    ?.password_hash
