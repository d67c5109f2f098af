import type { Money, MoneyRequest } from '@topay/contract'
import { maskedCustomers } from '../identity/index.ts'
import {
  AppError,
  cutPage,
  type Db,
  found,
  newId,
  positionAfter,
  publish,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { type MoneyRequestStatus, requireMoneyRequestStep, statusAt } from './money-request-states.ts'
import { findPayees } from './payee-queries.ts'
import { payeeOf, rememberPayee } from './payees.ts'
import { moneyRequestPolicy } from './policy.ts'
import {
  countOpenRequests,
  findRequest,
  findRequests,
  insertRequest,
  lockExpiredRequests,
  lockRequest,
  lockRequests,
  type MoneyRequestRow,
  updateRequest,
} from './transfer-queries.ts'

/** How many requests the job ends in one transaction. */
const BATCH = 100

type Event = Parameters<typeof publish>[1][number]

/** What tells both sides of a request that it is in another state; publish it last. */
export const moneyRequestEvents = (row: MoneyRequestRow, status: MoneyRequestStatus): Event[] =>
  [row.requester_id, row.payer_id].map((customer) => ({
    stream: `customer:${customer}`,
    event: { type: 'money_request', money_request_id: row.id, status },
  }))

const toWire = async (tx: Tx | Db, rows: readonly MoneyRequestRow[], customerId: string): Promise<MoneyRequest[]> => {
  const at = timestamp()
  const otherSide = (row: MoneyRequestRow) => (row.requester_id === customerId ? row.payer_id : row.requester_id)
  const others = rows.map(otherSide)
  const names = await maskedCustomers(tx, others)
  const payees = new Map(
    (await findPayees(tx, customerId, others)).map(({ payee_customer_id, id }) => [payee_customer_id, id]),
  )
  return rows.map((row) => {
    const status = statusAt(row, at)
    const fromMe = row.requester_id === customerId
    return {
      id: row.id,
      direction: fromMe ? 'from_me' : 'to_me',
      counterparty_name: found(names.get(otherSide(row))).name,
      payee_id: fromMe ? null : (payees.get(row.requester_id) ?? null),
      amount: { amount: row.amount, currency: row.currency },
      note: row.note,
      status,
      transfer_id: row.transfer_id,
      expires_at: row.expires_at,
      created_at: row.created_at,
      ended_at: row.ended_at ?? (status === 'expired' ? row.expires_at : null),
    }
  })
}

const one = async (tx: Tx | Db, row: MoneyRequestRow, customerId: string): Promise<MoneyRequest> =>
  found((await toWire(tx, [row], customerId))[0])

/**
 * Asks somebody for money. At most so many requests of one person to another are open at a time (policy). With `at` it writes history: devices are told nothing.
 * Throws NOT_FOUND for a payee that is not theirs, CURRENCY_UNSUPPORTED, MONEY_REQUESTS_MANY.
 */
export const createMoneyRequest = async (
  tx: Tx,
  input: { customer_id: string; payee_id: string; amount: Money; note?: string | undefined; at?: string },
): Promise<MoneyRequest> => {
  const { customer_id, amount } = input
  if (amount.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const { payee_customer_id: payer_id } = await payeeOf(tx, customer_id, input.payee_id)
  const policy = await moneyRequestPolicy.read(tx)
  const created_at = input.at ?? timestamp()
  await lockRequests(tx, customer_id, payer_id)
  if ((await countOpenRequests(tx, customer_id, payer_id, created_at)) >= policy.open_per_pair)
    throw new AppError('MONEY_REQUESTS_MANY')
  const row: MoneyRequestRow = {
    id: newId('money_request'),
    requester_id: customer_id,
    payer_id,
    amount: amount.amount,
    currency: amount.currency,
    note: input.note ?? null,
    status: 'open',
    transfer_id: null,
    expires_at: new Date(Date.parse(created_at) + policy.life_ms).toISOString(),
    created_at,
    ended_at: null,
  }
  await insertRequest(tx, row)
  // Whoever is asked can pay without searching first.
  await rememberPayee(tx, { customer_id: payer_id, payee_customer_id: customer_id, found_by: null, at: created_at })
  if (input.at === undefined) await publish(tx, moneyRequestEvents(row, 'open'))
  return one(tx, row, customer_id)
}

/** A request that the customer made or received. Throws NOT_FOUND. */
export const getMoneyRequest = async (tx: Tx | Db, id: string, customerId: string): Promise<MoneyRequest> => {
  const row = found(await findRequest(tx, id))
  if (row.requester_id !== customerId && row.payer_id !== customerId) throw new AppError('NOT_FOUND')
  return one(tx, row, customerId)
}

/** A page of the requests that a customer made or received, the latest first. Throws INPUT_INVALID for a cursor that we did not make. */
export const listMoneyRequests = async (
  tx: Tx | Db,
  customerId: string,
  query: { cursor?: string | undefined; limit: number; status?: MoneyRequestStatus | undefined },
): Promise<{ items: MoneyRequest[]; next_cursor: string | null }> => {
  const { status, limit } = query
  const after = positionAfter('money_request', query.cursor)
  const rows = await findRequests(tx, customerId, { status, at: timestamp(), after, limit: limit + 1 })
  const { page, next_cursor } = cutPage(rows, limit)
  return { items: await toWire(tx, page, customerId), next_cursor }
}

/** Ends an open request: `declined` by whoever is asked, `cancelled` by whoever asks. With `at` it writes history. Throws NOT_FOUND for the other side, MONEY_REQUEST_ENDED. */
export const endMoneyRequest = async (
  tx: Tx,
  input: { money_request_id: string; customer_id: string; to: 'declined' | 'cancelled'; at?: string },
): Promise<MoneyRequest> => {
  const { customer_id, to } = input
  const row = found(await lockRequest(tx, input.money_request_id))
  if ((to === 'declined' ? row.payer_id : row.requester_id) !== customer_id) throw new AppError('NOT_FOUND')
  const ended_at = input.at ?? timestamp()
  requireMoneyRequestStep(row, to, ended_at)
  await updateRequest(tx, row.id, { status: to, ended_at })
  if (input.at === undefined) await publish(tx, moneyRequestEvents(row, to))
  return one(tx, { ...row, status: to, ended_at }, customer_id)
}

/** Ends requests whose time is over, some at a time; answers how many. */
export const expireMoneyRequests = async (tx: Tx): Promise<number> => {
  const rows = await lockExpiredRequests(tx, timestamp(), BATCH)
  for (const row of rows) await updateRequest(tx, row.id, { status: 'expired', ended_at: row.expires_at })
  await publish(
    tx,
    rows.flatMap((row) => moneyRequestEvents(row, 'expired')),
  )
  return rows.length
}
