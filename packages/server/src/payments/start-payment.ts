import type { LocalizedText, PaymentMethod } from '@topay/contract'
import { sql } from 'kysely'
import { type Authorisation, bindingOf } from '../identity/index.ts'
import {
  AppError,
  enqueue,
  found,
  fromNow,
  isTransient,
  isUnavailable,
  type Log,
  maintenanceUntil,
  newId,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { riskRefusal } from '../risk/index.ts'
import {
  getBalance,
  getCard,
  limitRefusal,
  type LinkedCard,
  listCards,
  outgoingRefusal,
  queryPause,
  recordTransaction,
  type Refusal,
  refusalOfAuthorisation,
} from '../wallet/index.ts'
import { announce, type PaymentHooks } from './announce.ts'
import { findMerchant, type MerchantRow } from './merchants/queries.ts'
import { requireOrderTransition } from './payment-states.ts'
import {
  appendEvents,
  findAttempts,
  findPayment,
  hasPaid,
  insertPayment,
  lockOrder,
  type OrderRow,
  type PaymentEvent,
  type PaymentRow,
  updateOrder,
} from './queries.ts'
import { refusalOf } from './refusal.ts'
import { holdBalance, methodOf, payFromBalance, shortageOf, type Split, splitOf } from './take-money.ts'

export const QUERY_PAYMENT = 'payments:query'

export type NewPayment = {
  order_id: string
  customer_id: string
  method: PaymentMethod
  /** Checks what the customer confirms with; asked only when nothing else forbids the payment. `binding`: of this order and amount. */
  authorise: (tx: Tx, binding: Buffer) => Promise<Authorisation>
  bank_timeout_ms: number
  /** Writes history: no job, no events to devices; the caller settles a card payment itself. */
  at?: string
}

/** What a code confirms that is sent for the payment of an order. */
export const paymentBinding = ({ id, amount }: Pick<OrderRow, 'id' | 'amount'>): Buffer =>
  bindingOf(['pay_order', id, amount])

type Attempt = {
  id: string
  at: string
  input: NewPayment
  order: OrderRow
  merchant: MerchantRow
  /** The card that was named, whether or not it has to pay anything. */
  card: LinkedCard | null
}
type Told = Refusal & { told_reason?: LocalizedText }
type Result = { status: 'pending' | 'succeeded' } | { status: 'failed'; refusal: Told }
type Decision = { result: Result; split: Split; authorised: boolean }

const refused = (refusal: Told, split: Split, authorised = false): Decision => ({
  result: { status: 'failed', refusal },
  split,
  authorised,
})

/** What Topay itself has against a payment now: maintenance, the safety of the payer's account, risk. */
const refusalOfTopay = async (tx: Tx, { input, merchant, order }: Attempt): Promise<Told | null> => {
  const until = await maintenanceUntil(tx)
  if (until !== null) return { failure_code: 'SYS_MAINT', locked_until: until }
  const { customer_id: payer_id } = input
  const known = () => hasPaid(tx, payer_id, merchant.id)
  const outgoing = await outgoingRefusal(tx, { payer_id, amount: order.amount, known })
  return outgoing ?? riskRefusal(tx, { payer_id, payee_id: merchant.id })
}

/** Takes the balance's part: all of it at once, or set aside until the bank has answered for the rest. */
const take = async (tx: Tx, { id, at, input, order }: Attempt, split: Split): Promise<Result> => {
  const payment = { id, at, customer_id: input.customer_id, currency: order.currency }
  if (split.from_balance === 0) return { status: 'pending' }
  const { short } = split.card
    ? await holdBalance(tx, payment, order, split.from_balance)
    : await payFromBalance(tx, payment, order)
  if (short > 0) return { status: 'failed', refusal: { failure_code: 'BAL_WALLET', shortfall: short } }
  return { status: split.card ? 'pending' : 'succeeded' }
}

/**
 * Decides an attempt: what stands against it by the order, by Topay, by the password, the balance and the limits, in this order; else the balance's part is
 * taken. The balance is read under the lock of the customer's row that `authorise` takes, so that nothing else that is confirmed comes between.
 */
const decide = async (tx: Tx, attempt: Attempt, refusal: Refusal | null): Promise<Decision> => {
  const { input, order, at, card } = attempt
  const wallet = () => getBalance(tx, input.customer_id, order.currency)
  const wanted = { method: input.method.type, card, amount: order.amount }
  const asked = splitOf(wanted, input.method.type === 'balance_and_card' ? (await wallet()).available : 0)
  const forbidden = refusal ?? (await refusalOfTopay(tx, attempt))
  if (forbidden) return refused(forbidden, asked)

  const authorisation = await input.authorise(tx, paymentBinding(order))
  const wrong = refusalOfAuthorisation(authorisation)
  if (wrong || authorisation.result !== 'ok') return refused(wrong ?? { failure_code: 'SYS_ERROR' }, asked)

  const { available, held } = await wallet()
  const split = splitOf(wanted, available)
  if (!split.card) {
    const cards = (await listCards(tx, input.customer_id)).length
    const short = shortageOf(order.amount, { available, held, cards })
    if (short) return refused(short, split, true)
  }
  const limited = await limitRefusal(tx, {
    customer_id: input.customer_id,
    from_balance: split.from_balance,
    total: order.amount,
    strength: authorisation.strength,
    at,
  })
  if (limited) return refused(limited, split, true)
  return { result: await take(tx, attempt, split), split, authorised: true }
}

const detailOf = ({ failure_code, told_reason }: Told): Record<string, string> => ({
  failure_code,
  ...(told_reason && { told_zh: told_reason.zh, told_en: told_reason.en }),
})

const eventsOf = ({ at }: Attempt, { result, split, authorised }: Decision): PaymentEvent[] => [
  { kind: 'started', at },
  ...(authorised && split.from_balance > 0 ? [{ kind: 'authorised' as const, at }] : []),
  ...(result.status === 'failed' ? [{ kind: 'refused' as const, at, detail: detailOf(result.refusal) }] : []),
  ...(result.status === 'succeeded' ? [{ kind: 'paid_from_balance' as const, at }] : []),
  ...(result.status === 'pending' && split.from_balance > 0 ? [{ kind: 'balance_held' as const, at }] : []),
]

const movedAtFirst = { pending: 'unknown', succeeded: 'yes', failed: 'no' } as const

const record = async (tx: Tx, attempt: Attempt, { result, split }: Decision): Promise<PaymentRow> => {
  const { id, at, input, order, merchant } = attempt
  const { card } = split
  const refusal = result.status === 'failed' ? result.refusal : null
  const common = {
    customer_id: input.customer_id,
    amount: order.amount,
    currency: order.currency,
    status: result.status,
    failure_code: refusal?.failure_code ?? null,
    method: methodOf(split),
    from_balance: split.from_balance,
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
    from_card: split.from_card,
    card_id: card?.id ?? null,
    card_last4: card?.last4 ?? null,
    bank_token: card?.bank_token ?? null,
    bank_name_zh: card?.bank_name.zh ?? null,
    bank_name_en: card?.bank_name.en ?? null,
    money_moved: refusal?.money_moved ?? movedAtFirst[result.status],
    shortfall: refusal?.shortfall ?? null,
    tries_left: refusal?.tries_left ?? null,
    locked_until: refusal?.locked_until ?? null,
    refusal_limit: refusal?.limit ?? null,
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

/** Locks the order and gathers what an attempt is about. Throws NOT_FOUND for an order the customer may not see and a card that is not theirs. */
const begin = async (tx: Tx, input: NewPayment): Promise<Attempt> => {
  const order = found(await lockOrder(tx, input.order_id))
  if (order.customer_id !== null && order.customer_id !== input.customer_id) throw new AppError('NOT_FOUND')
  const merchant = found(await findMerchant(tx, order.merchant_id))
  const card =
    input.method.type === 'balance' ? null : found(await getCard(tx, input.customer_id, input.method.card_id))
  return { id: newId('payment'), at: input.at ?? timestamp(), input, order, merchant, card }
}

const conclude = async (tx: Tx, attempt: Attempt, decision: Decision, hooks: PaymentHooks): Promise<PaymentRow> => {
  const { input, order } = attempt
  const row = await record(tx, attempt, decision)
  await appendEvents(tx, row.id, eventsOf(attempt, decision))
  if (row.status === 'succeeded') {
    requireOrderTransition(order.status, 'paid')
    await updateOrder(tx, order.id, { status: 'paid', payment_id: row.id })
  }
  if (input.at !== undefined) return row
  const { status, failure_code, created_at: at } = row
  if (status === 'pending') await enqueueQuery(tx, row.id, input.bank_timeout_ms + queryPause(0))
  else await announce(tx, { row, order, reached: { status, failure_code, at } }, hooks)
  return row
}

/**
 * Starts an attempt to pay an order. From the balance it ends here, succeeded or failed; with a card it is `pending`: ask the bank after the transaction
 * (`chargePayment`); a job finds out should we not live to hear the answer. What the balance pays beside a card is set aside until then. A refusal is an
 * attempt that failed, with its code. The order stays locked until the transaction ends, so attempts come one after the other, and the database's index lets
 * only one of them stand. Throws NOT_FOUND for an order the customer may not see and a card that is not theirs.
 */
export const startPayment = async (tx: Tx, input: NewPayment, hooks: PaymentHooks = {}): Promise<PaymentRow> => {
  const attempt = await begin(tx, input)
  const attempts = await findAttempts(tx, attempt.order.id)
  const refusal = refusalOf({ ...attempt, customer_id: input.customer_id, attempts })
  return conclude(tx, attempt, await decide(tx, attempt, refusal), hooks)
}

/**
 * As `startPayment`, and whatever goes wrong on our side becomes an attempt that failed with SYS_ERROR: the customer can show it to support, nothing moved,
 * and the log has the reason. Refusals of the request itself are thrown as they are.
 */
export const startPaymentOrReport = async (
  tx: Tx,
  input: NewPayment,
  deps: PaymentHooks & { log: Log },
): Promise<PaymentRow> => {
  await sql`savepoint starting_payment`.execute(tx)
  try {
    return await startPayment(tx, input, deps)
  } catch (error) {
    // What passes by itself is tried again by whoever runs the transaction; without its database there is nothing to write into.
    if (error instanceof AppError || isTransient(error) || isUnavailable(error)) throw error
    await sql`rollback to savepoint starting_payment`.execute(tx)
    const attempt = await begin(tx, input)
    deps.log.error({ err: error, payment_id: attempt.id, order_id: attempt.order.id }, 'a payment could not be started')
    const split = splitOf({ method: input.method.type, card: attempt.card, amount: attempt.order.amount }, 0)
    // Without those who follow: they may be what went wrong.
    return conclude(tx, attempt, refused({ failure_code: 'SYS_ERROR' }, split), {})
  }
}

/** Has the bank asked, `pauseMs` from now, what became of a payment. */
export const enqueueQuery = (tx: Tx, id: string, pauseMs: number): Promise<void> =>
  enqueue(tx, QUERY_PAYMENT, { payment_id: id }, { runAt: fromNow(pauseMs), key: id })

/** The payment's own row. Throws NOT_FOUND. */
export const paymentRow = async (tx: Parameters<typeof findPayment>[0], id: string): Promise<PaymentRow> =>
  found(await findPayment(tx, id))
