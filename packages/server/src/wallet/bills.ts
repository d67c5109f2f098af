import { type Currency, type FailureCode, type LocalizedText } from '@topay/contract'
import { newId, timestamp, type Tx } from '../platform/index.ts'
import { insertTransaction, type TransactionRow, updateTransaction } from './queries.ts'

export type NewTransaction = {
  customer_id: string
  kind: TransactionRow['kind']
  direction: TransactionRow['direction']
  /** Minor units, at least 1. */
  amount: number
  currency: Currency
  status: TransactionRow['status']
  failure_code?: FailureCode | null
  /** Merchant, bank, or a person's masked name. */
  counterparty: LocalizedText
  description?: string | null
  /** Merchant category, `bank`, or `person`. */
  category: string
  method: TransactionRow['method']
  /** Minor units of the amount that come from the balance; all of it by default when the method is the balance and money goes out. */
  from_balance?: number
  card?: { last4: string; bank_name: LocalizedText } | null
  payment_id?: string
  top_up_id?: string
  withdrawal_id?: string
  transfer_id?: string
  at?: string
}

/** Writes a row of the bills, also for what failed; returns its id. */
export const recordTransaction = async (tx: Tx, input: NewTransaction): Promise<string> => {
  const id = newId('transaction')
  const wholeFromBalance = input.method === 'balance' && input.direction === 'out'
  await insertTransaction(tx, {
    id,
    customer_id: input.customer_id,
    kind: input.kind,
    direction: input.direction,
    amount: input.amount,
    currency: input.currency,
    status: input.status,
    failure_code: input.failure_code ?? null,
    counterparty_zh: input.counterparty.zh,
    counterparty_en: input.counterparty.en,
    description: input.description ?? null,
    category: input.category,
    method: input.method,
    from_balance: input.from_balance ?? (wholeFromBalance ? input.amount : 0),
    card_last4: input.card?.last4 ?? null,
    bank_name_zh: input.card?.bank_name.zh ?? null,
    bank_name_en: input.card?.bank_name.en ?? null,
    payment_id: input.payment_id ?? null,
    top_up_id: input.top_up_id ?? null,
    withdrawal_id: input.withdrawal_id ?? null,
    transfer_id: input.transfer_id ?? null,
    created_at: input.at ?? timestamp(),
  })
  return id
}

/** Brings a row of the bills to the state its payment or top-up has reached. */
export const settleTransaction = async (
  tx: Tx,
  input: { transaction_id: string; status: TransactionRow['status']; failure_code?: FailureCode | null },
): Promise<void> => {
  await updateTransaction(tx, input.transaction_id, {
    status: input.status,
    failure_code: input.failure_code ?? null,
  })
}
