import { money, type Payment, type PaymentMethod } from '@topay/contract'
import { getCustomer, verifyPaymentPassword } from '../identity/index.ts'
import { AppError, type Db, found, inTx, onceStarted, type RequestKey, timestamp, type Tx } from '../platform/index.ts'
import { debitDeadline, notFoundIsFinal, outcomeOfDebit, outcomeOfQuery, type WalletDeps } from '../wallet/index.ts'
import type { PaymentHooks } from './announce.ts'
import { isSettled } from './payment-states.ts'
import { findOrderView, findPayment } from './queries.ts'
import { recordConfirmation, settlePayment } from './settle-payment.ts'
import { paymentRow, startPayment } from './start-payment.ts'
import { paymentOf, type Reader } from './wire.ts'

export type PaymentDeps = WalletDeps & PaymentHooks

/** A payment as its reader may see it; NOT_FOUND when it is neither their payment nor one of their orders. */
export const getPayment = async (tx: Tx | Db, id: string, reader: Reader): Promise<Payment> => {
  const row = found(await findPayment(tx, id))
  const order = found(await findOrderView(tx, row.order_id))
  const owner = reader.realm === 'customer' ? row.customer_id : order.merchant_id
  if (owner !== reader.id) throw new AppError('NOT_FOUND')
  return paymentOf(row, order, reader)
}

/**
 * Every payment takes the payment password, by card too: a stolen session alone must not spend anything.
 * Throws INPUT_INVALID when it is missing.
 */
const authoriser = (customerId: string, given: string | undefined) => async (tx: Tx) => {
  if (given !== undefined) return verifyPaymentPassword(tx, customerId, given)
  const customer = await getCustomer(tx, customerId)
  if (customer.payment_password === 'unset') return { result: 'unset' as const }
  throw new AppError('INPUT_INVALID', {
    fields: [{ path: 'payment_password', message: 'needed to pay' }],
  })
}

/** Asks the bank for the money of a card payment that was just started, and settles it with the answer. */
export const chargePayment = async (deps: PaymentDeps, id: string): Promise<void> => {
  const row = await paymentRow(deps.db, id)
  if (row.status !== 'pending' || row.bank_token === null) return
  const asked_at = timestamp()
  const result = await deps.bank.debit({
    id,
    token: row.bank_token,
    amount: money(row.amount, row.currency),
    expires_at: debitDeadline(row.created_at, deps.bankTimeoutMs),
  })
  const outcome = outcomeOfDebit(result)
  await inTx(deps.db, (tx) => settlePayment(tx, { payment_id: id, outcome, asked_at }, deps))
}

/**
 * Pays an order: an attempt that succeeded, failed with a code, or is unknown. However often and with whatever keys it is asked, an order is paid once.
 * The same key gets the payment as it stands by then and starts nothing. Throws NOT_FOUND, INPUT_INVALID.
 */
export const payOrder = (
  deps: PaymentDeps,
  input: { order_id: string; customer_id: string; method: PaymentMethod; payment_password?: string | undefined },
  key: RequestKey | null,
): Promise<Payment> => {
  const { order_id, customer_id, method } = input
  const reader: Reader = { realm: 'customer', id: customer_id }
  return onceStarted(deps.db, key, {
    start: async (tx) => {
      const authorise = authoriser(customer_id, input.payment_password)
      const bank_timeout_ms = deps.bankTimeoutMs
      return (await startPayment(tx, { order_id, customer_id, method, authorise, bank_timeout_ms }, deps)).id
    },
    proceed: async (id) => {
      await chargePayment(deps, id)
      return getPayment(deps.db, id, reader)
    },
    current: (id) => getPayment(deps.db, id, reader),
  })
}

/** The job: asks the bank what became of a payment whose result we do not have, and settles it. */
export const queryPayment = async (deps: PaymentDeps, id: string): Promise<void> => {
  const row = await paymentRow(deps.db, id)
  if (isSettled(row.status)) return
  const result = await deps.bank.query(id)
  const outcome = outcomeOfQuery(result, notFoundIsFinal(row.created_at, deps.bankTimeoutMs))
  await inTx(deps.db, (tx) => settlePayment(tx, { payment_id: id, outcome }, deps))
}

/** The job: asks the bank once more about a payment it refused. Throws when the bank does not say, so that it is asked again. */
export const confirmPayment = async (deps: PaymentDeps, id: string): Promise<void> => {
  const row = await paymentRow(deps.db, id)
  if (row.status !== 'failed') return
  const result = await deps.bank.query(id)
  if (result.kind === 'no_answer' || result.kind === 'pending') throw new Error('the bank did not say')
  const charged = result.kind === 'approved'
  if (charged) deps.log.error({ payment_id: id }, 'the bank charged a payment that it had refused')
  await inTx(deps.db, (tx) => recordConfirmation(tx, { payment_id: id, charged }, deps))
}
