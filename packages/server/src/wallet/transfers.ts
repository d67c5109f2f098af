import { type Money, type Transfer, transferStyles } from '@topay/contract'
import {
  authorise,
  type Authorisation,
  bindingOf,
  isClosed,
  isNameOf,
  maskedCustomer,
  requirePaymentPassword,
  type Verification,
} from '../identity/index.ts'
import {
  AppError,
  type Db,
  found,
  newId,
  once,
  publish,
  type RequestKey,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { move, walletAccount } from './accounts.ts'
import { recordTransaction } from './bills.ts'
import { startOfChinaDay } from './china-time.ts'
import { limitRefusal } from './limits.ts'
import { requireMoneyRequestStep } from './money-request-states.ts'
import { moneyRequestEvents } from './money-requests.ts'
import { setPayeeUsed } from './payee-queries.ts'
import { payeeOf } from './payees.ts'
import { payeePolicy } from './policy.ts'
import { factsOfRow, keptRefusal, type Refusal, refusalOfAuthorisation } from './refusal.ts'
import { refusalOfShortage, standingRefusal } from './standing.ts'
import type { WalletDeps } from './top-up.ts'
import {
  countWrongNames,
  findTransfer,
  insertTransfer,
  lockRequest,
  type MoneyRequestRow,
  setTransferOpened,
  type TransferRow,
  updateRequest,
} from './transfer-queries.ts'

export type TransferStyle = (typeof transferStyles)[number]

export type NewTransfer = {
  customer_id: string
  payee_id: string
  amount: Money
  note?: string | undefined
  style: TransferStyle
  /** The payee's whole name as the payer knows it, checked once the payer has confirmed: without the password nobody learns whether it was right. */
  payee_name?: string | undefined
  money_request_id?: string | undefined
  /** Checks payment password and second factor; asked only when nothing else stands against the transfer. */
  authorise: (tx: Tx) => Promise<Authorisation>
  /** Writes history: only the money itself is checked, and devices are told nothing. */
  at?: string
}

type Attempt = {
  id: string
  at: string
  input: NewTransfer
  payee: Awaited<ReturnType<typeof payeeOf>>
  request: MoneyRequestRow | null
}

/** The request that a transfer pays, locked. Throws NOT_FOUND, INPUT_INVALID for another amount, MONEY_REQUEST_ENDED. */
const requestOf = async (tx: Tx, input: NewTransfer, payeeCustomerId: string, at: string) => {
  if (input.money_request_id === undefined) return null
  const request = found(await lockRequest(tx, input.money_request_id))
  if (request.payer_id !== input.customer_id || request.requester_id !== payeeCustomerId)
    throw new AppError('NOT_FOUND')
  requireMoneyRequestStep(request, 'paid', at)
  if (request.amount !== input.amount.amount || request.currency !== input.amount.currency)
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'amount', message: 'not what was asked for' }] })
  return request
}

const nameFits = async (
  tx: Tx,
  { input, payee, at }: Pick<Attempt, 'input' | 'payee' | 'at'>,
  name: string,
): Promise<boolean> => {
  const pair = { payer_id: input.customer_id, payee_customer_id: payee.payee_customer_id }
  const wrong = await countWrongNames(tx, { ...pair, from: startOfChinaDay(at) })
  const { name_misses_per_day } = await payeePolicy.read(tx)
  return wrong < name_misses_per_day && isNameOf(tx, payee.payee_customer_id, name)
}

/** Everything that may stand against a transfer before the money is looked at, in this order. */
const forbidden = async (tx: Tx, { input, payee, at }: Attempt): Promise<Refusal | null> => {
  if (input.at !== undefined) return null
  const { customer_id, payee_name } = input
  const standing = await standingRefusal(tx, {
    payer_id: customer_id,
    payee_id: payee.payee_customer_id,
    amount: input.amount.amount,
    known: async () => payee.known,
  })
  if (standing) return standing
  const check = await input.authorise(tx)
  if (check.result !== 'ok') return refusalOfAuthorisation(check)
  if (await isClosed(tx, payee.payee_customer_id)) return { failure_code: 'PAYEE_BAD' }
  if (payee_name !== undefined && !(await nameFits(tx, { input, payee, at }, payee_name)))
    return { failure_code: 'PAYEE_BAD' }
  const { amount } = input.amount
  return limitRefusal(tx, { customer_id, from_balance: amount, total: amount, strength: check.strength, at })
}

const pay = async (tx: Tx, { id, at, input, payee }: Attempt): Promise<Refusal | null> => {
  const { amount, currency } = input.amount
  const { short } = await move(tx, {
    id: `transfer:${id}`,
    kind: 'transfer',
    from: walletAccount(input.customer_id, currency),
    to: walletAccount(payee.payee_customer_id, currency),
    amount,
    reference: id,
    at,
  })
  return short > 0 ? refusalOfShortage(tx, input.customer_id, short) : null
}

const record = async (tx: Tx, attempt: Attempt, refusal: Refusal | null): Promise<void> => {
  const { id, at, input, payee, request } = attempt
  const { customer_id: payer_id, note = null, style } = input
  const failure_code = refusal?.failure_code ?? null
  const status = refusal ? ('failed' as const) : ('succeeded' as const)
  const common = {
    kind: 'transfer' as const,
    ...input.amount,
    status,
    failure_code,
    description: note,
    category: 'person',
    method: 'balance' as const,
    transfer_id: id,
    at,
  }
  const named = (name: string) => ({ zh: name, en: name })
  const payer_transaction_id = await recordTransaction(tx, {
    ...common,
    customer_id: payer_id,
    direction: 'out',
    counterparty: named(payee.masked_name),
  })
  const payee_transaction_id = refusal
    ? null
    : await recordTransaction(tx, {
        ...common,
        customer_id: payee.payee_customer_id,
        direction: 'in',
        counterparty: named((await maskedCustomer(tx, payer_id)).name),
      })
  await insertTransfer(tx, {
    id,
    payer_id,
    payee_id: payee.id,
    payee_customer_id: payee.payee_customer_id,
    payer_transaction_id,
    payee_transaction_id,
    ...input.amount,
    note,
    style,
    opened_at: null,
    money_request_id: request?.id ?? null,
    status,
    failure_code,
    refusal: keptRefusal(refusal, input.amount.currency),
    created_at: at,
  })
}

