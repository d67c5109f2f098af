import {
  type CustomerActor,
  type Db,
  fromNow,
  newId,
  newToken,
  sha256,
  tokenPrefixes,
  type Tx,
} from '../platform/index.ts'
import { policy } from './policy.ts'
import { insertSession, selectSession } from './queries.ts'

/** The device that a session is opened on, as it names itself. */
export type Device = { ip: string; user_agent: string }

/** A session just opened; the token is told once and stored as a hash only. */
export type OpenedSession = { customer_id: string; token: string; expires_at: string }

/** Opens a session for a customer who has proved to be who they are. */
export const openSession = async (tx: Tx, customerId: string, device: Device): Promise<OpenedSession> => {
  const token = newToken(tokenPrefixes.customer)
  const expires_at = fromNow(policy.session.life)
  await insertSession(tx, {
    id: newId('session'),
    customer_id: customerId,
    token_hash: sha256(token),
    ip: device.ip,
    user_agent: device.user_agent,
    expires_at,
  })
  return { customer_id: customerId, token, expires_at }
}

/** Finds the customer of a token; null when it is unknown, expired or revoked. */
export const customerAuthenticator =
  (db: Db) =>
  async (token: string): Promise<CustomerActor | null> => {
    const session = await selectSession(db, sha256(token))
    return session ? { realm: 'customer', id: session.customer_id, session_id: session.id } : null
  }
