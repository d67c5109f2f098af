import { sql } from 'kysely'
import type { Tx } from '../database/database.ts'

/** Channel of the notifications that somebody's sessions or rights have changed. */
export const recheckChannel = 'topay_recheck'

/** How somebody is named there. */
export const recheckName = ({ realm, id }: { realm: string; id: string }): string => `${realm}:${id}`

/**
 * Has every server process look anew, when the transaction commits, at the sockets of somebody whose sessions ended or whose rights changed: what is signed out
 * closes, what may no longer be followed stops. A notification that is lost is made up for within half a minute.
 */
export const recheckSockets = async (tx: Tx, who: { realm: 'customer' | 'staff'; id: string }): Promise<void> => {
  await sql`select pg_notify(${recheckChannel}, ${recheckName(who)})`.execute(tx)
}