const tell = (tx: Tx, { id, input, payee, request }: Attempt, refusal: Refusal | null): Promise<void> => {
  const payer = `customer:${input.customer_id}` as const
  const receiver = `customer:${payee.payee_customer_id}` as const
  const transfer = { type: 'transfer' as const, transfer_id: id }
  const wallet = { type: 'wallet' as const }
  if (refusal) return publish(tx, [{ stream: payer, event: transfer }])
  return publish(tx, [
    ...[payer, receiver].flatMap((stream) => [
      { stream, event: transfer },
      { stream, event: wallet },
    ]),
    ...(request ? moneyRequestEvents(request, 'paid') : []),
  ])
}

/**
 * Moves money from the balance of one person to another's, in the caller's transaction: it succeeded, or failed with a code, and nothing moved. A request for
 * money that it pays is paid with it. Answers the transfer's id. Throws NOT_FOUND, CURRENCY_UNSUPPORTED, INPUT_INVALID, MONEY_REQUEST_ENDED.
 */
export const startTransfer = async (tx: Tx, input: NewTransfer): Promise<string> => {
  if (input.amount.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const at = input.at ?? timestamp()
  const payee = await payeeOf(tx, input.customer_id, input.payee_id)
  const request = await requestOf(tx, input, payee.payee_customer_id, at)
  const attempt: Attempt = { id: newId('transfer'), at, input, payee, request }
  const refusal = (await forbidden(tx, attempt)) ?? (await pay(tx, attempt))
  await record(tx, attempt, refusal)
  if (!refusal) {
    await setPayeeUsed(tx, payee.id, at)
    if (request) await updateRequest(tx, request.id, { status: 'paid', transfer_id: attempt.id, ended_at: at })
  }
  if (input.at === undefined) await tell(tx, attempt, refusal)
  return attempt.id
}

const toWire = async (tx: Tx | Db, row: TransferRow, customerId: string): Promise<Transfer> => {
  const out = row.payer_id === customerId
  const other = await maskedCustomer(tx, out ? row.payee_customer_id : row.payer_id)
  return {
    id: row.id,
    transaction_id: out ? row.payer_transaction_id : found(row.payee_transaction_id),
    direction: out ? 'out' : 'in',
    counterparty_name: other.name,
    payee_id: out ? row.payee_id : null,
    amount: { amount: row.amount, currency: row.currency },
    note: row.note,
    style: row.style,
    opened_at: row.opened_at,
    money_request_id: row.money_request_id,
    status: row.status,
    ...factsOfRow(row),
    created_at: row.created_at,
  }
}

/** A transfer that the customer sent or received. What failed is nothing to its receiver. Throws NOT_FOUND. */
export const getTransfer = async (tx: Tx | Db, id: string, customerId: string): Promise<Transfer> => {
  const row = found(await findTransfer(tx, id))
  const received = row.payee_customer_id === customerId && row.status === 'succeeded'
  if (row.payer_id !== customerId && !received) throw new AppError('NOT_FOUND')
  return toWire(tx, row, customerId)
}

/** What a second factor of a transfer is sent for: good for this payee and this amount only. */
export const transferBinding = (payeeId: string, amount: Money): Buffer =>
  bindingOf(['transfer', payeeId, amount.amount])

/** Sends money to a person, once per key: a repeated request gets the first answer. Throws as `startTransfer`, and INPUT_INVALID without the payment password. */
export const sendTransfer = (
  deps: Pick<WalletDeps, 'db' | 'config'>,
  input: Omit<NewTransfer, 'authorise' | 'at'> & {
    payment_password?: string | undefined
    verification?: Verification | undefined
  },
  key: RequestKey | null,
): Promise<Transfer> => {
  const { payment_password, verification, ...wanted } = input
  const { customer_id } = input
  const binding = transferBinding(input.payee_id, input.amount)
  const confirmed = { customer_id, payment_password, verification, binding, config: deps.config }
  return once(deps.db, key, async (tx) => {
    await requirePaymentPassword(tx, confirmed)
    const id = await startTransfer(tx, { ...wanted, authorise: (t) => authorise(t, confirmed) })
    return getTransfer(tx, id, customer_id)
  })
}

/** Opens a red packet that the customer was sent; once open it stays so. With `at` it writes history: devices are told nothing. Throws NOT_FOUND. */
export const openRedPacket = async (tx: Tx, id: string, customerId: string, at?: string): Promise<Transfer> => {
  const transfer = await getTransfer(tx, id, customerId)
  if (transfer.direction !== 'in' || transfer.style !== 'red_packet') throw new AppError('NOT_FOUND')
  if (!(await setTransferOpened(tx, id, customerId, at ?? timestamp()))) return getTransfer(tx, id, customerId)
  const row = found(await findTransfer(tx, id))
  if (at !== undefined) return toWire(tx, row, customerId)
  await publish(
    tx,
    [row.payer_id, row.payee_customer_id].map((customer) => ({
      stream: `customer:${customer}` as const,
      event: { type: 'transfer' as const, transfer_id: id },
    })),
  )
  return toWire(tx, row, customerId)
}
