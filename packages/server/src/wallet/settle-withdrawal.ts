import { reachCustomer } from '../identity/index.ts'
import { moneyInWords, notify } from '../notifications/index.ts'
import { enqueue, found, fromNow, type Log, publish, SECOND, timestamp, type Tx } from '../platform/index.ts'
import { captureMoney, releaseMoney, reverseMoney } from './accounts.ts'
import { type Outcome, queryPause } from './bank-connector.ts'
import { settleTransaction } from './bills.ts'
import { lateMovementId, settleLatePayout, settleLateReturn } from './late-withdrawal.ts'
import { lockWithdrawal, updateWithdrawal, type WithdrawalRow } from './withdrawal-queries.ts'
import { isUnderWay, mayFollow, requireWithdrawalTransition, type WithdrawalStatus } from './withdrawal-states.ts'

export const QUERY_WITHDRAWAL = 'wallet:query_withdrawal'
/** A payout that the bank declines is asked about once more after this long, before its money is free again. */
const CONFIRM_AFTER_MS = 3 * SECOND

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
      transfer_id: row.late_taken === null ? movementId(id) : lateMovementId(id),
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

const publishOf = (tx: Tx, row: WithdrawalRow, status: WithdrawalStatus): Promise<void> => {
  const stream = `customer:${row.customer_id}` as const
  return publish(tx, [
    { stream, event: { type: 'withdrawal', withdrawal_id: row.id, status } },
    { stream, event: { type: 'wallet' } },
  ])
}

type Settlement = {
  withdrawal_id: string
  outcome: WithdrawalOutcome
  /** Learned by a query, a file or a message about money that moved; a refusal counts only when a query says it. */
  queried?: boolean
  at?: string
  /** Where a bank that contradicts itself is written down. */
  log?: Log
}

/** What the bank says after it had said that it paid nothing out: the customer must not have the money twice, and hears where it is. */
const settleLate = async (tx: Tx, row: WithdrawalRow, input: Settlement): Promise<void> => {
  const to = input.outcome.status
  const at = input.at ?? timestamp()
  const seen = { withdrawal_id: row.id, amount: row.amount }
  if (to === 'succeeded') {
    if (row.late_taken !== null) return
    const taken = await settleLatePayout(tx, row, at)
    input.log?.error({ ...seen, taken }, 'the bank paid out a withdrawal that had failed; taken back what was there')
    if (input.at !== undefined) return
    await tellCustomer(tx, row, 'succeeded')
    return publishOf(tx, row, taken === row.amount ? 'succeeded' : 'failed')
  }
  if (to !== 'returned' || row.late_taken === 0) return
  await settleLateReturn(tx, row, at)
  input.log?.error(seen, 'a payout came back of a withdrawal that had failed')
  if (input.at !== undefined || row.late_taken === null) return
  await tellCustomer(tx, row, 'returned')
  return publishOf(tx, row, 'failed')
}

/**
 * Applies what the bank did with a withdrawal, once: ledger, withdrawal, bills, messages, events. What is settled already stays as it is, so answer, queries and
 * the bank's own messages may come in any order; a success may still turn out to be returned: then the balance has the money again. A bank that declines is
 * asked once more before the money is free; one that paid out what had failed has it taken back from the balance, as far as it is there.
 * `unknown` stays on hold and is asked about again later. With `at` it writes history: no job, no messages, no events.
 */
export const settleWithdrawal = async (tx: Tx, input: Settlement): Promise<void> => {
  const row = found(await lockWithdrawal(tx, input.withdrawal_id))
  if (row.status === 'failed') return settleLate(tx, row, input)
  const declined = input.outcome.status === 'failed' && input.outcome.bank_code !== undefined
  const unconfirmed = declined && !input.queried && input.at === undefined
  const outcome: WithdrawalOutcome = unconfirmed ? { status: 'unknown' } : input.outcome
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
  if (to === 'unknown') await enqueueWithdrawalQuery(tx, row.id, unconfirmed ? CONFIRM_AFTER_MS : queryPause(queries))
  if (to === row.status) return
  // Whoever asked for it is waiting for the answer to a pending one; anything else they would not hear of.
  const answered = row.status === 'pending' && !input.queried && to !== 'returned'
  if (to !== 'unknown' && !answered) await tellCustomer(tx, row, to)
  await publishOf(tx, row, to)
}
