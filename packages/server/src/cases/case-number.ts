import type { Tx } from '../platform/index.ts'
import { chinaClock } from '../wallet/index.ts'
import { takeCaseNumber } from './queries.ts'

/** A number that people can read to each other, counted from 1 in each day of China: `CS 2026 1124 0007`. */
export const newCaseNumber = async (tx: Tx, at: string): Promise<string> => {
  const day = chinaClock(at).date
  const [year, month, date] = day.split('-')
  return `CS ${year} ${month}${date} ${String(await takeCaseNumber(tx, day)).padStart(4, '0')}`
}
