import { useTranslation } from 'react-i18next'
import type { Transaction } from '@topay/contract'
import { useFormat } from '#shared/format/use-format.ts'
import { formatRoundMoney } from '#shared/money/format-money.ts'
import type { BillFilter } from './bill-filter.ts'

const yuan = (amount: number) => formatRoundMoney({ amount, currency: 'CNY' })

/** Words for the parts of a bill and of a filter, in the language that is shown. */
export const useBillWords = () => {
  const { t } = useTranslation('bills')
  const { text } = useFormat()
  return {
    category: (category: string): string => {
      const key = `categories.${category}`
      const known: string = t(key as 'categories.other')
      return known === key ? t('categories.other') : known
    },
    method: (bill: Pick<Transaction, 'method' | 'bank_name' | 'card_last4'>): string => {
      if (bill.method === 'balance' || bill.bank_name === null) return t('bill.balance')
      const card = `${text(bill.bank_name)} (${bill.card_last4 ?? ''})`
      return bill.method === 'card' ? card : t('bill.balanceAndCard', { card })
    },
    amount: ({ min, max }: Pick<BillFilter, 'min' | 'max'>): string => {
      if (min !== undefined && max !== undefined) return t('filter.amountBetween', { from: yuan(min), to: yuan(max) })
      return min !== undefined
        ? t('filter.amountFrom', { amount: yuan(min) })
        : t('filter.amountTo', { amount: yuan(max ?? 0) })
    },
  }
}
