import type { Spending } from '@topay/contract'

/** A slice of a month's spending. `color` is the number of the chart colour, 0 for what shares one grey. */
export type Slice = {
  category: string
  amount: number
  count: number
  /** Percent of the whole, whole numbers that add up to 100. */
  percent: number
  /** Where it begins and how long it is on a ring of length 1. */
  start: number
  share: number
  color: number
}

/** Colours of the chart; what comes after is grey. */
const COLORS = 5

/** Slices of a month in the order given (largest first). Percents are rounded so that they still add up to 100. */
export const slicesOf = (categories: Spending['categories']): Slice[] => {
  const total = categories.reduce((sum, { amount }) => sum + amount.amount, 0)
  if (total === 0) return []
  const exact = categories.map(({ amount }) => (amount.amount / total) * 100)
  const missing = 100 - exact.reduce((sum, value) => sum + Math.floor(value), 0)
  // The largest remainders get what rounding down has left over.
  const rounded = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index)
    .slice(0, missing)
    .map(({ index }) => index)
  let start = 0
  return categories.map(({ category, amount, count }, index) => {
    const share = amount.amount / total
    const slice = {
      category,
      amount: amount.amount,
      count,
      percent: Math.floor(exact[index] ?? 0) + (rounded.includes(index) ? 1 : 0),
      start,
      share,
      color: index < COLORS ? index + 1 : 0,
    }
    start += share
    return slice
  })
}

/** Heights of bars, 0 to 1 of the highest; nothing spent is 0. */
export const heightsOf = (amounts: readonly number[]): number[] => {
  const most = Math.max(0, ...amounts)
  return amounts.map((amount) => (most === 0 ? 0 : amount / most))
}
