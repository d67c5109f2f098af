import type { Currency } from '@topay/contract'
import type { Tx } from '../platform/index.ts'
import {
  captureMoney,
  holdMoney,
  type LinkedCard,
  move,
  type Refusal,
  releaseMoney,
  walletAccount,
} from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import type { OrderRow, PaymentRow } from './queries.ts'

/** How much of an amount each of balance and card pays, minor units. `card`: null when all of it comes from the balance. */
export type Split = { from_balance: number; from_card: number; card: LinkedCard | null }

type Wanted = { method: PaymentRow['method']; card: LinkedCard | null; amount: number }

/** What a way to pay means by what the balance holds now: a part that would be nothing is left out. */
export const splitOf = ({ method, card, amount }: Wanted, available: number): Split => {
  if (method === 'balance' || !card) return { from_balance: amount, from_card: 0, card: null }
  const from_balance = method === 'card' ? 0 : Math.min(available, amount)
  const from_card = amount - from_balance
  return { from_balance, from_card, card: from_card === 0 ? null : card }
}

export const methodOf = ({ from_balance, card }: Split): PaymentRow['method'] =>
  card === null ? 'balance' : from_balance === 0 ? 'card' : 'balance_and_card'

/**
 * What a payment from the balance alone lacks; null when it is enough. BAL_NO_METHOD: there is no money and no card either; BAL_HELD: with what is on hold
 * it would be enough.
 */
export const shortageOf = (
  amount: number,
  wallet: { available: number; held: number; cards: number },
): Refusal | null => {
  const { available, held, cards } = wallet
  if (available >= amount) return null
  if (available === 0 && held === 0 && cards === 0) return { failure_code: 'BAL_NO_METHOD' }
  const shortfall = amount - available
  return available + held >= amount
    ? { failure_code: 'BAL_HELD', shortfall }
    : { failure_code: 'BAL_WALLET', shortfall }
}

type Paying = { id: string; customer_id: string; currency: Currency; at: string }

const holdId = (paymentId: string): string => `payment:${paymentId}:hold`

const movement = (payment: Paying, order: OrderRow, amount: number) => ({
  kind: 'payment',
  from: walletAccount(payment.customer_id, payment.currency),
  to: merchantAccount(order.merchant_id, payment.currency),
  amount,
  reference: order.id,
  at: payment.at,
})

/** Pays the whole amount from the balance. Returns `short` (minor units) when it is not enough; nothing has moved then. */
export const payFromBalance = (tx: Tx, payment: Paying, order: OrderRow): Promise<{ short: number }> =>
  move(tx, { id: `payment:${payment.id}`, ...movement(payment, order, order.amount) })

/** Sets the balance's part aside while the bank is asked for the rest. Returns `short` as above. */
export const holdBalance = (tx: Tx, payment: Paying, order: OrderRow, amount: number): Promise<{ short: number }> =>
  holdMoney(tx, { id: holdId(payment.id), ...movement(payment, order, amount) })

const endOf = (row: PaymentRow, word: string, at: string) => ({
  id: `payment:${row.id}:${word}`,
  hold_id: holdId(row.id),
  kind: 'payment',
  reference: row.order_id,
  at,
})

/** Gives the merchant the balance's part of a payment, if it has one. */
export const captureBalance = async (tx: Tx, row: PaymentRow, at: string): Promise<void> => {
  if (row.method === 'balance_and_card') await captureMoney(tx, endOf(row, 'balance', at))
}

/** Gives the customer the balance's part of a payment back, if it has one. */
export const releaseBalance = async (tx: Tx, row: PaymentRow, at: string): Promise<void> => {
  if (row.method === 'balance_and_card') await releaseMoney(tx, endOf(row, 'release', at))
}
