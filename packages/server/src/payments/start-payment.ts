import type { PaymentMethod } from '@topay/contract'
import type { PaymentPasswordCheck } from '../identity/index.ts'
import { AppError, enqueue, found, fromNow, newId, timestamp, type Tx } from '../platform/index.ts'
import { getCard, type LinkedCard, move, queryPause, recordTransaction, walletAccount } from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import { announce, type PaymentHooks } from './announce.ts'
import { requireOrderTransition } from './payment-states.ts'
import {
  appendEvents,
  findAttempts,
  findMerchant,
  findPayment,
  insertPayment,
  lockOrder,
  type MerchantRow,
  type OrderRow,
  type PaymentEvent,
  type PaymentRow,
  updateOrder,
} from './queries.ts'
import { type Refusal, refusalOf, refusalOfPassword } from './refusal.ts'

export const QUERY_PAYMENT = 'payments:query'

export type NewPayment = {
  order_id: string
  customer_id: string
  method: PaymentMethod
  /** Checks the payment password; asked only when nothing else forbids the payment. */
  authorise: (tx: Tx) => Promise<PaymentPasswordCheck>
  bank_timeout_ms: number
  /** Writes history: no job, no events to devices; the caller settles a card payment itself. */
  at?: string
}

type Attempt = {
  id: string
  at: string
  input: NewPayment
  order: OrderRow
  merchant: MerchantRow
  card: LinkedCard | null
}
type Result = { status: 'pending' | 'succeeded' } | { status: 'failed'; refusal: Refusal }

/** From the balance: the payment password, then the money, in one go. */
const payFromBalance = async (tx: Tx, attempt: Attempt): Promise<Result> => {
  const { order, at } = attempt
  const { short } = await move(tx, {
    id: `payment:${attempt.id}`,
    kind: 'payment',
    from: walletAccount(attempt.input.customer_id, order.currency),
    to: merchantAccount(order.merchant_id, order.currency),
    amount: order.amount,
    reference: order.id,
    at,
  })
  return short > 0
    ? { status: 'failed', refusal: { failure_code: 'BAL_WALLET', shortfall: short } }
    : { status: 'succeeded' }
}

const eventsOf = ({ at, card }: Attempt, authorised: boolean, result: Result): PaymentEvent[] => [
  { kind: 'started', at },
  ...(authorised && !card ? [{ kind: 'authorised' as const, at }] : []),
  ...(result.status === 'failed'
    ? [{ kind: 'refused' as const, at, detail: { failure_code: result.refusal.failure_code } }]
    : []),
  ...(result.status === 'succeeded' && !card ? [{ kind: 'paid_from_balance' as const, at }] : []),
]

const record = async (tx: Tx, attempt: Attempt, result: Result): Promise<PaymentRow> => {
  const { id, at, input, order, merchant, card } = attempt
  const refusal = result.status === 'failed' ? result.refusal : null
  const common = {
    customer_id: input.customer_id,
    amount: order.amount,
    currency: order.currency,
    status: result.status,
    failure_code: refusal?.failure_code ?? null,
    method: input.method.type,
  }
  const transaction_id = await recordTransaction(tx, {
    ...common,
    kind: 'payment',
    direction: 'out',
    counterparty: { zh: merchant.name_zh, en: merchant.name_en },
    description: order.description,
    category: merchant.category,
    card,
    payment_id: id,
    at,
  })
  const row: PaymentRow = {
    ...common,
    id,
    order_id: order.id,
    transaction_id,
    card_id: card?.id ?? null,
    card_last4: card?.last4 ?? null,
    bank_token: card?.bank_token ?? null,
    bank_name_zh: card?.bank_name.zh ?? null,
    bank_name_en: card?.bank_name.en ?? null,
    money_moved:
      refusal?.money_moved ??
      { pending: 'unknown' as const, succeeded: 'yes' as const, failed: 'no' as const }[result.status],
    shortfall: refusal?.shortfall ?? null,
    tries_left: refusal?.tries_left ?? null,
    locked_until: refusal?.locked_until ?? null,
    bank_code: refusal?.bank_code ?? null,
    bank_message: refusal?.bank_message ?? null,
    queries: 0,
    checked_at: at,
    created_at: at,
    settled_at: result.status === 'pending' ? null : at,
  }
  await insertPayment(tx, row)
  return row
}

const decide = async (
  tx: Tx,
  attempt: Attempt,
  refusal: Refusal | null,
): Promise<{ result: Result; authorised: boolean }> => {
  if (refusal) return { result: { status: 'failed', refusal }, authorised: false }
  const wrong = refusalOfPassword(await attempt.input.authorise(tx))
  if (wrong) return { result: { status: 'failed', refusal: wrong }, authorised: false }
  if (attempt.card) return { result: { status: 'pending' }, authorised: true }
  return { result: await payFromBalance(tx, attempt), authorised: true }
}

/**
 * Starts an attempt to pay an order. From the balance it ends here, succeeded or failed; by card it is `pending`: ask the bank after the transaction
 * (`chargePayment`); a job finds out should we not live to hear the answer. A refusal is an attempt that failed, with its code. The order stays locked
 * until the transaction ends, so attempts come one after the other, and the database's index lets only one of them stand.
 * Throws NOT_FOUND for an order the customer may not see and a card that is not theirs.
 */
export const startPayment = async (tx: Tx, input: NewPayment, hooks: PaymentHooks = {}): Promise<PaymentRow> => {
  const at = input.at ?? timestamp()
  const order = found(await lockOrder(tx, input.order_id))
  if (order.customer_id !== null && order.customer_id !== input.customer_id) throw new AppError('NOT_FOUND')
  const merchant = found(await findMerchant(tx, order.merchant_id))
  const card = input.method.type === 'card' ? found(await getCard(tx, input.customer_id, input.method.card_id)) : null
  const attempts = await findAttempts(tx, order.id)
  const attempt: Attempt = { id: newId('payment'), at, input, order, merchant, card }

  const refusal = refusalOf({ customer_id: input.customer_id, order, merchant, attempts, card, at })
  const { result, authorised } = await decide(tx, attempt, refusal)
  const row = await record(tx, attempt, result)
  await appendEvents(tx, row.id, eventsOf(attempt, authorised, result))
  if (row.status === 'succeeded') {
    requireOrderTransition(order.status, 'paid')
    await updateOrder(tx, order.id, { status: 'paid', payment_id: row.id })
  }
  if (input.at !== undefined) return row
  if (row.status === 'pending') await enqueueQuery(tx, row.id, input.bank_timeout_ms + queryPause(0))
  else await announce(tx, row, row.status, hooks)
  return row
}

/** Has the bank asked, `pauseMs` from now, what became of a payment. */
export const enqueueQuery = (tx: Tx, id: string, pauseMs: number): Promise<void> =>
  enqueue(tx, QUERY_PAYMENT, { payment_id: id }, { runAt: fromNow(pauseMs), key: id })

/** The payment's own row. Throws NOT_FOUND. */
export const paymentRow = async (tx: Parameters<typeof findPayment>[0], id: string): Promise<PaymentRow> =>
  found(await findPayment(tx, id))
