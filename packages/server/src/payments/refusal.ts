import type { LinkedCard, Refusal } from '../wallet/index.ts'
import type { MerchantRow } from './merchants/queries.ts'
import type { OrderRow, PaymentRow } from './queries.ts'
import { forbiddenBy } from './retry-rule.ts'

/** An attempt that failed, yet the bank says by now that it charged: where its money is, is being looked into. */
export const inDoubt = (attempt: PaymentRow): boolean =>
  attempt.status === 'failed' && attempt.money_moved === 'unknown' && attempt.failure_code !== 'MER_DUP'

/**
 * What forbids an attempt by the state of its order, merchant, earlier attempts and card; null when nothing does. The caller has locked the order, so
 * that no other attempt comes between.
 */
export const refusalOf = (facts: {
  customer_id: string
  order: OrderRow
  merchant: MerchantRow
  attempts: readonly PaymentRow[]
  card: LinkedCard | null
  at: string
}): Refusal | null => {
  const { customer_id, order, merchant, attempts, card, at } = facts
  // At most one: the index payment_order_once sees to it.
  const standing = attempts.find((attempt) => attempt.status !== 'failed')
  if (standing) {
    if (standing.customer_id === customer_id)
      return { failure_code: 'MER_DUP', money_moved: standing.status === 'succeeded' ? 'yes' : 'unknown' }
    // Of somebody else's payment one learns only that this one was not needed.
    return standing.status === 'succeeded'
      ? { failure_code: 'MER_DUP', money_moved: 'no' }
      : { failure_code: 'MER_OTHER_PAYER' }
  }
  if (attempts.some((attempt) => attempt.customer_id === customer_id && inDoubt(attempt)))
    return { failure_code: 'MER_DUP', money_moved: 'unknown' }
  if (order.status === 'closed' || order.expires_at <= at) return { failure_code: 'MER_CLOSED' }
  const forbidden = forbiddenBy(attempts, { customer_id, token: card?.bank_token ?? null })
  if (forbidden?.failure_code) {
    const { failure_code, bank_code, bank_message } = forbidden
    return { failure_code, bank_code, bank_message }
  }
  if (!merchant.accepts_payments) return { failure_code: 'MER_INVALID' }
  if (card?.removed_at) return { failure_code: 'BANK_UNBOUND' }
  return null
}
