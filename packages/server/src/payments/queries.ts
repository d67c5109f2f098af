import { type Expression, type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type OrderRow = Selectable<Tables['payment_order']>
export type PaymentRow = Selectable<Tables['payment']>

/** What is written down of an attempt as it goes; `diagnosis/timeline.ts` words each kind. */
export type PaymentEventKind =
  | 'started'
  | 'refused'
  | 'authorised'
  | 'paid_from_balance'
  | 'balance_held'
  | 'balance_released'
  | 'bank_asked'
  | 'bank_approved'
  | 'bank_declined'
  | 'bank_unreachable'
  | 'bank_silent'
  | 'bank_no_news'
  | 'bank_never_got_it'
  | 'bank_confirmed'
  | 'bank_contradicts'
export type PaymentEvent = { kind: PaymentEventKind; at: string; detail?: Record<string, string> }

/** Inserts the order unless the merchant has one with this reference; true when inserted. */
export const insertOrder = async (tx: Tx, row: OrderRow): Promise<boolean> => {
  const refund_terms = row.refund_terms === null ? null : JSON.stringify(row.refund_terms)
  const result = await tx
    .insertInto('payment_order')
    .values({ ...row, refund_terms })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export const findOrderByReference = (tx: Tx, merchantId: string, reference: string) =>
  tx
    .selectFrom('payment_order')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('merchant_reference', '=', reference)
    .executeTakeFirst()

/** The order, locked until the transaction ends: attempts to pay it come one after the other. */
export const lockOrder = (tx: Tx, id: string) =>
  tx.selectFrom('payment_order').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateOrder = (tx: Tx, id: string, changes: Updateable<Tables['payment_order']>) =>
  tx.updateTable('payment_order').set(changes).where('id', '=', id).execute()

/** Whether a payment of this order may still succeed. */
const unsettled = (order: Expression<string>) =>
  sql<boolean>`exists (select 1 from payment a where a.order_id = ${order} and a.status in ('pending', 'unknown'))`

/** Locks open orders whose time is over and that no payment may still pay, those nobody else holds: what must wait does not fill the batch. */
export const lockExpiredOrders = (tx: Tx, at: string, limit: number) =>
  tx
    .selectFrom('payment_order')
    .select('id')
    .where('status', '=', 'open')
    .where('expires_at', '<=', at)
    .where((eb) => eb.not(unsettled(eb.ref('payment_order.id'))))
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/**
 * Closes those of the (locked) orders that no payment can pay any more, and answers them. A statement of its own, so that it sees attempts made before the
 * lock.
 */
export const closeOrders = (tx: Tx, ids: string[], closed_by: 'time' | 'merchant'): Promise<OrderRow[]> =>
  tx
    .updateTable('payment_order')
    .set({ status: 'closed', closed_by })
    .where('id', 'in', ids)
    .where('status', '=', 'open')
    .where((eb) => eb.not(unsettled(eb.ref('payment_order.id'))))
    .returningAll()
    .execute()

const orderViews = (tx: Tx | Db) =>
  tx
    .selectFrom('payment_order')
    .innerJoin('merchant', 'merchant.id', 'payment_order.merchant_id')
    .leftJoin('payment as paying', 'paying.id', 'payment_order.payment_id')
    .selectAll('payment_order')
    .select((eb) => [
      'merchant.name_zh as merchant_name_zh',
      'merchant.name_en as merchant_name_en',
      'merchant.category as merchant_category',
      'paying.customer_id as paying_customer_id',
      unsettled(eb.ref('payment_order.id')).as('has_unsettled'),
    ])

/** An order with its merchant, who paid it, and whether a payment of it is unsettled. */
export const findOrderView = (tx: Tx | Db, id: string) =>
  orderViews(tx).where('payment_order.id', '=', id).executeTakeFirst()
export type OrderView = NonNullable<Awaited<ReturnType<typeof findOrderView>>>

/** A merchant's orders, the latest first; `status` as the merchant sees it at `now`; `after` is the position of the last one that was seen. */
export const findMerchantOrders = (
  tx: Tx | Db,
  query: {
    merchant_id: string
    now: string
    status?: OrderRow['status'] | undefined
    merchant_reference?: string | undefined
    after: { created_at: string; id: string } | null
    limit: number
  },
) => {
  const over = sql<boolean>`(payment_order.status = 'open' and payment_order.expires_at <= ${query.now} and not ${unsettled(sql.ref('payment_order.id'))})`
  const seenStatus = sql<string>`case when ${over} then 'closed' else payment_order.status end`
  return orderViews(tx)
    .where('payment_order.merchant_id', '=', query.merchant_id)
    .$if(query.status !== undefined, (q) => q.where(seenStatus, '=', query.status ?? ''))
    .$if(query.merchant_reference !== undefined, (q) =>
      q.where('payment_order.merchant_reference', '=', query.merchant_reference ?? ''),
    )
    .$if(query.after !== null, (q) =>
      q.where((eb) =>
        eb(
          eb.refTuple('payment_order.created_at', 'payment_order.id'),
          '<',
          eb.tuple(query.after?.created_at ?? '', query.after?.id ?? ''),
        ),
      ),
    )
    .orderBy('payment_order.created_at', 'desc')
    .orderBy('payment_order.id', 'desc')
    .limit(query.limit)
    .execute()
}

export const insertPayment = (tx: Tx, row: Omit<PaymentRow, 'queries'>) => {
  const refusal_limit = row.refusal_limit === null ? null : JSON.stringify(row.refusal_limit)
  return tx
    .insertInto('payment')
    .values({ ...row, refusal_limit })
    .execute()
}

export const updatePayment = (tx: Tx, id: string, changes: Updateable<Tables['payment']>) =>
  tx.updateTable('payment').set(changes).where('id', '=', id).execute()

export const findPayment = (tx: Tx | Db, id: string) =>
  tx.selectFrom('payment').selectAll().where('id', '=', id).executeTakeFirst()

/** The payment, locked until the transaction ends. Lock its order first. */
export const lockPayment = (tx: Tx, id: string) =>
  tx.selectFrom('payment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Payments started before a moment whose result is not known yet. */
export const findUnsettledPayments = (tx: Tx | Db, startedBefore: string) =>
  tx
    .selectFrom('payment')
    .select('id')
    .where('status', 'in', ['pending', 'unknown'])
    .where('created_at', '<', startedBefore)
    .execute()

/** All attempts to pay an order, oldest first. */
export const findAttempts = (tx: Tx | Db, orderId: string) =>
  tx.selectFrom('payment').selectAll().where('order_id', '=', orderId).orderBy('created_at').orderBy('id').execute()

/** Appends to what happened to an attempt. The caller has locked or just inserted it. */
export const appendEvents = async (tx: Tx, paymentId: string, events: PaymentEvent[]): Promise<void> => {
  if (events.length === 0) return
  await sql`
    insert into payment_event (payment_id, seq, at, kind, detail)
    select ${paymentId}, last.seq + e.no, (e.item ->> 'at')::timestamptz, e.item ->> 'kind', coalesce(e.item -> 'detail', '{}')
    from (select coalesce(max(seq), 0) as seq from payment_event where payment_id = ${paymentId}) last,
      jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality e (item, no)`.execute(tx)
}

export const findEvents = async (tx: Tx | Db, paymentId: string): Promise<Required<PaymentEvent>[]> => {
  const rows = await tx
    .selectFrom('payment_event')
    .select(['kind', 'at', 'detail'])
    .where('payment_id', '=', paymentId)
    .orderBy('at')
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({
    kind: row.kind as PaymentEventKind,
    at: row.at,
    detail: row.detail as Record<string, string>,
  }))
}

/** What cards in conversations and lists show of payments. */
export const findPaymentCards = (tx: Tx | Db, ids: readonly string[], customerId?: string) =>
  tx
    .selectFrom('payment')
    .innerJoin('payment_order', 'payment_order.id', 'payment.order_id')
    .innerJoin('merchant', 'merchant.id', 'payment_order.merchant_id')
    .select([
      'payment.id',
      'payment.amount',
      'payment.currency',
      'payment.status',
      'payment.failure_code',
      'payment.money_moved',
      'payment.created_at',
      'payment_order.description',
      'merchant.name_zh',
      'merchant.name_en',
      'merchant.category',
    ])
    .where('payment.id', 'in', [...ids])
    .$if(customerId !== undefined, (query) => query.where('payment.customer_id', '=', customerId ?? ''))
    .execute()

/** A merchant's own numbers of its orders, by the id of the order. */
export const findReferences = async (
  tx: Tx | Db,
  merchantId: string,
  ids: string[],
): Promise<ReadonlyMap<string, string | null>> => {
  const rows = await tx
    .selectFrom('payment_order')
    .select(['id', 'merchant_reference'])
    .where('merchant_id', '=', merchantId)
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))))
    .execute()
  return new Map(rows.map(({ id, merchant_reference }) => [id, merchant_reference]))
}

/** Whether a customer has paid a merchant before. */
export const hasPaid = async (tx: Tx | Db, customerId: string, merchantId: string): Promise<boolean> =>
  (await tx
    .selectFrom('payment')
    .innerJoin('payment_order', 'payment_order.id', 'payment.order_id')
    .select('payment.id')
    .where('payment.customer_id', '=', customerId)
    .where('payment.status', '=', 'succeeded')
    .where('payment_order.merchant_id', '=', merchantId)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Notes a message of the bank; false when it was taken before. */
export const insertCallback = async (tx: Tx, row: Insertable<Tables['bank_callback']>): Promise<boolean> => {
  const result = await tx
    .insertInto('bank_callback')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
