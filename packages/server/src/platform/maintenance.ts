import { DAY, fromNow } from './clock.ts'
import type { Db } from './database/database.ts'
import type { Jobs } from './jobs.ts'

/** Events a client may have missed are kept this long; after it the client reads afresh. */
const KEEP_EVENTS_MS = 7 * DAY
/** A request may be repeated with its Idempotency-Key this long. */
const KEEP_KEYS_MS = 30 * DAY

/** The bank sends a message again for hours, not for months; its id is known this long. */
const KEEP_BANK_CALLBACKS_MS = 90 * DAY

/** Runs once a day over all processes, in the hours when least happens (China time 04:10). */
export const maintenanceCrontab = '10 20 * * * platform:prune'

/** Removes what has served its time: old stream events, old idempotency keys and the ids of the bank's old messages. Money, messages and audit are never removed. */
export const maintenanceJobs = (db: Db): Jobs => ({
  'platform:prune': async () => {
    await db.deleteFrom('stream_event').where('created_at', '<', fromNow(-KEEP_EVENTS_MS)).execute()
    await db.deleteFrom('idempotency_key').where('created_at', '<', fromNow(-KEEP_KEYS_MS)).execute()
    await db.deleteFrom('bank_callback').where('received_at', '<', fromNow(-KEEP_BANK_CALLBACKS_MS)).execute()
  },
})
