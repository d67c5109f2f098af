import type { Challenge, ConfirmedOperation, LocalizedText, Money } from '@topay/contract'
import { type CodeKeeping, customerLocale, startChallenge } from '../identity/index.ts'
import { AppError, found, type Tx } from '../platform/index.ts'
import { getCard, payeeOf, transferBinding, withdrawalBinding } from '../wallet/index.ts'
import { paymentBinding } from './start-payment.ts'
import { findOrderView } from './queries.ts'

type Confirmed = { binding: Buffer; payee: LocalizedText; amount: Money }

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

const confirmedBy = (tx: Tx, customerId: string, operation: ConfirmedOperation): Promise<Confirmed> => {
  switch (operation.operation) {
    case 'pay_order':
      return orderConfirmed(tx, customerId, operation.order_id)
    case 'withdraw':
      return withdrawalConfirmed(tx, customerId, operation)
    case 'transfer':
      return transferConfirmed(tx, customerId, operation)
    default:
      throw new AppError('FACTOR_UNAVAILABLE')
  }
}

/**
 * Sends the customer a code that confirms one operation and no other: who is paid, and how much, stand in the message. Throws NOT_FOUND, CODE_TOO_SOON,
 * CODE_LIMIT, CURRENCY_UNSUPPORTED.
 */
export const challengeFor = async (
  tx: Tx,
  config: CodeKeeping,
  input: { customer_id: string; operation: ConfirmedOperation },
): Promise<Challenge> => {
  const { customer_id, operation } = input
  const confirmed = await confirmedBy(tx, customer_id, operation)
  if (confirmed.amount.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const sent = await startChallenge(tx, config, { customer_id, ...confirmed })
  const { payee, amount } = confirmed
  const english = (await customerLocale(tx, customer_id)) === 'en'
  return {
    ...sent,
    method: 'code',
    methods: ['code'],
    passkey_options: null,
    payee: english ? payee.en : payee.zh,
    amount,
  }
}
