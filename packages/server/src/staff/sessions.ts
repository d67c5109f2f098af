import type { Output } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import {
  AppError,
  type Db,
  type Doer,
  fromNow,
  inTx,
  MINUTE,
  newId,
  newToken,
  recheckSockets,
  sha256,
  type StaffActor,
  tokenPrefixes,
  type Tx,
} from '../platform/index.ts'
import { staffPolicy } from './policy.ts'
import {
  insertSession,
  noteSeen,
  revokeOwnSession,
  revokeSession,
  revokeSessions,
  selectSession,
  selectSessions,
} from './queries.ts'

/** Where a request comes from. */
export type Client = { ip: string; user_agent: string; request_id: string }

/** A desk session just opened; the token is told once and stored as a hash only. */
export type OpenedSession = { staff_id: string; token: string; expires_at: string }

/** How exactly it is known when somebody was last here. */
const SEEN_EVERY_MS = MINUTE

/** Opens a desk session. */
export const openSession = async (tx: Tx, staffId: string, client: Client): Promise<OpenedSession> => {
  const token = newToken(tokenPrefixes.staff)
  const expires_at = fromNow((await staffPolicy.read(tx)).session_ms)
  await insertSession(tx, {
    id: newId('session'),
    staff_id: staffId,
    token_hash: sha256(token),
    ip: client.ip,
    user_agent: client.user_agent,
    expires_at,
  })
  return { staff_id: staffId, token, expires_at }
}

/** Ends a desk session, on record. */
export const staffSignOut = (db: Db, actor: StaffActor, request_id: string): Promise<void> =>
  inTx(db, async (tx) => {
    await revokeSession(tx, actor.session_id)
    await recheckSockets(tx, { realm: 'staff', id: actor.id })
    const doer: Doer = { kind: 'staff', id: actor.id, request_id }
    await recordAudit(tx, { doer, action: 'staff.signed_out', subject: actor.id })
  })

/** Ends every session of a staff member but `except`; sockets close with them. Answers how many. */
export const endSessions = async (tx: Tx, staffId: string, except?: string): Promise<number> => {
  const ended = await revokeSessions(tx, staffId, except)
  await recheckSockets(tx, { realm: 'staff', id: staffId })
  return ended
}

/** Where one is signed in, the newest first. */
export const listStaffSessions = async (db: Db, actor: StaffActor): Promise<Output<'listStaffSessions'>> => ({
  items: (await selectSessions(db, actor.id)).map((session) => ({
    ...session,
    current: session.id === actor.session_id,
  })),
})

/** Ends one of one's own sessions, on record. Throws NOT_FOUND. */
export const revokeStaffSession = (
  db: Db,
  actor: StaffActor,
  given: { session_id: string; request_id: string },
): Promise<void> =>
  inTx(db, async (tx) => {
    if (!(await revokeOwnSession(tx, actor.id, given.session_id))) throw new AppError('NOT_FOUND')
    await recheckSockets(tx, { realm: 'staff', id: actor.id })
    const doer: Doer = { kind: 'staff', id: actor.id, request_id: given.request_id }
    const detail = { session_id: given.session_id }
    await recordAudit(tx, { doer, action: 'staff.session_revoked', subject: actor.id, detail })
  })

/** Finds the staff member of a token with the roles they have now; null when it is unknown, expired or revoked, or its owner has left. */
export const staffAuthenticator =
  (db: Db) =>
  async (token: string): Promise<StaffActor | null> => {
    const session = await selectSession(db, sha256(token))
    if (!session) return null
    const { id, staff_id, roles, last_seen_at } = session
    // Beside the request, which does not wait for it and does not fail with it.
    if (last_seen_at === null || last_seen_at < fromNow(-SEEN_EVERY_MS)) noteSeen(db, staff_id).catch(() => {})
    return { realm: 'staff', id: staff_id, session_id: id, roles }
  }
