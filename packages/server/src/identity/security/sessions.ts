import {
  type CustomerActor,
  type Db,
  fromNow,
  MINUTE,
  newId,
  newToken,
  now,
  recheckSockets,
  sha256,
  timestamp,
  tokenPrefixes,
  type Tx,
} from '../../platform/index.ts'
import type { RequestOrigin } from '../deps.ts'
import { signInPolicy } from '../policy.ts'
import { placeOf } from './origin.ts'
import {
  endSessions,
  endSignIns,
  insertSession,
  lockForSessions,
  selectSession,
  touchSession,
} from './session-queries.ts'

/** A session just opened; the token is told once and stored as a hash only. */
export type OpenedSession = { session_id: string; customer_id: string; token: string; expires_at: string }

/** Opens a session for a customer who has proved to be who they are; always with a fresh token. `device_id`: when it is one that the account knows. */
export const openSession = async (
  tx: Tx,
  customerId: string,
  on: RequestOrigin & { kind: 'browser' | 'program'; device_id?: string | null },
): Promise<OpenedSession> => {
  const token = newToken(tokenPrefixes.customer)
  const { session_ms, idle_ms } = await signInPolicy.read(tx)
  const [id, expires_at] = [newId('session'), fromNow(session_ms)]
  await insertSession(tx, {
    id,
    customer_id: customerId,
    token_hash: sha256(token),
    ip: on.ip,
    place: placeOf(on.ip),
    user_agent: on.user_agent,
    kind: on.kind,
    device_id: on.device_id ?? null,
    created_at: timestamp(),
    expires_at,
    idle_at: on.kind === 'browser' ? fromNow(idle_ms) : null,
  })
  return { session_id: id, customer_id: customerId, token, expires_at }
}

/** How often at most a session's last request is written down, ms. */
const SEEN_EVERY = MINUTE

/** Beside the request: nothing waits for it, and when it fails, the next request does it. */
const noteRequest = async (db: Db, sessionId: string): Promise<void> => {
  try {
    const { idle_ms } = await signInPolicy.read(db)
    await touchSession(db, sessionId, timestamp(), fromNow(idle_ms))
  } catch {
    // The database was away for a moment: the session only looks older than it is.
  }
}

/** Finds the customer of a token; null when it is unknown, expired or revoked. */
export const customerAuthenticator =
  (db: Db) =>
  async (token: string): Promise<CustomerActor | null> => {
    const session = await selectSession(db, sha256(token), timestamp())
    if (!session) return null
    if (now().getTime() - Date.parse(session.last_seen_at) >= SEEN_EVERY) void noteRequest(db, session.id)
    return { realm: 'customer', id: session.customer_id, session_id: session.id, idle: session.idle === true }
  }

/**
 * Ends sessions of a customer: all, all but one (`except`), or those of one device (`device`). With all of them end the sign-ins that are on their way, and
 * the customer's row stays locked, so that none opens meanwhile. Answers how many were open.
 */
export const revokeSessions = async (
  tx: Tx,
  customerId: string,
  which: { except?: string | undefined; device?: string | undefined } = {},
): Promise<number> => {
  await lockForSessions(tx, customerId)
  if (which.device === undefined) await endSignIns(tx, customerId)
  await recheckSockets(tx, { realm: 'customer', id: customerId })
  return endSessions(tx, customerId, which)
}
