import { type Currency, type FailureCode, money, type StreamEvent } from '@topay/contract'
import {
  DAY,
  type Db,
  enqueue,
  found,
  fromNow,
  inTx,
  invariant,
  type Jobs,
  newId,
  publish,
  SECOND,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { bankAccount, compensationAccount, move, suspenseAccount, walletAccount } from './accounts.ts'
import {
  debitDeadline,
  notFoundIsFinal,
  type Outcome,
  outcomeOfDebit,
  outcomeOfQuery,
  OVERDUE_MS,
  queryPause,
} from './bank-connector.ts'
import { recordTransaction } from './bills.ts'
import { startOfChinaDay } from './china-time.ts'
import { compensationFor, returnPolicy } from './return-policy.ts'
import {
  findCardByToken,
  findReturnsOf,
  findUnsettledReturns,
  insertReturn,
  lockReturn,
  type ReturnRow,
  selectReturn,
  selectReturnOf,
  updateReturn,
} from './return-queries.ts'
import { tellOfReturn } from './tell-of-return.ts'
import type { WalletDeps } from './top-up.ts'

export const RETURN_MONEY = 'wallet:return_money'
const QUERY_OVERDUE_RETURNS = 'wallet:query_overdue_returns'

/** A refused refund is asked about once more after this long, before the money goes another way. */
const CONFIRM_AFTER_MS = 3 * SECOND
/**
 * Answers to a refund that contradict what we know of its debit: the bank may have given the money back itself, so it never goes another way after one of
 * these, whatever the bank says later. Reconciliation shows them to people.
 */
const CONTRADICTIONS = ['13', '25']

export type NewReturn = {
  customer_id: string
  source: 'payment' | 'top_up'
  /** Id of the payment or top-up, which is also the bank's id of the debit. */
  source_id: string
  /** What the bank took, minor units. */
  amount: number
  currency: Currency
  bank_token: string
  /** Writes history: no job, no message. */
  at?: string
}

/** When money that was taken at `at` is promised back: the end of the next day in China (T+1). */
const dueAt = (at: string): string => new Date(Date.parse(startOfChinaDay(at)) + 2 * DAY - SECOND).toISOString()

const enqueueReturn = (tx: Tx, id: string, pauseMs: number): Promise<void> =>
  enqueue(tx, RETURN_MONEY, { return_id: id }, { runAt: fromNow(pauseMs), key: `return:${id}` })

/**
 * Money that the bank took for a payment or a top-up that did not go through starts on its way back: it stands in the suspense account from now on, the bank
 * is asked for a refund by a job at once, and the customer is told. Once per source: asked again it answers with the return there is. Publishes nothing: the
 * caller tells the devices about the payment or the top-up. Returns the id.
 */
export const startReturn = async (tx: Tx, input: NewReturn): Promise<string> => {
  const { at: past, ...what } = input
  const at = past ?? timestamp()
  const id = newId('money_return')
  const row = { ...what, id, status: 'pending' as const, due_at: dueAt(at), created_at: at }
  if (!(await insertReturn(tx, row))) return found(await selectReturnOf(tx, input.source_id)).id
  const { short } = await move(tx, {
    id: `return:${id}:taken`,
    kind: 'return_taken',
    from: bankAccount(input.currency),
    to: suspenseAccount(input.currency),
    amount: input.amount,
    reference: input.source_id,
    at,
  })
  invariant(short === 0, 'the bank account may go below zero')
  if (past !== undefined) return id
  await enqueueReturn(tx, id, 0)
  await tellOfReturn(tx, row, 'return_started')
  return id
}

const isOver = ({ status }: Pick<ReturnRow, 'status'>): boolean => status === 'succeeded' || status === 'to_balance'

/** Whether what was taken for payments and top-ups is on its way back, or back, by their ids; those without a return are left out. */
export const returnsOf = async (
  tx: Tx | Db,
  sourceIds: readonly string[],
): Promise<Map<string, 'returning' | 'returned'>> => {
  if (sourceIds.length === 0) return new Map()
  const rows = await findReturnsOf(tx, sourceIds)
  return new Map(rows.map((row) => [row.source_id, isOver(row) ? 'returned' : 'returning']))
}

/** Where money on its way back is, for the words about it. `to` is null until it has arrived. Times RFC 3339, amounts in minor units. */
export type ReturnFacts = Pick<
  ReturnRow,
  'id' | 'status' | 'amount' | 'currency' | 'due_at' | 'settled_at' | 'compensation' | 'created_at'
> & { to: 'card' | 'balance' | null }

/** The return of a payment or a top-up; null when there is none. */
export const findReturn = async (tx: Tx | Db, sourceId: string): Promise<ReturnFacts | null> => {
  const row = await selectReturnOf(tx, sourceId)
  if (!row) return null
  const { id, status, amount, currency, due_at, settled_at, compensation, created_at } = row
  const to = status === 'succeeded' ? 'card' : status === 'to_balance' ? 'balance' : null
  return { id, status, amount, currency, due_at, settled_at, compensation, created_at, to }
}

/** Pays into the balance, with its row of the bills. */
const payToBalance = async (tx: Tx, row: ReturnRow, what: 'return' | 'compensation', amount: number, at: string) => {
  const { short } = await move(tx, {
    id: `return:${row.id}:${what === 'return' ? 'to_balance' : 'compensation'}`,
    kind: what === 'return' ? 'return_to_balance' : 'compensation',
    from: what === 'return' ? suspenseAccount(row.currency) : compensationAccount(row.currency),
    to: walletAccount(row.customer_id, row.currency),
    amount,
    reference: row.source_id,
    at,
  })
  invariant(short === 0, 'suspense and compensation may go below zero')
  const card = await findCardByToken(tx, row.customer_id, row.bank_token)
  const isReturn = what === 'return'
  const bank_name = { zh: card?.bank_name_zh ?? '银行', en: card?.bank_name_en ?? 'Bank' }
  await recordTransaction(tx, {
    customer_id: row.customer_id,
    kind: isReturn ? 'top_up' : 'compensation',
    direction: 'in',
    amount,
    currency: row.currency,
    status: 'succeeded',
    counterparty: isReturn ? bank_name : { zh: 'Topay', en: 'Topay' },
    description: isReturn ? '扣款退回余额 Charge returned to balance' : '退款延迟补偿 Compensation for a late return',
    category: 'bank',
    method: isReturn ? 'card' : 'balance',
    ...(isReturn && card && { card: { last4: card.last4, bank_name } }),
    ...(row.source === 'payment' ? { payment_id: row.source_id } : { top_up_id: row.source_id }),
    at,
  })
}

const finish = async (tx: Tx, row: ReturnRow, status: 'succeeded' | 'to_balance', at: string): Promise<void> => {
  if (status === 'succeeded') {
    const { short } = await move(tx, {
      id: `return:${row.id}:refunded`,
      kind: 'return_refunded',
      from: suspenseAccount(row.currency),
      to: bankAccount(row.currency),
      amount: row.amount,
      reference: row.id,
      at,
    })
    invariant(short === 0, 'the suspense account may go below zero')
  } else await payToBalance(tx, row, 'return', row.amount, at)
  const compensation = compensationFor(await returnPolicy.read(tx), row.amount, row.due_at, at)
  if (compensation > 0) await payToBalance(tx, row, 'compensation', compensation, at)
  await updateReturn(tx, row.id, { status, settled_at: at, compensation })
  await tellOfReturn(tx, row, status === 'succeeded' ? 'return_to_card' : 'return_to_balance')
  if (compensation > 0) await tellOfReturn(tx, { ...row, amount: compensation }, 'return_compensated')
  const stream = `customer:${row.customer_id}` as const
  const events: StreamEvent[] = [
    ...(row.source === 'payment'
      ? [{ type: 'payment' as const, payment_id: row.source_id, status: 'failed' as const }]
      : []),
    ...(row.source === 'top_up' || status === 'to_balance' || compensation > 0 ? [{ type: 'wallet' as const }] : []),
  ]
  await publish(
    tx,
    events.map((event) => ({ stream, event })),
  )
}

type ReturnOutcome = {
  return_id: string
  outcome: Outcome
  /** Learned by a query: a refusal counts only when a query says the same. */
  queried?: boolean
  /** Nothing that was asked so far can still be carried out: the money may go another way. */
  certain?: boolean
  /** When the bank had last been asked, as the asker saw it: another request since means that nothing is certain. */
  asked_at?: string | null
}

const isLate = (row: ReturnRow): boolean => Date.parse(timestamp()) > Date.parse(row.due_at)

const isContradiction = (code: string | undefined): boolean => code !== undefined && CONTRADICTIONS.includes(code)

/**
 * Applies what the bank said about the refund, once and in any order: on the card, or asked about again. A refund that the bank refuses, and says so again
 * when it is asked, goes to the balance; so does one that certainly never reached the bank by the promised time. A refund that may still be under way is
 * never paid twice: it is asked about until it is known, and what that takes is compensated. One that the bank contradicted waits for the bank or for people.
 */
export const settleReturn = async (tx: Tx, input: ReturnOutcome): Promise<void> => {
  const { outcome } = input
  const row = found(await lockReturn(tx, input.return_id))
  if (isOver(row)) return
  const at = timestamp()
  if (outcome.status === 'succeeded') return finish(tx, row, 'succeeded', at)
  const code = outcome.status === 'failed' ? outcome.bank_code : undefined
  const contradicted_at = row.contradicted_at ?? (isContradiction(code) ? at : null)
  const refused = code !== undefined && contradicted_at === null
  if (refused && input.queried) return finish(tx, row, 'to_balance', at)
  const isCertain = input.certain && contradicted_at === null && row.asked_at === input.asked_at
  if (isCertain && isLate(row)) return finish(tx, row, 'to_balance', at)
  await updateReturn(tx, row.id, { status: 'unknown', queries: row.queries + 1, contradicted_at })
  await enqueueReturn(tx, row.id, refused ? CONFIRM_AFTER_MS : queryPause(row.queries))
}

/** Notes that the bank is about to be asked; null when there is nothing to ask for any more. */
const markAsked = (deps: WalletDeps, id: string): Promise<{ row: ReturnRow; asked_at: string } | null> =>
  inTx(deps.db, async (tx) => {
    const row = found(await lockReturn(tx, id))
    if (isOver(row)) return null
    const asked_at = timestamp()
    await updateReturn(tx, id, { asked_at })
    return { row, asked_at }
  })

const askForRefund = async (deps: WalletDeps, id: string): Promise<void> => {
  const asked = await markAsked(deps, id)
  if (!asked) return
  const { row, asked_at } = asked
  const result = await deps.bank.refund({
    id,
    debit_id: row.source_id,
    amount: money(row.amount, row.currency),
    expires_at: debitDeadline(asked_at, deps.bankTimeoutMs),
  })
  await inTx(deps.db, async (tx) => {
    // What was certainly not sent was not asked.
    if (result.kind === 'not_sent') {
      const now = found(await lockReturn(tx, id))
      if (now.asked_at === asked_at) await updateReturn(tx, id, { asked_at: row.asked_at })
    }
    await settleReturn(tx, { return_id: id, outcome: outcomeOfDebit(result) })
  })
}

/**
 * The job: brings a return further. What became of a request that was made is asked first; a request that certainly came to nothing is made again, under
 * the same id, so the bank pays it once whatever happens.
 */
export const returnMoney = async (deps: WalletDeps, id: string): Promise<void> => {
  const row = found(await selectReturn(deps.db, id))
  if (isOver(row)) return
  const nothing: Outcome = { status: 'failed', failure_code: 'NET_BANK_DOWN' satisfies FailureCode }
  if (row.asked_at !== null) {
    const result = await deps.bank.queryRefund(id)
    const isFinal = result.kind === 'not_found' && notFoundIsFinal(row.asked_at, deps.bankTimeoutMs)
    if (!isFinal) {
      const outcome = outcomeOfQuery(result, false)
      return inTx(deps.db, (tx) => settleReturn(tx, { return_id: id, outcome, queried: true }))
    }
  }
  if (isLate(row)) {
    const certain = { return_id: id, outcome: nothing, certain: true, asked_at: row.asked_at }
    return inTx(deps.db, (tx) => settleReturn(tx, certain))
  }
  return askForRefund(deps, id)
}

/** Once an hour, what has been on its way for long is looked after, should its own job have been lost. */
export const returnsCrontab = `27 * * * * ${QUERY_OVERDUE_RETURNS}`

/** Jobs of returns. */
export const returnJobs = (deps: WalletDeps): Jobs => ({
  [RETURN_MONEY]: (payload) => returnMoney(deps, String(payload.return_id)),
  [QUERY_OVERDUE_RETURNS]: () =>
    inTx(deps.db, async (tx) => {
      for (const { id } of await findUnsettledReturns(tx, fromNow(-OVERDUE_MS))) await enqueueReturn(tx, id, 0)
    }),
})
