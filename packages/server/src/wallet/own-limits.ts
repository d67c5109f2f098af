import { type Limits, type Money, money, strengths } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { lockCustomer, type PaymentPasswordCheck, verifyPaymentPassword } from '../identity/index.ts'
import { AppError, type Db, type Doer, inTx, timestamp, type Tx } from '../platform/index.ts'
import { startOfChinaDay } from './china-time.ts'
import { classLimit, dayCaps, nextChinaDay } from './limits.ts'
import { findOwnLimits, saveOwnLimits, sumUsed } from './queries.ts'

/** How much a customer can spend: by class, by strength of confirmation, by their own limits. Throws NOT_FOUND. */
export const getLimits = async (tx: Tx | Db, customerId: string): Promise<Limits> => {
  const at = timestamp()
  const level = await classLimit(tx, customerId, at)
  const caps = await dayCaps(tx)
  const today = await sumUsed(tx, customerId, startOfChinaDay(at))
  const own = await findOwnLimits(tx, customerId)
  const orNull = (amount: number | null | undefined): Money | null => (amount ? money(amount) : null)
  return {
    verification_class: level.verification_class,
    class: { limit: money(level.limit), used: money(level.used), period: level.period },
    day: strengths.map((strength) => ({ strength, limit: orNull(caps[strength]) })),
    used_today: money(today.from_balance),
    own: {
      per_payment: orNull(own?.per_payment),
      per_day: orNull(own?.per_day),
      used_today: money(today.total),
    },
    resets_at: nextChinaDay(at),
  }
}

const inYuan = (limit: Money | null): number | null => {
  if (limit && limit.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  return limit?.amount ?? null
}

/** Whether a limit allows more than it did: a higher amount, or none where there was one. */
const loosens = (before: number | null | undefined, after: number | null): boolean =>
  typeof before === 'number' && (after === null || after > before)

const refuse = (check: Exclude<PaymentPasswordCheck, { result: 'ok' }>): never => {
  const fields = (message: string) => ({ fields: [{ path: 'payment_password', message }] })
  switch (check.result) {
    case 'locked':
      throw new AppError('PAYMENT_PASSWORD_LOCKED', { retryAt: check.until })
    case 'wrong':
      throw new AppError('PAYMENT_PASSWORD_WRONG', fields(`wrong; tries left: ${check.tries_left}`))
    case 'unset':
      throw new AppError('PAYMENT_PASSWORD_NEEDED', fields('set a payment password first'))
  }
}

/**
 * Sets the customer's own limits; null removes one. Lowering or setting one is free; raising or removing one takes the payment password, or a stolen session
 * could lift what protects from it. Throws CURRENCY_UNSUPPORTED, OWN_LIMITS_CROSSED, PAYMENT_PASSWORD_NEEDED, PAYMENT_PASSWORD_WRONG, PAYMENT_PASSWORD_LOCKED.
 */
export const setOwnLimits = async (
  db: Db,
  customerId: string,
  wanted: { per_payment: Money | null; per_day: Money | null; payment_password?: string | undefined },
  doer: Doer,
): Promise<Limits> => {
  const per_payment = inYuan(wanted.per_payment)
  const per_day = inYuan(wanted.per_day)
  if (per_payment !== null && per_day !== null && per_payment > per_day)
    throw new AppError('OWN_LIMITS_CROSSED', { fields: [{ path: 'per_payment', message: 'above per_day' }] })
  const answer = await inTx(db, async (tx) => {
    await lockCustomer(tx, customerId)
    const before = await findOwnLimits(tx, customerId)
    if (loosens(before?.per_payment, per_payment) || loosens(before?.per_day, per_day)) {
      if (wanted.payment_password === undefined) throw new AppError('PAYMENT_PASSWORD_NEEDED')
      const check = await verifyPaymentPassword(tx, customerId, wanted.payment_password)
      if (check.result !== 'ok') return { check }
    }
    await saveOwnLimits(tx, { customer_id: customerId, per_payment, per_day, updated_at: timestamp() })
    const limits = await getLimits(tx, customerId)
    await recordAudit(tx, {
      doer,
      action: 'customer.own_limits_set',
      subject: customerId,
      detail: { per_payment, per_day },
    })
    return { limits }
  })
  // Thrown after the transaction, or a wrong password would not be counted.
  return answer.limits ?? refuse(answer.check)
}
