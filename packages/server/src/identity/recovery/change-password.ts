import type { Verification } from '@topay/contract'
import { inTx, timestamp } from '../../platform/index.ts'
import type { IdentityDeps } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from '../factors/account-factor.ts'
import { type OwnRequest, tellOfChange } from '../factors/own-change.ts'
import { hashPassword } from '../password-hash.ts'
import { requireStrongPassword } from '../password-rules.ts'
import { revokeSessions } from '../security/sessions.ts'
import { checkOwnPassword } from '../sign-in/locks.ts'
import { endResets, selectKnownWords, updatePassword } from './queries.ts'

/**
 * Changes the sign-in password with the current one and a second factor. Every other session ends and every address is told.
 * Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED, PASSWORD_WEAK, FACTOR_NEEDED, CODE_WRONG.
 */
export const changePassword = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { current_password: string; password: string; verification?: Verification | undefined },
): Promise<void> => {
  const { db, config } = deps
  const { customer_id } = own
  const { session_id } = own.origin
  const { verification } = given
  requireStrongPassword(given.password, await selectKnownWords(db, customer_id))
  await checkOwnPassword(db, { customer_id, session_id, password: given.current_password })
  const passwordHash = await hashPassword(given.password)
  const factor = await inTx(db, async (tx): Promise<FactorAnswer> => {
    const answer = await accountFactor(tx, config, { customer_id, operation: 'change_password', verification })
    if (answer !== 'ok') return answer
    const at = timestamp()
    await updatePassword(tx, customer_id, passwordHash, at)
    await endResets(tx, customer_id, at)
    const revoked = await revokeSessions(tx, customer_id, { except: session_id })
    const action = 'customer.password_changed'
    await tellOfChange(tx, deps, own, { kind: 'password_changed', action, audit: { revoked } })
    return answer
  })
  requireFactor(factor)
}
