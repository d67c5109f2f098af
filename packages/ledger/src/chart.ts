/** The five classes of accounts and the side on which each grows. */
export const CLASSES = {
  asset: 'debit',
  expense: 'debit',
  liability: 'credit',
  equity: 'credit',
  income: 'credit',
} as const

/** asset, expense, liability, equity or income. */
export type AccountClass = keyof typeof CLASSES

/** The side on which an account grows. */
export type NormalSide = 'debit' | 'credit'

/** What an account type of the chart means. */
export type ChartEntry = { class: AccountClass; allow_negative: boolean; holds: string }

/**
 * The chart of accounts of a wallet company. Money that customers and merchants keep with the company is owed to them,
 * so it is a liability; money at the bank is an asset. `allow_negative` is the default for the type: only accounts that
 * nobody spends from may go below zero.
 */
export const CHART = {
  customer_wallet: { class: 'liability', allow_negative: false, holds: 'money owed to one customer' },
  merchant_balance: { class: 'liability', allow_negative: false, holds: 'money owed to one merchant' },
  bank_clearing: { class: 'asset', allow_negative: true, holds: 'money at a bank, or on its way there and back' },
  fee_income: { class: 'income', allow_negative: true, holds: 'fees earned, less fees given back' },
  compensation: { class: 'expense', allow_negative: true, holds: 'compensation paid, less what was recovered' },
  provisional_credit: { class: 'asset', allow_negative: true, holds: 'credit given to customers while a case is open' },
  suspense: { class: 'liability', allow_negative: true, holds: 'money whose owner is not yet known' },
} as const satisfies Record<string, ChartEntry>

/** A type of the chart. */
export type ChartType = keyof typeof CHART

/** The chart's entry for a type, or undefined when the type is the caller's own. */
export function chartEntry(type: string): ChartEntry | undefined {
  return Object.hasOwn(CHART, type) ? CHART[type as ChartType] : undefined
}
