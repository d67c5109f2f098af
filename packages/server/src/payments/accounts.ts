import type { Currency, Money } from '@topay/contract'
import { balance, LedgerError } from '@topay/ledger'
import { asQueryable, type Db, timestamp, type Tx } from '../platform/index.ts'
import type { AccountRef } from '../wallet/index.ts'

/** The account of what Topay owes a merchant. */
export const merchantAccount = (merchantId: string, currency: Currency): AccountRef => ({
  id: `merchant:${merchantId}:${currency}`,
  type: 'merchant_balance',
  currency,
})

/** What Topay owes a merchant now; 0 for one that never took a payment. */
export const getBalanceOf = async (tx: Tx | Db, merchantId: string, currency: Currency = 'CNY'): Promise<Money> => {
  try {
    const { available } = await balance(asQueryable(tx), merchantAccount(merchantId, currency).id, timestamp())
    return { amount: available, currency }
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ACCOUNT_NOT_FOUND') return { amount: 0, currency }
    throw error
  }
}
