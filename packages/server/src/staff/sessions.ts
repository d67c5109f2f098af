import { recordAudit } from '../audit/index.ts'
import { verifyPassword } from '../identity/index.ts'
import {
  AppError,
  type Db,
  type Doer,
  fromNow,
  inTx,
  newId,
  newToken,
  normaliseAddress,
  sha256,
  type StaffActor,
  tokenPrefixes,
  type Tx,
} from '../platform/index.ts'
import { staffPolicy } from './policy.ts'
import { insertSession, revokeSession, selectCredentials, selectSession } from './queries.ts'

/** Where a request comes from. */
export type Client = { ip: string; user_agent: string; request_id: string }

/** A desk session just opened; the token is told once and stored as a hash only. */
export type OpenedSession = { staff_id: string; token: string; expires_at: string }

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

/**
 * Signs a staff member in, on record. Throws CREDENTIALS_WRONG, after the same work for an unknown account, one whose owner has left, and a wrong password.
 */
export const staffSignIn = async (
  db: Db,
  given: { identifier: string; password: string; client: Client },
): Promise<OpenedSession> => {
  const address = normaliseAddress(given.identifier)
  const member = address?.kind === 'email' ? await selectCredentials(db, address.value) : undefined
  const right = await verifyPassword(member?.password_hash ?? null, given.password)
  if (!member?.active || !right) throw new AppError('CREDENTIALS_WRONG')
  const { request_id, ip } = given.client
  return inTx(db, async (tx) => {
    const session = await openSession(tx, member.id, given.client)
    const doer: Doer = { kind: 'staff', id: member.id, request_id }
    await recordAudit(tx, { doer, action: 'staff.signed_in', subject: member.id, detail: { ip } })
    return session
  })
}

/** Ends a desk session, on record. */
export const staffSignOut = (db: Db, actor: StaffActor, request_id: string): Promise<void> =>
  inTx(db, async (tx) => {
    await revokeSession(tx, actor.session_id)
    const doer: Doer = { kind: 'staff', id: actor.id, request_id }
    await recordAudit(tx, { doer, action: 'staff.signed_out', subject: actor.id })
  })

/** Finds the staff member of a token with the roles they have now; null when it is unknown, expired or revoked, or its owner has left. */
export const staffAuthenticator =
  (db: Db) =>
  async (token: string): Promise<StaffActor | null> => {
    const session = await selectSession(db, sha256(token))
    return session ? { realm: 'staff', id: session.staff_id, session_id: session.id, roles: session.roles } : null
  }
