import { invariant, publish, type Tx } from '../platform/index.ts'
import type { PaymentRow } from './queries.ts'
import { findAttempts } from './queries.ts'
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

/** Tells the customer's devices, and whoever follows, that a payment reached another state. The last thing in its transaction. */
export const announce = async (
  tx: Tx,
  row: PaymentRow,
  status: PaymentRow['status'],
  hooks: PaymentHooks,
): Promise<void> => {
  const stream = `customer:${row.customer_id}` as const
  const followed = status === 'succeeded' || status === 'failed' ? await ended(tx, row, status, hooks) : []
  await publish(tx, [
    { stream, event: { type: 'payment', payment_id: row.id, status } },
    ...(status === 'succeeded' ? [{ stream, event: { type: 'wallet' as const } }] : []),
    ...followed,
  ])
}
