import type { Money, Order } from '@topay/contract'
import {
  AppError,
  cutPage,
  type Db,
  found,
  MINUTE,
  newId,
  positionAfter,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { findMerchant } from './merchants/queries.ts'
import { getRefundTerms } from './merchants/refund-terms.ts'
import {
  closeOrders,
  findMerchantOrders,
  findOrderByReference,
  findOrderView,
  insertOrder,
  lockExpiredOrders,
  lockOrder,
  type OrderRow,
} from './queries.ts'
import { emitWebhookEvent } from './webhooks/emit.ts'
import { orderEvent } from './webhooks/events.ts'
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
  /** Where the hosted page leads back to. */
  return_url?: string | undefined
  expires_in_minutes?: number | undefined
  at?: string
}

const sameContent = (before: OrderRow, row: OrderRow): boolean =>
  before.amount === row.amount &&
  before.currency === row.currency &&
  before.description === row.description &&
  before.return_url === row.return_url

/**
 * Makes an order and returns its id. It keeps the merchant's terms of refund as they are now. A merchant's reference that is known with the same content is
 * the same order; with other content REFERENCE_REUSED. Throws NOT_FOUND (no such merchant), MERCHANT_CLOSED, CURRENCY_UNSUPPORTED.
 */
export const createOrder = async (tx: Tx, input: NewOrder): Promise<string> => {
  const { amount, currency } = input.amount
  if (currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const merchant = found(await findMerchant(tx, input.merchant_id))
  if (!merchant.accepts_payments) throw new AppError('MERCHANT_CLOSED')
  const at = input.at ?? timestamp()
  const hold = input.expires_in_minutes === undefined ? ORDER_HOLD_MS : input.expires_in_minutes * MINUTE
  const row: OrderRow = {
    id: newId('order'),
    merchant_id: merchant.id,
    customer_id: input.customer_id,
    merchant_reference: input.merchant_reference ?? null,
    description: input.description,
    amount,
    currency,
    status: 'open',
    expires_at: new Date(Date.parse(at) + hold).toISOString(),
    payment_id: null,
    return_url: input.return_url ?? null,
    refund_terms: await getRefundTerms(tx, merchant.id),
    closed_by: null,
    created_at: at,
  }
  if (await insertOrder(tx, row)) return row.id
  const before = found(await findOrderByReference(tx, merchant.id, input.merchant_reference ?? ''))
  if (!sameContent(before, row)) throw new AppError('REFERENCE_REUSED')
  return before.id
}

/** An order as its reader may see it. NOT_FOUND for another merchant's, and for one that another customer made. */
export const getOrder = async (tx: Tx | Db, id: string, reader: Reader, publicUrl: () => string): Promise<Order> => {
  const order = found(await findOrderView(tx, id))
  const visible =
    reader.realm === 'merchant'
      ? order.merchant_id === reader.id
      : order.customer_id === null || order.customer_id === reader.id
  if (!visible) throw new AppError('NOT_FOUND')
  return orderOf(order, reader, publicUrl)
}

/** A merchant's orders, the latest first. Throws INPUT_INVALID for a cursor that we did not make. */
export const listMerchantOrders = async (
  tx: Tx | Db,
  merchantId: string,
  query: {
    cursor?: string | undefined
    limit: number
    status?: Order['status'] | undefined
    merchant_reference?: string | undefined
  },
  publicUrl: () => string,
): Promise<{ items: Order[]; next_cursor: string | null }> => {
  const { cursor, limit, ...filters } = query
  const rows = await findMerchantOrders(tx, {
    ...filters,
    merchant_id: merchantId,
    now: timestamp(),
    after: positionAfter('order', cursor),
    limit: limit + 1,
  })
  const { page, next_cursor } = cutPage(rows, limit)
  return { items: page.map((order) => orderOf(order, { realm: 'merchant', id: merchantId }, publicUrl)), next_cursor }
}

/**
 * Closes an open order of the merchant: nobody can pay it any more. Closing it again changes nothing. Throws NOT_FOUND; ORDER_NOT_PAYABLE when it is paid,
 * or a payment of it may still succeed.
 */
export const closeOrder = async (tx: Tx, input: { order_id: string; merchant_id: string }): Promise<void> => {
  const order = found(await lockOrder(tx, input.order_id))
  if (order.merchant_id !== input.merchant_id) throw new AppError('NOT_FOUND')
  if (order.status === 'closed') return
  const [closed] = await closeOrders(tx, [order.id], 'merchant')
  if (!closed) throw new AppError('ORDER_NOT_PAYABLE')
  await emitWebhookEvent(tx, orderEvent(closed, timestamp()))
}

const BATCH = 500

/** Closes orders whose time was over at `at`, except those that a payment under way may still pay. Returns how many; call again when it is a full batch. */
export const closeExpiredOrders = async (tx: Tx, at: string = timestamp()): Promise<number> => {
  const expired = await lockExpiredOrders(tx, at, BATCH)
  if (expired.length === 0) return 0
  const closed = await closeOrders(
    tx,
    expired.map(({ id }) => id),
    'time',
  )
  for (const order of closed) await emitWebhookEvent(tx, orderEvent(order, at))
  return closed.length
}
