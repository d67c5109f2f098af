import { invariant, publish, type Tx } from '../platform/index.ts'
import type { OrderRow, PaymentRow } from './queries.ts'
import { findAttempts } from './queries.ts'
import { emitWebhookEvent } from './webhooks/emit.ts'
import { paymentEvent } from './webhooks/events.ts'
import { type PaymentCard, paymentCards } from './wire.ts'

export type PublishedEvents = Parameters<typeof publish>[1]

/** A payment that has just reached its end, for whoever follows payments. */
export type SettledPayment = {
  id: string
  order_id: string
  customer_id: string
  status: 'succeeded' | 'failed'
  /** All attempts of this customer to pay the order, this one among them, oldest first. */
  attempt_ids: string[]
  card: PaymentCard
}

export type PaymentHooks = {
  /** Runs in the transaction that settles a payment; the events it returns are published together with the payment's own. */
  onSettled?: (tx: Tx, payment: SettledPayment) => Promise<PublishedEvents>
}

const ended = async (tx: Tx, row: PaymentRow, status: 'succeeded' | 'failed', hooks: PaymentHooks) => {
  if (!hooks.onSettled) return []
  const attempts = await findAttempts(tx, row.order_id)
  const card = (await paymentCards(tx, [row.id])).get(row.id)?.card
  invariant(card, 'a payment that was just settled can be read')
  return hooks.onSettled(tx, {
    id: row.id,
    order_id: row.order_id,
    customer_id: row.customer_id,
    status,
    attempt_ids: attempts.filter(({ customer_id }) => customer_id === row.customer_id).map(({ id }) => id),
    card,
  })
}

/** What became of a payment just now. */
export type Reached = {
  status: PaymentRow['status']
  failure_code: PaymentRow['failure_code']
  at: string
}

/** Tells the merchant, the customer's devices, and whoever follows, that a payment reached another state. The last thing in its transaction. */
export const announce = async (
  tx: Tx,
  payment: { row: PaymentRow; order: OrderRow; reached: Reached },
  hooks: PaymentHooks,
): Promise<void> => {
  const { row, order, reached } = payment
  const { status } = reached
  if (status !== 'pending') await emitWebhookEvent(tx, paymentEvent(order, row, { ...reached, status }))
  await tellCustomer(tx, row, status, hooks)
}

/** Tells the customer's devices, and whoever follows, how a payment stands. The last thing in its transaction. */
export const tellCustomer = async (
  tx: Tx,
  row: PaymentRow,
  status: PaymentRow['status'],
  hooks: PaymentHooks,
): Promise<void> => {
  const stream = `customer:${row.customer_id}` as const
  const followed = status === 'succeeded' || status === 'failed' ? await ended(tx, row, status, hooks) : []
  const balanceChanged = status === 'succeeded' || row.method === 'balance_and_card'
  await publish(tx, [
    { stream, event: { type: 'payment', payment_id: row.id, status } },
    ...(balanceChanged ? [{ stream, event: { type: 'wallet' as const } }] : []),
    ...followed,
  ])
}
