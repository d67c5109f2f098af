import { AppError, fromNow, inTx, newId, timestamp } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { passkeyRequest, verifyPasskey } from '../factors/passkeys.ts'
import { signInPolicy } from '../policy.ts'
import { lockForSessions } from '../security/session-queries.ts'
import { type Entered, enter, type Entrance } from './enter.ts'
import { insertSignIn, lockSignIn, updateSignIn } from './queries.ts'

/** Starts a sign-in with a passkey alone; who it is, the passkey says. `host`: the request's own. Throws PASSKEY_ADDRESS. */
export const startPasskeySignIn = (
  { db, config }: IdentityDeps,
  given: { host: string | undefined; origin: RequestOrigin },
): Promise<{ sign_in_id: string; options: Record<string, unknown>; expires_at: string }> =>
  inTx(db, async (tx) => {
    const { options, challenge } = await passkeyRequest(tx, { config }, { host: given.host })
    const [id, expires_at] = [newId('sign_in'), fromNow((await signInPolicy.read(tx)).step_ms)]
    await insertSignIn(tx, {
      id,
      way: 'passkey',
      customer_id: null,
      kind: null,
      value: null,
      reason: null,
      code_hash: null,
      code_expires_at: null,
      passkey_challenge: challenge,
      device_token_hash: null,
      user_agent: given.origin.user_agent,
      ip: given.origin.ip,
      expires_at,
    })
    return { sign_in_id: id, options, expires_at }
  })

/**
 * Finishes a sign-in with a passkey: what somebody has and what unlocks it are both factors. Each start is answered once. Throws SIGN_IN_ENDED,
 * PASSKEY_REFUSED.
 */
export const confirmPasskeySignIn = async (
  deps: IdentityDeps,
  given: { sign_in_id: string; passkey: unknown; entrance: Entrance },
): Promise<Entered> => {
  const result = await inTx(deps.db, async (tx) => {
    const row = await lockSignIn(tx, given.sign_in_id)
    if (row?.way !== 'passkey' || row.passkey_challenge === null) return 'ended'
    await updateSignIn(tx, row.id, { used_at: timestamp(), passkey_challenge: null })
    const proved = await verifyPasskey(tx, { challenge: row.passkey_challenge, response: given.passkey })
    if (!proved) return 'refused'
    const locked = await lockForSessions(tx, proved.customer_id)
    if (!locked || locked.closed_at !== null) return 'refused'
    return enter(tx, deps, proved.customer_id, { entrance: given.entrance, remember: true })
  })
  if (result === 'ended') throw new AppError('SIGN_IN_ENDED')
  if (result === 'refused') throw new AppError('PASSKEY_REFUSED')
  return result
}
