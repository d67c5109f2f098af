import type { Challenge, ConfirmedOperation, LocalizedText, Money } from '@topay/contract'
import { accountConfirmed, type ChallengeConfig, startChallenge } from '../identity/index.ts'
import { AppError, found, type Tx } from '../platform/index.ts'
import { getCard, payeeOf, transferBinding, withdrawalBinding } from '../wallet/index.ts'
import { paymentBinding } from './start-payment.ts'
import { findOrderView } from './queries.ts'

type Confirmed = { binding: Buffer; payee: LocalizedText; amount: Money }

const inYuan = (confirmed: Confirmed): Confirmed => {
  if (confirmed.amount.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  return confirmed
}

const orderConfirmed = async (tx: Tx, customerId: string, orderId: string): Promise<Confirmed> => {
  const order = found(await findOrderView(tx, orderId))
  if (order.customer_id !== null && order.customer_id !== customerId) throw new AppError('NOT_FOUND')
  return {
    binding: paymentBinding(order),
    payee: { zh: order.merchant_name_zh, en: order.merchant_name_en },
    amount: { amount: order.amount, currency: order.currency },
  }
}

const withdrawalConfirmed = async (
  tx: Tx,
  customerId: string,
  { card_id, amount }: { card_id: string; amount: Money },
): Promise<Confirmed> => {
  const { bank_name, last4, removed_at } = found(await getCard(tx, customerId, card_id))
  if (removed_at !== null) throw new AppError('NOT_FOUND')
  return {
    binding: withdrawalBinding(card_id, amount),
    payee: { zh: `${bank_name.zh} (${last4})`, en: `${bank_name.en} (${last4})` },
    amount,
  }
}

const transferConfirmed = async (
  tx: Tx,
  customerId: string,
  { payee_id, amount }: { payee_id: string; amount: Money },
): Promise<Confirmed> => {
  const { masked_name } = await payeeOf(tx, customerId, payee_id)
  return {
    binding: transferBinding(payee_id, amount),
    payee: { zh: masked_name, en: masked_name },
    amount,
  }
}

/** What an operation is bound to, and what the customer is told of it. Throws NOT_FOUND, IDENTIFIER_INVALID, CURRENCY_UNSUPPORTED. */
const confirmedBy = async (tx: Tx, customerId: string, operation: ConfirmedOperation) => {
  switch (operation.operation) {
    case 'pay_order':
      return inYuan(await orderConfirmed(tx, customerId, operation.order_id))
    case 'withdraw':
      return inYuan(await withdrawalConfirmed(tx, customerId, operation))
    case 'transfer':
      return inYuan(await transferConfirmed(tx, customerId, operation))
    default:
      return accountConfirmed(operation)
  }
}

/**
 * Begins to confirm one operation and no other: money, with who is paid and how much in the message and under the signature, or a change of the account.
 * `host`: the request's own, for passkeys. Throws NOT_FOUND, IDENTIFIER_INVALID, CURRENCY_UNSUPPORTED, FACTOR_UNAVAILABLE, PASSKEY_ADDRESS, CODE_TOO_SOON,
 * CODE_LIMIT.
 */
export const challengeFor = async (
  tx: Tx,
  config: ChallengeConfig,
  input: { customer_id: string; operation: ConfirmedOperation; host: string | undefined },
): Promise<Challenge> => {
  const { customer_id, operation, host } = input
  const confirmed = await confirmedBy(tx, customer_id, operation)
  return startChallenge(tx, config, { customer_id, method: operation.method, host, ...confirmed })
}
