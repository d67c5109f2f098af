import { money, type Payment, type PaymentMethod } from '@topay/contract'
import { authorise, type ChallengeConfig, requirePaymentPassword, type Verification } from '../identity/index.ts'
import { AppError, type Db, found, inTx, onceStarted, type RequestKey, timestamp, type Tx } from '../platform/index.ts'
import { debitDeadline, notFoundIsFinal, outcomeOfDebit, outcomeOfQuery, type WalletDeps } from '../wallet/index.ts'
import type { PaymentHooks } from './announce.ts'
import { isSettled } from './payment-states.ts'
import { findOrderView, findPayment } from './queries.ts'
import { recordConfirmation, settlePayment } from './settle-payment.ts'
import { paymentRow, startPaymentOrReport } from './start-payment.ts'
import { paymentOf, type Reader } from './wire.ts'

export type PaymentDeps = WalletDeps &
  PaymentHooks & {
    config: ChallengeConfig & { TOPAY_ENV: string }
    /** How long a merchant's endpoint may take to answer. */
    webhookTimeoutMs?: number
  }

/** A payment as its reader may see it; NOT_FOUND when it is neither their payment nor one of their orders. */
export const getPayment = async (
  tx: Tx | Db,
  id: string,
  reader: Reader,
  publicUrl: () => string,
): Promise<Payment> => {
  const row = found(await findPayment(tx, id))
  const order = found(await findOrderView(tx, row.order_id))
  const owner = reader.realm === 'customer' ? row.customer_id : order.merchant_id
  if (owner !== reader.id) throw new AppError('NOT_FOUND')
  return paymentOf(tx, row, order, reader, publicUrl)
}

/** Asks the bank for what the card has to pay of a payment that was just started, and settles it with the answer. */
export const chargePayment = async (deps: PaymentDeps, id: string): Promise<void> => {
  const row = await paymentRow(deps.db, id)
  if (row.status !== 'pending' || row.bank_token === null) return
  const asked_at = timestamp()
  const result = await deps.bank.debit({
    id,
    token: row.bank_token,
    amount: money(row.from_card, row.currency),
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
  input: {
    order_id: string
    customer_id: string
    method: PaymentMethod
    payment_password?: string | undefined
    verification?: Verification | undefined
  },
  key: RequestKey | null,
): Promise<Payment> => {
  const { order_id, customer_id, method, payment_password, verification } = input
  const { config } = deps
  const confirmed = { customer_id, payment_password, verification, config }
  const reader: Reader = { realm: 'customer', id: customer_id }
  return onceStarted(deps.db, key, {
    start: async (tx) => {
      await requirePaymentPassword(tx, confirmed)
      const check = (inner: Tx, binding: Buffer) => authorise(inner, { ...confirmed, binding })
      const payment = { order_id, customer_id, method, authorise: check, bank_timeout_ms: deps.bankTimeoutMs }
      return (await startPaymentOrReport(tx, payment, deps)).id
    },
    proceed: async (id) => {
      await chargePayment(deps, id).catch((error: unknown) => {
        // It stands as pending, and its job finds out: the customer watches it instead of an error that says nothing of the money.
        deps.log.error({ err: error, payment_id: id }, 'what became of a payment could not be written down at once')
      })
      return getPayment(deps.db, id, reader, deps.publicUrl)
    },
    current: (id) => getPayment(deps.db, id, reader, deps.publicUrl),
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
