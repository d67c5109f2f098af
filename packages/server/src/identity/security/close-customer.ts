import { randomBytes } from 'node:crypto'
import type { Locale } from '@topay/contract'
import { type Address, found, timestamp, type Tx } from '../../platform/index.ts'
import { hashPassword } from '../password-hash.ts'
import { clearCustomer, deleteCredentials, selectIdentity } from './close-queries.ts'
import { revokeSessions } from './sessions.ts'

/** Who a customer was; for whoever keeps it apart and sealed. */
export type ClosedIdentity = { name: string; locale: Locale; addresses: Address[]; member_since: string }

/** A name that says what happened, in both languages, since both read it: those who were paid, and those who paid. */
const NAME = '已注销 Closed account'

/**
 * Ends a customer: sessions, devices, second factors and addresses are gone, the name is, and no password fits any more. What was booked stays, under an id that
 * says nothing of who it was. Answers what was known of them. Throws NOT_FOUND.
 */
export const closeCustomer = async (tx: Tx, customerId: string): Promise<ClosedIdentity> => {
  const identity = found(await selectIdentity(tx, customerId))
  await revokeSessions(tx, customerId, {})
  await deleteCredentials(tx, customerId)
  await clearCustomer(tx, customerId, {
    name: NAME,
    password_hash: await hashPassword(randomBytes(32).toString('base64url')),
    closed_at: timestamp(),
  })
  return identity
}
