import { currencies, type Money } from '@topay/contract'

const digits = Object.fromEntries(
  Object.entries(currencies).map(([currency, count]) => [
    currency,
    new Intl.NumberFormat('en-US', { minimumFractionDigits: count, maximumFractionDigits: count }),
  ]),
)

/** An amount as both languages write it in a message: ¥1,286.00; another currency by its code. */
export const moneyInWords = ({ amount, currency }: Money): string =>
  `${currency === 'CNY' ? '¥' : `${currency} `}${digits[currency]?.format(amount / 10 ** currencies[currency])}`
