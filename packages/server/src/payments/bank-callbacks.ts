import type { IncomingHttpHeaders } from 'node:http'
import { AppError, found, inTx, timestamp, type Tx } from '../platform/index.ts'
import {
  type BankEvent,
  bankRequestOf,
  type Outcome,
  outcomeOfQuery,
  settleReturn,
  settleTopUp,
  settleWithdrawal,
} from '../wallet/index.ts'
import type { PaymentDeps } from './pay-order.ts'
import { findPayment, insertCallback } from './queries.ts'
import { settlePayment } from './settle-payment.ts'

/** What the message decides; null when nothing: what is pending is asked about anyway, in its own time. */
const outcomeOf = (
  event: BankEvent,
): Outcome | { status: 'returned'; bank_code: string; bank_message: string } | null => {
  const { result } = event
  if (result.kind === 'pending') return null
  if (result.kind === 'returned') return { status: 'returned', bank_code: result.code, bank_message: result.message }
  const outcome = outcomeOfQuery(result, false)
  return outcome.status === 'unknown' ? null : outcome
}

const requestOf = async (tx: Tx, id: string) => {
  if (!id.startsWith('pay_')) return bankRequestOf(tx, id)
  const { from_card, currency } = found(await findPayment(tx, id))
  return { type: 'debit' as const, amount: from_card, currency }
}

/** Whether the message is about what we asked for under its id: the same operation, the same money. */
const fits = async (tx: Tx, { id, type, amount }: BankEvent): Promise<boolean> => {
  const asked = await requestOf(tx, id)
  return asked?.type === type && asked.amount === amount.amount && asked.currency === amount.currency
}

const settle = async (tx: Tx, event: BankEvent, deps: PaymentDeps): Promise<void> => {
  const { id } = event
  const outcome = outcomeOf(event)
  if (outcome === null) return
  if (!(await fits(tx, event))) {
    const seen = { reference: id, operation: event.type, amount: event.amount }
    deps.log.error(seen, 'the bank told about another amount or operation than it was asked for: it decides nothing')
    return
  }
  // A refusal counts when a query says it, so that of a payout is asked about once more.
  const payout = { withdrawal_id: id, queried: outcome.status !== 'failed', log: deps.log }
  if (outcome.status === 'returned') {
    if (id.startsWith('wdr_')) await settleWithdrawal(tx, { ...payout, outcome })
  } else if (id.startsWith('pay_')) await settlePayment(tx, { payment_id: id, outcome }, deps)
  else if (id.startsWith('top_')) await settleTopUp(tx, { top_up_id: id, outcome, queried: true })
  else if (id.startsWith('wdr_')) await settleWithdrawal(tx, { ...payout, outcome })
  else if (id.startsWith('ret_')) await settleReturn(tx, { return_id: id, outcome })
}

/**
 * Takes a message of the bank: what it decides is settled in the transaction that notes it, so that one that did not commit comes again and changes it then.
 * The same message twice changes nothing, and neither does one about something that is not (or no longer) ours, or of another
 * amount or kind than we asked for: queries decide, and the daily file shows those to people.
 * Throws SIGNATURE_WRONG for what is not certainly from the bank.
 */
export const receiveBankCallback = async (
  deps: PaymentDeps,
  headers: IncomingHttpHeaders,
  body: Buffer | undefined,
): Promise<void> => {
  const event = deps.bank.readCallback(headers, body ?? Buffer.alloc(0))
  if (event === null) throw new AppError('SIGNATURE_WRONG')
  try {
    await inTx(deps.db, async (tx) => {
      const { event_id, type, id, result } = event
      const message = { id: event_id, received_at: timestamp(), operation: type, reference: id, status: result.kind }
      if (await insertCallback(tx, message)) await settle(tx, event, deps)
    })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
    deps.log.error({ reference: event.id, operation: event.type }, 'the bank told about something that is not ours')
  }
}
