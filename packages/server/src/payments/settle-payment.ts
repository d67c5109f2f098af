import { enqueue, found, fromNow, invariant, SECOND, timestamp, type Tx } from '../platform/index.ts'
import { bankAccount, move, type Outcome, queryPause, settleTransaction } from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import { announce, type PaymentHooks } from './announce.ts'
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

const eventsOf = (settlement: Settlement, at: string): PaymentEvent[] => [
  ...(settlement.asked_at === undefined ? [] : [{ kind: 'bank_asked' as const, at: settlement.asked_at }]),
  {
    kind: heard(settlement),
    at,
    ...(settlement.outcome.status === 'failed' && { detail: { failure_code: settlement.outcome.failure_code } }),
  },
]

const takeFromBank = async (tx: Tx, row: PaymentRow, merchantId: string, at: string): Promise<void> => {
  const { short } = await move(tx, {
    id: `payment:${row.id}`,
    kind: 'payment',
    from: bankAccount(row.currency),
    to: merchantAccount(merchantId, row.currency),
    amount: row.amount,
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
 * Applies what the bank decided about a card payment, once: ledger, payment, order, bills, events. What is settled already stays as it is, so the answer
 * and any number of queries may come in any order. `unknown` is remembered and asked about again later.
 */
export const settlePayment = async (tx: Tx, settlement: Settlement, hooks: PaymentHooks = {}): Promise<void> => {
  const { outcome } = settlement
  const { order_id } = found(await findPayment(tx, settlement.payment_id))
  const order = found(await lockOrder(tx, order_id))
  const row = found(await lockPayment(tx, settlement.payment_id))
  if (isSettled(row.status)) return
  requirePaymentTransition(row.status, outcome.status)
  const at = settlement.at ?? timestamp()
  const queries = row.queries + (settlement.asked_at === undefined ? 1 : 0)
  if (outcome.status === 'succeeded') {
    await takeFromBank(tx, row, order.merchant_id, at)
    requireOrderTransition(order.status, 'paid')
    await updateOrder(tx, order.id, { status: 'paid', payment_id: row.id })
  }
  const changes = changesOf(outcome, queries, at)
  await updatePayment(tx, row.id, changes)
  await settleTransaction(tx, {
    transaction_id: row.transaction_id,
    status: outcome.status,
    failure_code: changes.failure_code ?? null,
  })
  await appendEvents(tx, row.id, eventsOf(settlement, at))
  if (settlement.at !== undefined) return
  if (outcome.status === 'unknown') await enqueueQuery(tx, row.id, queryPause(queries))
  if (outcome.status === 'failed' && outcome.bank_code !== undefined) await enqueueConfirmation(tx, row.id)
  if (outcome.status !== row.status) await announce(tx, row, outcome.status, hooks)
}

const enqueueConfirmation = (tx: Tx, id: string): Promise<void> =>
  enqueue(
    tx,
    CONFIRM_PAYMENT,
    { payment_id: id },
    { runAt: fromNow(CONFIRM_AFTER_MS), key: `confirm:${id}`, maxAttempts: 10 },
  )

/**
 * Writes down what the bank says when it is asked again about a payment it had refused. Should it have charged all the same, the payment's money counts as
 * unknown from now on: the customer is told so, and the order cannot be paid a second time.
 */
export const recordConfirmation = async (
  tx: Tx,
  input: { payment_id: string; charged: boolean; at?: string },
  hooks: PaymentHooks = {},
): Promise<void> => {
  const row = found(await lockPayment(tx, input.payment_id))
  if (row.status !== 'failed' || row.money_moved === 'unknown') return
  const at = input.at ?? timestamp()
  await updatePayment(tx, row.id, { checked_at: at, ...(input.charged && { money_moved: 'unknown' as const }) })
  await appendEvents(tx, row.id, [{ kind: input.charged ? 'bank_contradicts' : 'bank_confirmed', at }])
  if (input.at === undefined && input.charged) await announce(tx, row, row.status, hooks)
}
