import { reachCustomer } from '../identity/index.ts'
import { moneyInWords, notify } from '../notifications/index.ts'
import { enqueue, found, fromNow, publish, timestamp, type Tx } from '../platform/index.ts'
import { captureMoney, releaseMoney, reverseMoney } from './accounts.ts'
import { type Outcome, queryPause } from './bank-connector.ts'
import { settleTransaction } from './bills.ts'
import { lockWithdrawal, updateWithdrawal, type WithdrawalRow } from './withdrawal-queries.ts'
import { isUnderWay, mayFollow, requireWithdrawalTransition, type WithdrawalStatus } from './withdrawal-states.ts'

export const QUERY_WITHDRAWAL = 'wallet:query_withdrawal'

/** The hold of a withdrawal's money in the ledger, and the movement that it becomes. */
export const holdId = (id: string): string => `withdrawal_hold:${id}`
const movementId = (id: string): string => `withdrawal:${id}`

/** What became of a withdrawal at the bank. `returned`: it was paid out, and the receiving bank sent the money back. */
export type WithdrawalOutcome = Outcome | { status: 'returned'; bank_code?: string; bank_message?: string }

/** Has the bank asked, `pauseMs` from now, what became of a withdrawal. */
export const enqueueWithdrawalQuery = (tx: Tx, id: string, pauseMs: number): Promise<void> =>
  enqueue(tx, QUERY_WITHDRAWAL, { withdrawal_id: id }, { runAt: fromNow(pauseMs), key: id })

/** The books follow the bank: paid out, not paid out, or paid out and sent back. Every movement is made once, by its id. */
const book = async (tx: Tx, row: WithdrawalRow, to: WithdrawalStatus, at: string): Promise<void> => {
  const { id } = row
  const hold_id = holdId(id)
  if (to === 'failed') return releaseMoney(tx, { id: `withdrawal_release:${id}`, hold_id, at, reference: id })
  if ((to === 'succeeded' || to === 'returned') && isUnderWay(row.status))
    await captureMoney(tx, { id: movementId(id), hold_id, at, reference: id })
  if (to === 'returned')
    await reverseMoney(tx, {
      id: `withdrawal_returned:${id}`,
      transfer_id: movementId(id),
      kind: 'withdrawal_returned',
      reference: id,
      at,
    })
}

const templates = {
  succeeded: 'withdrawal_succeeded',
  failed: 'withdrawal_failed',
  returned: 'withdrawal_returned',
} as const

/** Writes to the customer where their money is, when they were left without an answer or the answer they had no longer holds. */
const tellCustomer = async (tx: Tx, row: WithdrawalRow, to: 'succeeded' | 'failed' | 'returned'): Promise<void> => {
  const reach = await reachCustomer(tx, row.customer_id)
  const card =
    reach.locale === 'en'
      ? `your ${row.bank_name_en} card ending in ${row.card_last4}`
      : `${row.bank_name_zh}卡（尾号 ${row.card_last4}）`
  const params = { amount: moneyInWords({ amount: row.amount, currency: row.currency }), card }
  await notify(tx, { ...reach, template: templates[to], params })
}

const changesOf = (outcome: WithdrawalOutcome, queries: number, at: string) => {
  const failure_code =
    outcome.status === 'failed' ? outcome.failure_code : outcome.status === 'unknown' ? ('NET_UNKNOWN' as const) : null
  const fromBank =
    outcome.status === 'failed' || outcome.status === 'returned'
      ? { bank_code: outcome.bank_code ?? null, bank_message: outcome.bank_message ?? null }
      : {}
  return {
    status: outcome.status,
    failure_code,
    queries,
    settled_at: outcome.status === 'unknown' ? null : at,
    ...fromBank,
  }
}

/**
 * Applies what the bank did with a withdrawal, once: ledger, withdrawal, bills, messages, events. What is settled already stays as it is, so answer, queries and
 * the bank's own messages may come in any order; only a success may still turn out to be returned: then the balance has the money again. `unknown` stays on hold
 * and is asked about again later. With `at` it writes history: no job, no messages, no events.
 */
export const settleWithdrawal = async (
  tx: Tx,
  input: { withdrawal_id: string; outcome: WithdrawalOutcome; queried?: boolean; at?: string },
): Promise<void> => {
  const { outcome } = input
  const row = found(await lockWithdrawal(tx, input.withdrawal_id))
  const to = outcome.status
  if (!isUnderWay(row.status) && !mayFollow(row.status, to)) return
  requireWithdrawalTransition(row.status, to)
  const at = input.at ?? timestamp()
  const queries = row.queries + (input.queried ? 1 : 0)
  await book(tx, row, to, at)
  const changes = changesOf(outcome, queries, at)
  await updateWithdrawal(tx, row.id, changes)
  const { transaction_id } = row
  await settleTransaction(tx, { transaction_id, status: to, failure_code: changes.failure_code })
  if (input.at !== undefined) return
  if (to === 'unknown') await enqueueWithdrawalQuery(tx, row.id, queryPause(queries))
  if (to === row.status) return
  // Whoever asked for it is waiting for the answer to a pending one; anything else they would not hear of.
  const answered = row.status === 'pending' && !input.queried && to !== 'returned'
  if (to !== 'unknown' && !answered) await tellCustomer(tx, row, to)
  const stream = `customer:${row.customer_id}` as const
  await publish(tx, [
    { stream, event: { type: 'withdrawal', withdrawal_id: row.id, status: to } },
    { stream, event: { type: 'wallet' } },
  ])
}
