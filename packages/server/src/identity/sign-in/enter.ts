import { fromNow, sha256, type Tx } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { signInPolicy } from '../policy.ts'
import { alertCustomer, recordSecurityEvent } from '../security/alerts.ts'
import { knownDevice, rememberDevice, seeDevice } from '../security/devices.ts'
import { endSessionOfToken } from '../security/session-queries.ts'
import { type OpenedSession, openSession } from '../security/sessions.ts'

/** The request by which somebody gets in. */
export type Entrance = RequestOrigin & {
  kind: 'browser' | 'program'
  /** Of what the request says its device is: see `deviceHash`. */
  device_hash: Buffer
  /** The session that the browser had, whoever's it is; it ends. */
  session_cookie?: string | undefined
}

/** A session, and until when its device stays known; `token`: its new name, when it became known just now. */
export type Entered = OpenedSession & { device: { token: string | null; expires_at: string } | null }

/**
 * Opens a session for a customer who proved to be who they are, and ends the one that the browser had: a token from before is never gone on with. With
 * `remember` an unknown device becomes known. A sign-in on an unknown device is told to every address, one on a known device is only noted.
 */
export const enter = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  customerId: string,
  how: { entrance: Entrance; remember: boolean; signingUp?: boolean },
): Promise<Entered> => {
  const { entrance, remember, signingUp = false } = how
  const { kind, device_hash, session_cookie, ...origin } = entrance
  if (kind === 'browser' && session_cookie) await endSessionOfToken(tx, sha256(session_cookie))
  const known = await knownDevice(tx, customerId, device_hash)
  if (known !== undefined) await seeDevice(tx, known, origin)
  const remembered =
    known === undefined && remember ? await rememberDevice(tx, customerId, device_hash, origin) : undefined
  const device_id = known ?? remembered?.device_id ?? null
  const session = await openSession(tx, customerId, { ...origin, kind, device_id })
  const event = { customer_id: customerId, session: { ...origin, session_id: session.session_id } }
  if (signingUp) await recordSecurityEvent(tx, { ...event, kind: 'signed_up' })
  else if (known !== undefined) await recordSecurityEvent(tx, { ...event, kind: 'signed_in' })
  else await alertCustomer(tx, deps, { ...event, kind: 'new_sign_in' })
  if (remembered) return { ...session, device: { token: remembered.token, expires_at: remembered.expires_at } }
  const expires_at = fromNow((await signInPolicy.read(tx)).device_ms)
  return { ...session, device: known === undefined ? null : { token: null, expires_at } }
}
