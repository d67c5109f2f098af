import { enqueue, found, fromNow, invariant, SECOND, timestamp, type Tx } from '../platform/index.ts'
import { bankAccount, move, type Outcome, queryPause, settleTransaction, startReturn } from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import { announce, type PaymentHooks, tellCustomer } from './announce.ts'
import { isSettled, requireOrderTransition, requirePaymentTransition } from './payment-states.ts'
import {
  appendEvents,
  findPayment,
  lockOrder,
  lockPayment,
  type PaymentEvent,
  type PaymentEventKind,
  type PaymentRow,
  updateOrder,
  updatePayment,
} from './queries.ts'
import { enqueueQuery } from './start-payment.ts'
import { captureBalance, releaseBalance } from './take-money.ts'

export const CONFIRM_PAYMENT = 'payments:confirm'
/** How long after a refusal the bank is asked once more whether it really took nothing. */
const CONFIRM_AFTER_MS = 3 * SECOND

export type Settlement = {
  payment_id: string
  outcome: Outcome
  /** When the bank was asked for the money. Left out: the outcome was learned by a query. */
  asked_at?: string
  /** Writes history: no job, no events to devices. */
  at?: string
}

const heard = ({ outcome, asked_at }: Settlement): PaymentEventKind => {
  if (outcome.status === 'succeeded') return 'bank_approved'
  if (outcome.status === 'unknown') return asked_at === undefined ? 'bank_no_news' : 'bank_silent'
  if (outcome.bank_code !== undefined) return 'bank_declined'
  return asked_at === undefined ? 'bank_never_got_it' : 'bank_unreachable'
}

const eventsOf = (row: PaymentRow, settlement: Settlement, at: string): PaymentEvent[] => [
  ...(settlement.asked_at === undefined ? [] : [{ kind: 'bank_asked' as const, at: settlement.asked_at }]),
  {
    kind: heard(settlement),
    at,
    ...(settlement.outcome.status === 'failed' && { detail: { failure_code: settlement.outcome.failure_code } }),
  },
  ...(row.method !== 'balance_and_card'
    ? []
    : settlement.outcome.status === 'failed'
      ? [{ kind: 'balance_released' as const, at }]
      : settlement.outcome.status === 'succeeded'
        ? [{ kind: 'paid_from_balance' as const, at }]
        : []),
]

const takeFromBank = async (tx: Tx, row: PaymentRow, merchantId: string, at: string): Promise<void> => {
  const { short } = await move(tx, {
    id: `payment:${row.id}`,
    kind: 'payment',
    from: bankAccount(row.currency),
    to: merchantAccount(merchantId, row.currency),
    amount: row.from_card,
    reference: row.order_id,
    at,
  })
  invariant(short === 0, 'the bank account may go below zero')
}

const changesOf = (outcome: Outcome, queries: number, at: string): Partial<PaymentRow> => {
  const common = { status: outcome.status, checked_at: at, queries }
  switch (outcome.status) {
    case 'succeeded':
      return { ...common, failure_code: null, money_moved: 'yes', settled_at: at }
    case 'unknown':
      return { ...common, failure_code: 'NET_UNKNOWN', money_moved: 'unknown' }
    case 'failed': {
      const { failure_code, bank_code = null, bank_message = null } = outcome
      return { ...common, failure_code, money_moved: 'no', bank_code, bank_message, settled_at: at }
    }
  }
}

/**
 * Applies what the bank decided about a payment that it was asked for, once: ledger, payment, order, bills, events. What the balance pays beside the card goes
 * to the merchant in the same transaction, or is free again; while the result is unknown it stays on hold. What is settled already stays as it is, so the answer
 * and any number of queries may come in any order; only what failed and was charged all the same starts on its way back. `unknown` is remembered and asked about again later.
 */
export const settlePayment = async (tx: Tx, settlement: Settlement, hooks: PaymentHooks = {}): Promise<void> => {
  const { outcome } = settlement
  const { order_id } = found(await findPayment(tx, settlement.payment_id))
  const order = found(await lockOrder(tx, order_id))
  const row = found(await lockPayment(tx, settlement.payment_id))
  if (row.status === 'failed' && outcome.status === 'succeeded') {
    const { payment_id, at } = settlement
    return recordConfirmation(tx, { payment_id, charged: true, ...(at !== undefined && { at }) }, hooks)
  }
  if (isSettled(row.status)) return
  requirePaymentTransition(row.status, outcome.status)
  const at = settlement.at ?? timestamp()
  const queries = row.queries + (settlement.asked_at === undefined ? 1 : 0)
  if (outcome.status === 'succeeded') {
    await takeFromBank(tx, row, order.merchant_id, at)
    await captureBalance(tx, row, at)
    requireOrderTransition(order.status, 'paid')
    await updateOrder(tx, order.id, { status: 'paid', payment_id: row.id })
  }
  if (outcome.status === 'failed') await releaseBalance(tx, row, at)
  const changes = changesOf(outcome, queries, at)
  await updatePayment(tx, row.id, changes)
  await settleTransaction(tx, {
    transaction_id: row.transaction_id,
    status: outcome.status,
    failure_code: changes.failure_code ?? null,
  })
  await appendEvents(tx, row.id, eventsOf(row, settlement, at))
  if (settlement.at !== undefined) return
  if (outcome.status === 'unknown') await enqueueQuery(tx, row.id, queryPause(queries))
  if (outcome.status === 'failed' && outcome.bank_code !== undefined) await enqueueConfirmation(tx, row.id)
  if (outcome.status === row.status) return
  const reached = { status: outcome.status, failure_code: changes.failure_code ?? null, at }
  await announce(tx, { row, order, reached }, hooks)
}

const enqueueConfirmation = (tx: Tx, id: string): Promise<void> =>
  enqueue(
    tx,
    CONFIRM_PAYMENT,
    { payment_id: id },
    { runAt: fromNow(CONFIRM_AFTER_MS), key: `confirm:${id}`, maxAttempts: 10 },
  )

/**
 * Writes down what the bank says when it is asked again about a payment it had refused. Should it have charged all the same, the money starts on its way back
 * at once and the customer is told so; it is known where it is, so the order may be paid again.
 */
export const recordConfirmation = async (
  tx: Tx,
  input: { payment_id: string; charged: boolean; at?: string },
  hooks: PaymentHooks = {},
): Promise<void> => {
  const { order_id } = found(await findPayment(tx, input.payment_id))
  found(await lockOrder(tx, order_id))
  const row = found(await lockPayment(tx, input.payment_id))
  if (row.status !== 'failed' || row.money_moved !== 'no') return
  const at = input.at ?? timestamp()
  await appendEvents(tx, row.id, [{ kind: input.charged ? 'bank_contradicts' : 'bank_confirmed', at }])
  await updatePayment(tx, row.id, { checked_at: at, ...(input.charged && { money_moved: 'held' as const }) })
  if (!input.charged) return
  invariant(row.bank_token !== null, 'a bank is asked about payments that named a card')
  await startReturn(tx, {
    customer_id: row.customer_id,
    source: 'payment',
    source_id: row.id,
    amount: row.from_card,
    currency: row.currency,
    bank_token: row.bank_token,
    ...(input.at !== undefined && { at: input.at }),
  })
  if (input.at === undefined) await tellCustomer(tx, row, row.status, hooks)
}
