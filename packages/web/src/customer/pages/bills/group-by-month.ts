import type { Transaction } from '@topay/contract'
import { monthKey } from '#shared/format/format-time.ts'

export type MonthOfBills = { month: string; bills: Transaction[] }

/** Bills that come newest first, put together by month, in the same order. A bill that comes twice is shown once. */
export const groupByMonth = (bills: readonly Transaction[]): MonthOfBills[] => {
  const months: MonthOfBills[] = []
  const seen = new Set<string>()
  for (const bill of bills) {
    // A new bill that comes in while older pages are read moves the others on by one.
    if (seen.has(bill.id)) continue
    seen.add(bill.id)
    const month = monthKey(bill.created_at)
    const last = months.at(-1)
    if (last?.month === month) last.bills.push(bill)
    else months.push({ month, bills: [bill] })
  }
  return months
}
