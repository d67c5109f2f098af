import { type Money, money, type TopUp } from '@topay/contract'
import {
  AppError,
  type Db,
  enqueue,
  found,
  fromNow,
  inTx,
  type Log,
  newId,
  publish,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { type CodeKeeping, reachCustomer } from '../identity/index.ts'
import { moneyInWords, notify } from '../notifications/index.ts'
import { bankAccount, move, walletAccount } from './accounts.ts'
import {
  type BankConnector,
  debitDeadline,
  notFoundIsFinal,
  type Outcome,
  outcomeOfDebit,
  outcomeOfQuery,
  queryPause,
} from './bank-connector.ts'
import { recordTransaction, settleTransaction } from './bills.ts'
import { startReturn } from './returns.ts'
import { maintenanceRefusal } from './standing.ts'
import { findCard, findTopUp, findTopUpToken, insertTopUp, lockTopUp, type TopUpRow, updateTopUp } from './queries.ts'

export type WalletDeps = {
  db: Db
  bank: BankConnector
  bankTimeoutMs: number
  log: Log
  /** Checks the codes of second factors. */
  config: CodeKeeping
  /** Address that customers see, no slash at the end; known once the server listens. */
  publicUrl: () => string
}

export const QUERY_TOP_UP = 'wallet:query_top_up'

const toWire = (row: TopUpRow): TopUp => ({
  id: row.id,
  transaction_id: row.transaction_id,
  amount: { amount: row.amount, currency: row.currency },
  card_id: row.card_id,
  status: row.status,
  failure_code: row.failure_code,
  created_at: row.created_at,
  settled_at: row.settled_at,
})

/** A top-up; NOT_FOUND also when it is somebody else's. */
export const getTopUp = async (tx: Tx | Db, id: string, customerId?: string): Promise<TopUp> =>
  toWire(found(await findTopUp(tx, id, customerId)))

/**
 * Writes down that a customer wants money moved from a card to the balance, before the bank is asked: the top-up, its row of the bills, and the job that
 * finds out what became of it should we not live to hear. During maintenance it is one that failed. Throws NOT_FOUND for a card that is not theirs or unlinked, CURRENCY_UNSUPPORTED.
 * With `at` it writes history: no job, the caller settles it.
 */
export const startTopUp = async (
  tx: Tx,
  input: { customer_id: string; card_id: string; amount: Money; bank_timeout_ms: number; at?: string },
): Promise<string> => {
  const { amount, currency } = input.amount
  if (currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const card = found(await findCard(tx, input.customer_id, input.card_id, true))
  const id = newId('top_up')
  const at = input.at ?? timestamp()
  const refusal = input.at === undefined ? await maintenanceRefusal(tx) : null
  const status = refusal ? ('failed' as const) : ('pending' as const)
  const failure_code = refusal?.failure_code ?? null
  const bank_name = { zh: card.bank_name_zh, en: card.bank_name_en }
  const transaction_id = await recordTransaction(tx, {
    customer_id: input.customer_id,
    kind: 'top_up',
    direction: 'in',
    amount,
    currency,
    status,
    failure_code,
    counterparty: bank_name,
    category: 'bank',
    method: 'card',
    card: { last4: card.last4, bank_name },
    top_up_id: id,
    at,
  })
  await insertTopUp(tx, {
    id,
    customer_id: input.customer_id,
    transaction_id,
    card_id: card.id,
    amount,
    currency,
    status,
    failure_code,
    bank_code: null,
    bank_message: null,
    created_at: at,
    settled_at: refusal ? at : null,
  })
  if (input.at === undefined && !refusal) await enqueueQuery(tx, id, input.bank_timeout_ms + queryPause(0))
  return id
}

/** Has the bank asked, `pauseMs` from now, what became of a top-up. */
export const enqueueQuery = (tx: Tx, id: string, pauseMs: number): Promise<void> =>
  enqueue(tx, QUERY_TOP_UP, { top_up_id: id }, { runAt: fromNow(pauseMs), key: id })

/** A top-up that had failed, and that the bank charged all the same: its money starts on its way back. */
const returnCharge = async (tx: Tx, row: TopUpRow, at: string | undefined): Promise<void> => {
  const { bank_token } = await findTopUpToken(tx, row.id)
  await startReturn(tx, {
    customer_id: row.customer_id,
    source: 'top_up',
    source_id: row.id,
    amount: row.amount,
    currency: row.currency,
    bank_token,
    ...(at !== undefined && { at }),
  })
  if (at === undefined) await publish(tx, [{ stream: `customer:${row.customer_id}`, event: { type: 'wallet' } }])
}

/** Writes to the customer how a top-up ended whose result they were left without. */
const tellOfTopUp = async (tx: Tx, row: TopUpRow, ended: 'succeeded' | 'failed'): Promise<void> => {
  const amount = moneyInWords({ amount: row.amount, currency: row.currency })
  const template = ended === 'succeeded' ? 'top_up_succeeded' : 'top_up_failed'
  await notify(tx, { ...(await reachCustomer(tx, row.customer_id)), template, params: { amount } })
}

/**
 * Applies what the bank decided, once: ledger, top-up, bills, event. A top-up that is settled already stays as it is; only money that was taken for one that
 * had failed starts on its way back.
 * `unknown` is remembered and asked about again later. With `at` it writes history: no job, no message, no event.
 */
export const settleTopUp = async (
  tx: Tx,
  input: { top_up_id: string; outcome: Outcome; queried?: boolean; at?: string },
): Promise<void> => {
  const { outcome } = input
  const row = found(await lockTopUp(tx, input.top_up_id))
  if (row.status === 'failed' && outcome.status === 'succeeded') return returnCharge(tx, row, input.at)
  if (row.status === 'succeeded' || row.status === 'failed') return
  const at = input.at ?? timestamp()
  const failure_code =
    outcome.status === 'failed' ? outcome.failure_code : outcome.status === 'unknown' ? 'NET_UNKNOWN' : null
  const queries = row.queries + (input.queried ? 1 : 0)
  if (outcome.status === 'succeeded') {
    const { short } = await move(tx, {
      id: `top_up:${row.id}`,
      kind: 'top_up',
      from: bankAccount(row.currency),
      to: walletAccount(row.customer_id, row.currency),
      amount: row.amount,
      reference: row.id,
      at,
    })
    if (short > 0) throw new Error(`the bank account may go below zero, yet it was short by ${short}`)
  }
  await updateTopUp(tx, row.id, {
    status: outcome.status,
    failure_code,
    queries,
    settled_at: outcome.status === 'unknown' ? null : at,
    ...(outcome.status === 'failed' && {
      bank_code: outcome.bank_code ?? null,
      bank_message: outcome.bank_message ?? null,
    }),
  })
  await settleTransaction(tx, { transaction_id: row.transaction_id, status: outcome.status, failure_code })
  if (input.at !== undefined) return
  if (outcome.status === 'unknown') await enqueueQuery(tx, row.id, queryPause(queries))
  if (outcome.status === row.status) return
  // Whoever asked for it is waiting for the first answer; a later one they would not hear of.
  const waiting = row.status === 'pending' && !input.queried
  if (outcome.status !== 'unknown' && !waiting) await tellOfTopUp(tx, row, outcome.status)
  await publish(tx, [{ stream: `customer:${row.customer_id}`, event: { type: 'wallet' } }])
}

/** Asks the bank for the money of a top-up that was just started, and settles it with the answer. */
export const chargeTopUp = async (deps: WalletDeps, id: string): Promise<TopUp> => {
  const row = found(await findTopUp(deps.db, id))
  if (row.status !== 'pending') return toWire(row)
  const { bank_token } = await findTopUpToken(deps.db, id)
  const result = await deps.bank.debit({
    id,
    token: bank_token,
    amount: money(row.amount, row.currency),
    expires_at: debitDeadline(row.created_at, deps.bankTimeoutMs),
  })
  await inTx(deps.db, (tx) => settleTopUp(tx, { top_up_id: id, outcome: outcomeOfDebit(result) }))
  return getTopUp(deps.db, id)
}

/** The job: asks the bank what became of a top-up whose result we do not have, and settles it. */
export const queryTopUp = async (deps: WalletDeps, id: string): Promise<void> => {
  const row = found(await findTopUp(deps.db, id))
  if (row.status === 'succeeded' || row.status === 'failed') return
  const result = await deps.bank.query(id)
  const outcome = outcomeOfQuery(result, notFoundIsFinal(row.created_at, deps.bankTimeoutMs))
  await inTx(deps.db, (tx) => settleTopUp(tx, { top_up_id: id, outcome, queried: true }))
}
