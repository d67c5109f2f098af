import type { webhookEventTypes } from '@topay/contract'
import type { OrderRow, PaymentRow } from '../queries.ts'

/** Something that a merchant may want to be told. `data` goes into the message as it is; it says nothing about a customer. */
export type WebhookEvent = {
  merchant_id: string
  type: (typeof webhookEventTypes)[number]
  at: string
  data: Record<string, unknown>
}

const amountOf = ({ amount, currency }: { amount: number; currency: string }) => ({ amount, currency })

const orderData = (order: OrderRow) => ({
  order_id: order.id,
  merchant_reference: order.merchant_reference,
  amount: amountOf(order),
})

/** An order that nobody can pay any more. */
export const orderEvent = (order: OrderRow, at: string): WebhookEvent => ({
  merchant_id: order.merchant_id,
  type: 'order.closed',
  at,
  data: { ...orderData(order), order_status: 'closed', closed_by: order.closed_by },
})

const orderStatus = { succeeded: 'paid', failed: 'open', unknown: 'open' } as const

/** A payment that reached a state the merchant cares about. A failed one leaves the order open: it may be paid by another. */
export const paymentEvent = (
  order: OrderRow,
  payment: Pick<PaymentRow, 'id' | 'created_at'>,
  ended: { status: 'succeeded' | 'failed' | 'unknown'; failure_code: PaymentRow['failure_code']; at: string },
): WebhookEvent => ({
  merchant_id: order.merchant_id,
  type: `payment.${ended.status}`,
  at: ended.at,
  data: {
    ...orderData(order),
    order_status: order.status === 'open' ? orderStatus[ended.status] : order.status,
    payment_id: payment.id,
    payment_status: ended.status,
    failure_code: ended.failure_code,
    paid_at: ended.status === 'succeeded' ? ended.at : null,
    created_at: payment.created_at,
  },
})
