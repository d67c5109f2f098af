import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { type Config, type Db, fromNow, timestamp, type Tx } from '../platform/index.ts'
import { staffPolicy } from './policy.ts'

/**
 * What wrong tries are counted by. `password`: one work address, whether or not it has an account, so that a pause tells nothing about who works here;
 * `code`: one account, by whoever passed the first step. They are apart, so that somebody guessing passwords cannot keep those out who come by single
 * sign-on.
 */
export type Counter = { kind: 'password'; email: string } | { kind: 'code'; staff_id: string }

const keyOf = (secret: string, counter: Counter): Buffer =>
  createHmac('sha256', secret)
    .update(counter.kind === 'password' ? `staff password ${counter.email}` : `staff code ${counter.staff_id}`)
    .digest()

/** A try that may be made, and whether it is the last one before a lock: then the lock stands already, until `until`, and a right answer takes it away. */
export type Reserved = { allowed: true; until: string | null } | { allowed: false; until: string }

/**
 * Counts a try before it is looked at, in one atomic statement: however many come at once, no more than the allowed ones are looked at. The last allowed one
 * locks: 15 minutes, then an hour, then a day (policy `staff.sign_in`).
 */
export const reserveTry = async (
  tx: Tx | Db,
  config: Pick<Config, 'TOPAY_SECRET'>,
  counter: Counter,
): Promise<Reserved> => {
  const { failures: allowed, locks_ms, forgive_ms } = await staffPolicy.read(tx)
  const key = keyOf(config.TOPAY_SECRET, counter)
  const now = timestamp()
  const forgiven = fromNow(-forgive_ms)
  const untils = locks_ms.map((ms) => fromNow(ms))
  const { rows } = await sql<{ locked_until: string | null }>`
    insert into sign_in_lock as l (scope, key, failures, level, locked_until, updated_at)
    values ('staff', ${key}, 1, case when ${allowed}::int = 1 then 1 else 0 end,
      case when ${allowed}::int = 1 then (${untils}::timestamptz[])[1] end, ${now})
    on conflict (scope, key) do update set (failures, level, locked_until, updated_at) = (
      select next.failures,
        case when next.failures >= ${allowed} then next.level + 1 else next.level end,
        case when next.failures >= ${allowed} then (${untils}::timestamptz[])[least(next.level + 1, ${untils.length})] end,
        ${now}::timestamptz
      from (select
        case when l.locked_until is not null or l.updated_at <= ${forgiven} then 1 else l.failures + 1 end as failures,
        case when l.updated_at <= ${forgiven} then 0 else l.level end as level) as next)
    where l.locked_until is null or l.locked_until <= ${now}
    returning l.locked_until`.execute(tx)
  const [reserved] = rows
  if (reserved) return { allowed: true, until: reserved.locked_until }
  const lock = await tx
    .selectFrom('sign_in_lock')
    .select('locked_until')
    .where('scope', '=', 'staff')
    .where('key', '=', key)
    .executeTakeFirst()
  return { allowed: false, until: lock?.locked_until ?? now }
}

/** Forgets wrong tries and locks: after a right answer, or when an administrator sets the credentials anew. */
export const clearTries = async (
  tx: Tx | Db,
  config: Pick<Config, 'TOPAY_SECRET'>,
  ...counters: Counter[]
): Promise<void> => {
  await tx
    .deleteFrom('sign_in_lock')
    .where('scope', '=', 'staff')
    .where(
      'key',
      'in',
      counters.map((counter) => keyOf(config.TOPAY_SECRET, counter)),
    )
    .execute()
}
