import type { Currency } from '@topay/contract'
import type { AccountRef } from '../wallet/index.ts'

/** The account of what Topay owes a merchant. */
export const merchantAccount = (merchantId: string, currency: Currency): AccountRef => ({
  id: `merchant:${merchantId}:${currency}`,
  type: 'merchant_balance',
  currency,
})
