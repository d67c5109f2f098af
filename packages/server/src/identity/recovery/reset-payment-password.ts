import type { Verification } from '@topay/contract'
import { inTx, timestamp } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from '../factors/account-factor.ts'
import { type OwnRequest, tellOfChange } from '../factors/own-change.ts'
import { hashPassword } from '../password-hash.ts'
import { requireStrongPaymentPassword } from '../password-rules.ts'
import { setOutboundHold } from '../security/hold.ts'
import { checkOwnPassword } from '../sign-in/locks.ts'
import { renewPaymentPassword } from './queries.ts'

/**
 * Sets a forgotten or locked payment password anew with the sign-in password and a second factor. It is unlocked at once, and money is held back for a while.
 * Throws PAYMENT_PASSWORD_WEAK, CREDENTIALS_WRONG, SIGN_IN_PAUSED, FACTOR_NEEDED, CODE_WRONG.
 */
export const resetPaymentPassword = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { payment_password: string; password: string; verification?: Verification | undefined },
): Promise<void> => {
  const { db, config } = deps
  const { customer_id } = own
  const { session_id } = own.origin
  const { password, payment_password, verification } = given
  requireStrongPaymentPassword(payment_password, (await getCustomer(db, customer_id)).phone)
  await checkOwnPassword(db, { customer_id, session_id, password })
  const hash = await hashPassword(payment_password)
  const factor = await inTx(db, async (tx): Promise<FactorAnswer> => {
    const operation = 'reset_payment_password' as const
    const answer = await accountFactor(tx, config, { customer_id, operation, verification })
    if (answer !== 'ok') return answer
    await renewPaymentPassword(tx, customer_id, hash, timestamp())
    const { until } = await setOutboundHold(tx, customer_id, 'payment_password_reset')
    await tellOfChange(tx, deps, own, {
      kind: 'payment_password_reset',
      action: 'customer.payment_password_reset',
      audit: { hold_until: until },
    })
    return answer
  })
  requireFactor(factor)
}
