import { invariant } from '../platform/index.ts'

export type PaymentStatus = 'pending' | 'unknown' | 'succeeded' | 'failed'
export type OrderStatus = 'open' | 'paid' | 'closed'

/** What may follow on each state of a payment attempt. `unknown` may stay so for a while; nothing follows on a settled one. */
export const paymentTransitions: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ['unknown', 'succeeded', 'failed'],
  unknown: ['unknown', 'succeeded', 'failed'],
  succeeded: [],
  failed: [],
}

/** What may follow on each state of an order. A closed order stays closed: it is never closed while a payment of it may still succeed. */
export const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  open: ['paid', 'closed'],
  paid: [],
  closed: [],
}

/** True when nothing more happens to the attempt. */
export const isSettled = (status: PaymentStatus): status is 'succeeded' | 'failed' =>
  paymentTransitions[status].length === 0

/** Throws when the table does not allow the step. */
export const requirePaymentTransition = (from: PaymentStatus, to: PaymentStatus): void =>
  invariant(paymentTransitions[from].includes(to), `a payment cannot go from ${from} to ${to}`)

/** Throws when the table does not allow the step. */
export const requireOrderTransition = (from: OrderStatus, to: OrderStatus): void =>
  invariant(orderTransitions[from].includes(to), `an order cannot go from ${from} to ${to}`)
