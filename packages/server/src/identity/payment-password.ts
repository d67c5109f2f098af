import { recordAudit } from '../audit/index.ts'
import { AppError, found, fromNow, inTx, timestamp, type Tx } from '../platform/index.ts'
import { getCustomer } from './customers.ts'
import type { IdentityDeps } from './deps.ts'
import { type OwnRequest, tellOfChange } from './factors/own-change.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { requireStrongPaymentPassword } from './password-rules.ts'
import { policy } from './policy.ts'
import { lockPaymentPassword, updatePaymentPassword } from './queries.ts'

/** Outcome of checking a payment password. `until` RFC 3339. */
export type PaymentPasswordCheck =
  | { result: 'ok' }
  | { result: 'unset' }
  | { result: 'wrong'; tries_left: number }
  | { result: 'locked'; until: string }

/**
 * Checks a payment password and counts failures; the fifth in a row locks it for three hours. A refusal is a value, not an error: commit it, or the failure
 * is not counted. The customer's row stays locked until then, so that guesses in parallel are counted one by one. Throws NOT_FOUND.
 */
export const verifyPaymentPassword = async (
  tx: Tx,
  customerId: string,
  given: string,
): Promise<PaymentPasswordCheck> => {
  const stored = found(await lockPaymentPassword(tx, customerId))
  if (stored.payment_password_hash === null) return { result: 'unset' }
  const lockedUntil = stored.payment_password_locked_until
  if (lockedUntil !== null && lockedUntil > timestamp()) return { result: 'locked', until: lockedUntil }
  // A lock that has run out leaves all tries again.
  const failedBefore = lockedUntil === null ? stored.payment_password_failures : 0

  if (await verifyPassword(stored.payment_password_hash, given)) {
    if (stored.payment_password_failures > 0 || lockedUntil !== null)
      await updatePaymentPassword(tx, customerId, { payment_password_failures: 0, payment_password_locked_until: null })
    return { result: 'ok' }
  }
  const failures = failedBefore + 1
  const { tries, lock } = policy.payment_password
  const until = failures >= tries ? fromNow(lock) : null
  await updatePaymentPassword(tx, customerId, {
    payment_password_failures: failures,
    payment_password_locked_until: until,
  })
  if (until === null) return { result: 'wrong', tries_left: tries - failures }
  await recordAudit(tx, {
    doer: { kind: 'system', id: 'identity' },
    action: 'customer.payment_password_locked',
    subject: customerId,
    detail: { until },
  })
  return { result: 'locked', until }
}

/** Without the current one a payment password can only be set for the first time. */
const checkCurrent = async (tx: Tx, customerId: string, current: string | undefined): Promise<PaymentPasswordCheck> => {
  if (current !== undefined) return verifyPaymentPassword(tx, customerId, current)
  const stored = found(await lockPaymentPassword(tx, customerId))
  if (stored.payment_password_hash === null) return { result: 'unset' }
  throw new AppError('PAYMENT_PASSWORD_WRONG', { fields: [{ path: 'current_payment_password', message: 'missing' }] })
}

/**
 * Sets the payment password, or changes it with the current one; a wrong current one counts as a failure. Every address of the account is told.
 * Throws PAYMENT_PASSWORD_WEAK, PAYMENT_PASSWORD_WRONG, PAYMENT_PASSWORD_LOCKED (with the time of the unlock).
 */
export const setPaymentPassword = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { payment_password: string; current_payment_password?: string | undefined },
): Promise<void> => {
  const { db } = deps
  const { customer_id } = own
  requireStrongPaymentPassword(given.payment_password, (await getCustomer(db, customer_id)).phone)
  const hash = await hashPassword(given.payment_password)
  const check = await inTx(db, async (tx) => {
    const current = await checkCurrent(tx, customer_id, given.current_payment_password)
    if (current.result !== 'ok' && current.result !== 'unset') return current
    await updatePaymentPassword(tx, customer_id, {
      payment_password_hash: hash,
      payment_password_changed_at: timestamp(),
      payment_password_failures: 0,
      payment_password_locked_until: null,
    })
    const action = current.result === 'unset' ? 'customer.payment_password_set' : 'customer.payment_password_changed'
    await tellOfChange(tx, deps, own, { kind: 'payment_password_changed', action })
    return current
  })
  if (check.result === 'locked') throw new AppError('PAYMENT_PASSWORD_LOCKED', { retryAt: check.until })
  if (check.result === 'wrong') {
    throw new AppError('PAYMENT_PASSWORD_WRONG', {
      fields: [{ path: 'current_payment_password', message: `wrong; tries left: ${check.tries_left}` }],
    })
  }
}
