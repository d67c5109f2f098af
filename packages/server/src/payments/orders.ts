import type { Money, Order } from '@topay/contract'
import { AppError, type Db, found, MINUTE, newId, timestamp, type Tx } from '../platform/index.ts'
import {
  closeOrders,
  findMerchant,
  findOrderByReference,
  findOrderView,
  insertOrder,
  lockExpiredOrders,
  type OrderRow,
} from './queries.ts'
import { orderOf, type Reader } from './wire.ts'

/** How long an order waits to be paid. */
const ORDER_HOLD_MS = 30 * MINUTE

export type NewOrder = {
  merchant_id: string
  /** The customer who made it at a static code; then nobody else may see or pay it. Null: a merchant made it with its key. */
  customer_id: string | null
  amount: Money
  description: string
  /** The merchant's own number, unique for it. */
  merchant_reference?: string | undefined
  hold_ms?: number
  at?: string
}

/**
 * Makes an order and returns its id. A merchant's reference that is known with the same content is the same order; with other content REFERENCE_REUSED.
 * Throws NOT_FOUND (no such merchant), MERCHANT_CLOSED, CURRENCY_UNSUPPORTED.
 */
export const createOrder = async (tx: Tx, input: NewOrder): Promise<string> => {
  const { amount, currency } = input.amount
  if (currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const merchant = found(await findMerchant(tx, input.merchant_id))
  if (!merchant.accepts_payments) throw new AppError('MERCHANT_CLOSED')
  const at = input.at ?? timestamp()
  const row: OrderRow = {
    id: newId('order'),
    merchant_id: merchant.id,
    customer_id: input.customer_id,
    merchant_reference: input.merchant_reference ?? null,
    description: input.description,
    amount,
    currency,
    status: 'open',
    expires_at: new Date(Date.parse(at) + (input.hold_ms ?? ORDER_HOLD_MS)).toISOString(),
    payment_id: null,
    created_at: at,
  }
  if (await insertOrder(tx, row)) return row.id
  const before = found(await findOrderByReference(tx, merchant.id, input.merchant_reference ?? ''))
  const same = before.amount === amount && before.currency === currency && before.description === input.description
  if (!same) throw new AppError('REFERENCE_REUSED')
  return before.id
}

/** An order as its reader may see it. NOT_FOUND for another merchant's, and for one that another customer made. */
export const getOrder = async (tx: Tx | Db, id: string, reader: Reader): Promise<Order> => {
  const order = found(await findOrderView(tx, id))
  const visible =
    reader.realm === 'merchant'
      ? order.merchant_id === reader.id
      : order.customer_id === null || order.customer_id === reader.id
  if (!visible) throw new AppError('NOT_FOUND')
  return orderOf(order, reader)
}

const BATCH = 500

/** Closes orders whose time was over at `at`, except those that a payment under way may still pay. Returns how many; call again when it is a full batch. */
export const closeExpiredOrders = async (tx: Tx, at: string = timestamp()): Promise<number> => {
  const expired = await lockExpiredOrders(tx, at, BATCH)
  return expired.length === 0
    ? 0
    : closeOrders(
        tx,
        expired.map(({ id }) => id),
      )
}
