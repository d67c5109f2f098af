import type { Money } from '@topay/contract'

/** Minus sign U+2212: as wide as the plus, and read as minus. */
const MINUS = '\u2212'

/** The pieces of a written amount. `symbol` ends with a space for currencies that are written by their code. */
export type MoneyParts = { sign: '' | '\u2212' | '+'; symbol: string; whole: string; fraction: string }

const wholeFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, useGrouping: true })

/** Digits after the point of each currency of the contract (ISO 4217). */
const DIGITS: Record<Money['currency'], number> = { CNY: 2, USD: 2 }

/**
 * Splits an amount in minor units for typesetting: a hero sets symbol and decimals smaller. No float is involved.
 * `{ amount: 128600, currency: 'CNY' }` is `¥` `1,286` `.00`.
 */
export const moneyParts = ({ amount, currency }: Money): MoneyParts => {
  const digits = DIGITS[currency]
  const units = Math.abs(amount)
    .toString()
    .padStart(digits + 1, '0')
  return {
    sign: amount < 0 ? MINUS : '',
    symbol: currency === 'CNY' ? '¥' : `${currency} `,
    whole: wholeFormat.format(BigInt(units.slice(0, -digits))),
    fraction: `.${units.slice(-digits)}`,
  }
}

/** `¥1,286.00`, `−¥12.00`, `USD 20.00`: in sentences and on buttons. Grouped, always two decimals. */
export const formatMoney = (money: Money): string => {
  const { sign, symbol, whole, fraction } = moneyParts(money)
  return `${sign}${symbol}${whole}${fraction}`
}

/** `−32.00`, `+459.00`, and `20.00` for zero direction: in lists, where yuan needs no symbol. */
export const formatListMoney = (money: Money, direction: 'in' | 'out' | 'none'): string => {
  const { symbol, whole, fraction } = moneyParts({ ...money, amount: Math.abs(money.amount) })
  const sign = direction === 'in' ? '+' : direction === 'out' ? MINUS : ''
  return `${sign}${money.currency === 'CNY' ? '' : symbol}${whole}${fraction}`
}

/** `¥1,000` when there are no cents, else as `formatMoney`: round limits in prose only. */
export const formatRoundMoney = (money: Money): string => {
  const { sign, symbol, whole, fraction } = moneyParts(money)
  return `${sign}${symbol}${whole}${/[1-9]/.test(fraction) ? fraction : ''}`
}

/** What stands in the place of an amount that the owner has hidden. */
export const HIDDEN_AMOUNT = '••••'
