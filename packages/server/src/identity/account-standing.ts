import type { AccountStanding } from '@topay/contract'
import { type Db, timestamp } from '../platform/index.ts'
import { getCustomer } from './customers.ts'
import { countSessions, selectPasskeyCount } from './queries.ts'

/** What colleagues who have a case see of how the account stands. Throws NOT_FOUND. */
export const accountStanding = async (db: Db, customerId: string): Promise<AccountStanding> => {
  const at = timestamp()
  const [customer, passkeys, sessions] = await Promise.all([
    getCustomer(db, customerId),
    selectPasskeyCount(db, customerId),
    countSessions(db, customerId, at),
  ])
  return {
    verification_class: customer.verification_class,
    two_factor: customer.two_factor,
    passkeys,
    frozen_at: customer.frozen_at,
    sign_in_locked_until: null,
    outbound_hold_until: customer.outbound_hold?.until ?? null,
    sessions,
    devices: [],
    recent: [],
  }
}
