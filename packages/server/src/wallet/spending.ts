import { money, type MonthTotal, type Spending } from '@topay/contract'
import { AppError, type Db, timestamp, type Tx } from '../platform/index.ts'
import { sumCategories, sumMonths } from './bills-queries.ts'
import { chinaMonth, chinaMonthBounds } from './china-time.ts'

/** How many months a trend shows, the asked one included. */
const TREND_MONTHS = 6
const FIRST_MONTH = '2000-01'

/** A month (2026-11, China time) that there can be figures of. Throws INPUT_INVALID for one that has not begun or lies before all books. */
export const requireMonth = (month: string): string => {
  if (month >= FIRST_MONTH && month <= chinaMonth(timestamp())) return month
  throw new AppError('INPUT_INVALID', {
    fields: [{ path: 'month', message: 'a month that has begun, 2000-01 or later' }],
  })
}

/**
 * What was spent and received in each of some months (2026-11), in the order given. Counted is what succeeded: payments and transfers out, transfers and compensation
 * in. Moves from and to one's own cards are neither, and what came back is not counted.
 */
export const monthTotals = async (
  tx: Tx | Db,
  customerId: string,
  months: readonly string[],
): Promise<MonthTotal[]> => {
  const [oldest, newest] = [months.toSorted()[0], months.toSorted().at(-1)]
  if (newest === undefined || oldest === undefined) return []
  const span = { from: chinaMonthBounds(oldest).from, to: chinaMonthBounds(newest).to }
  const sums = new Map((await sumMonths(tx, customerId, span)).map((row) => [row.month, row]))
  return months.map((month) => ({
    month,
    spent: money(sums.get(month)?.spent ?? 0),
    received: money(sums.get(month)?.received ?? 0),
  }))
}

/** The month `count` months before another: 2026-01 and 2 is 2025-11. */
const monthBefore = (month: string, count: number): string => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 - count, 1)).toISOString().slice(0, 7)
}

/** Spending of a month in China (this one when left out) by category, and the totals of it and the five months before it. Throws INPUT_INVALID for a month that has not begun. */
export const getSpending = async (
  tx: Tx | Db,
  customerId: string,
  month: string = chinaMonth(timestamp()),
): Promise<Spending> => {
  requireMonth(month)
  const trend = Array.from({ length: TREND_MONTHS }, (_, index) => monthBefore(month, TREND_MONTHS - 1 - index))
  const months = await monthTotals(tx, customerId, trend)
  const categories = await sumCategories(tx, customerId, chinaMonthBounds(month))
  const total = months.at(-1)
  return {
    month,
    spent: total?.spent ?? money(0),
    received: total?.received ?? money(0),
    categories: categories.map(({ category, amount, count }) => ({ category, amount: money(amount), count })),
    months,
  }
}
