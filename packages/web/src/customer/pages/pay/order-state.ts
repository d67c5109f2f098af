import type { Order } from '@topay/contract'

/**
 * How an order stands now. `over`: its time is up. `closed`: the merchant closed it before. `paid_by_other`: it is paid,
 * and not by whoever looks.
 */
export type OrderState = 'open' | 'over' | 'closed' | 'paid' | 'paid_by_other'

export const orderState = (order: Pick<Order, 'status' | 'expires_at' | 'payment_id'>, now: number): OrderState => {
  if (order.status === 'paid') return order.payment_id === null ? 'paid_by_other' : 'paid'
  const over = Date.parse(order.expires_at) <= now
  if (order.status === 'closed') return over ? 'over' : 'closed'
  return over ? 'over' : 'open'
}

/** The site that the hosted page leads back to, as people read it; null where there is none to go to. */
export const returnHost = (order: Pick<Order, 'return_url'>): string | null => {
  const url = order.return_url === null ? null : URL.parse(order.return_url)
  return url && /^https?:$/.test(url.protocol) ? url.host : null
}
