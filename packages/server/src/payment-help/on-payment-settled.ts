import { postEventAbout, type Publication } from '../cases/index.ts'
import type { SettledPayment } from '../payments/index.ts'
import type { Tx } from '../platform/index.ts'

/**
 * Says in every open case about an attempt to pay the same order that a payment has been settled, in the transaction that settles it: a conversation never
 * lags behind the money. The events go back to the caller, who publishes them together with its own.
 */
export const onPaymentSettled = (tx: Tx, payment: SettledPayment): Promise<Publication[]> =>
  postEventAbout(tx, {
    customer_id: payment.customer_id,
    kind: 'payment',
    references: payment.attempt_ids,
    event: { type: 'payment_settled', card: payment.card },
  })
