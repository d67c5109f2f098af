import type { AccountStanding } from '@topay/contract'
import { type Db, timestamp } from '../platform/index.ts'
import { getCustomer } from './customers.ts'
import { countSessions, selectPasskeyCount } from './queries.ts'
import { listDevices } from './security/access.ts'
import { selectEvents } from './security/access-queries.ts'
import { placeInWords } from './security/origin.ts'
import { signInLockedUntil } from './sign-in/locks.ts'

const DEVICES = 5
const EVENTS = 10

/** What colleagues who have a case see of how the account stands. Throws NOT_FOUND. */
export const accountStanding = async (db: Db, customerId: string): Promise<AccountStanding> => {
  const at = timestamp()
  const [customer, passkeys, sessions, sign_in_locked_until, devices, events] = await Promise.all([
    getCustomer(db, customerId),
    selectPasskeyCount(db, customerId),
    countSessions(db, customerId, at),
    signInLockedUntil(db, customerId),
    listDevices(db, customerId),
    selectEvents(db, customerId, { kind: undefined, after: null, limit: EVENTS }),
  ])
  return {
    verification_class: customer.verification_class,
    two_factor: customer.two_factor,
    passkeys,
    frozen_at: customer.frozen_at,
    sign_in_locked_until,
    outbound_hold_until: customer.outbound_hold?.until ?? null,
    sessions,
    devices: devices.slice(0, DEVICES).map(({ name, place, last_seen_at }) => ({ name, place, last_seen_at })),
    recent: events.map((event) => ({ kind: event.kind, at: event.at, place: placeInWords(event.place) })),
  }
}
