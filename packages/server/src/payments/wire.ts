import type {
  LimitFacts,
  Message,
  Merchant,
  merchantCategories,
  Order,
  Payment,
  PaymentMethod,
  RefundTerms,
} from '@topay/contract'
import { type Db, timestamp, type Tx } from '../platform/index.ts'
import { returnsOf } from '../wallet/index.ts'
import type { MerchantRow } from './merchants/queries.ts'
import { findPaymentCards, type OrderView, type PaymentRow } from './queries.ts'

/** Who reads: what belongs to other customers, and what concerns only the customer, is left out. */
export type Reader = { realm: 'customer' | 'merchant'; id: string }

/** A payment as a card in a conversation or list. */
export type PaymentCard = NonNullable<Message['card']>

type Category = (typeof merchantCategories)[number]

export const merchantOf = (row: MerchantRow): Merchant => ({
  id: row.id,
  name: { zh: row.name_zh, en: row.name_en },
  category: row.category as Category,
  accepts_payments: row.accepts_payments,
  offers: row.offers as Merchant['offers'],
})

/** Whether an order is over by now, also when the job that closes it has not come by yet. */
export const orderStatus = (order: OrderView): Order['status'] =>
  order.status === 'open' && order.expires_at <= timestamp() && !order.has_unsettled ? 'closed' : order.status

/** The id of the payment that paid an order; of another customer's payment only the merchant learns. */
const payingPayment = (order: OrderView, reader: Reader): string | null =>
  reader.realm === 'merchant' || order.paying_customer_id === reader.id ? order.payment_id : null

/** Where an order is paid, on the address that customers see. */
const checkoutUrl = (publicUrl: () => string, orderId: string): string => `${publicUrl()}/checkout/${orderId}`

export const orderOf = (order: OrderView, reader: Reader, publicUrl: () => string): Order => ({
  id: order.id,
  merchant: {
    id: order.merchant_id,
    name: { zh: order.merchant_name_zh, en: order.merchant_name_en },
    category: order.merchant_category as Category,
  },
  merchant_reference: order.merchant_reference,
  description: order.description,
  amount: { amount: order.amount, currency: order.currency },
  status: orderStatus(order),
  expires_at: order.expires_at,
  payment_id: payingPayment(order, reader),
  checkout_url: checkoutUrl(publicUrl, order.id),
  return_url: order.return_url,
  refund_terms: order.refund_terms as RefundTerms | null,
  created_at: order.created_at,
})

/** What of an attempt is between the customer, the bank and Topay: not for the merchant. */
const privateParts = (row: PaymentRow) => ({
  card_last4: row.card_last4,
  bank_name:
    row.bank_name_zh !== null && row.bank_name_en !== null ? { zh: row.bank_name_zh, en: row.bank_name_en } : null,
  shortfall: row.shortfall === null ? null : { amount: row.shortfall, currency: row.currency },
  tries_left: row.tries_left,
  locked_until: row.locked_until,
  limit: row.refusal_limit as LimitFacts | null,
})
const nothingPrivate = {
  card_last4: null,
  bank_name: null,
  shortfall: null,
  tries_left: null,
  locked_until: null,
  limit: null,
}

const methodOf = ({ method, card_id }: PaymentRow): PaymentMethod =>
  method === 'balance' || card_id === null ? { type: 'balance' } : { type: method, card_id }

type Moved = Pick<PaymentRow, 'id' | 'money_moved'>

/** Where the money is by now. What a bank took for what failed is noted as held; how far it has come back only its return knows. */
const moneyMovedOf = async (tx: Tx | Db, rows: readonly Moved[]): Promise<(row: Moved) => Payment['money_moved']> => {
  const taken = rows.filter(({ money_moved }) => money_moved === 'held')
  const returns = await returnsOf(
    tx,
    taken.map(({ id }) => id),
  )
  return ({ id, money_moved }) => returns.get(id) ?? money_moved
}

export const paymentOf = async (
  tx: Tx | Db,
  row: PaymentRow,
  order: OrderView,
  reader: Reader,
  publicUrl: () => string,
): Promise<Payment> => ({
  id: row.id,
  transaction_id: row.transaction_id,
  order: orderOf(order, reader, publicUrl),
  amount: { amount: row.amount, currency: row.currency },
  method: methodOf(row),
  from_balance: { amount: row.from_balance, currency: row.currency },
  from_card: { amount: row.from_card, currency: row.currency },
  status: row.status,
  failure_code: row.failure_code,
  money_moved: (await moneyMovedOf(tx, [row]))(row),
  ...(reader.realm === 'customer' ? privateParts(row) : nothingPrivate),
  created_at: row.created_at,
  settled_at: row.settled_at,
})

/** Payments as cards, by id, with what was bought. Unknown ids are left out, and with `customer_id` those of others. */
export const paymentCards = async (
  tx: Tx | Db,
  ids: readonly string[],
  options: { customer_id?: string } = {},
): Promise<Map<string, { card: PaymentCard; description: string }>> => {
  if (ids.length === 0) return new Map()
  const rows = await findPaymentCards(tx, ids, options.customer_id)
  const moneyMoved = await moneyMovedOf(tx, rows)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        description: row.description,
        card: {
          type: 'payment',
          payment_id: row.id,
          merchant: { zh: row.name_zh, en: row.name_en },
          category: row.category,
          amount: { amount: row.amount, currency: row.currency },
          status: row.status,
          failure_code: row.failure_code,
          money_moved: moneyMoved(row),
          created_at: row.created_at,
        },
      },
    ]),
  )
}
