import type { Db } from '../platform/index.ts'
import { addDays, boundsOf, lastDueDay } from './china-day.ts'
import { reconciliationPolicy } from './policy.ts'
import { comparedDays, hasMovementsBefore } from './queries.ts'

/** How far back missed days are caught up, and failed ones tried again. */
const DAYS_BACK = 30

/**
 * The days to compare at a moment, oldest first: those that have not been compared since the first one that was, and those whose file could not be read.
 * The first is the last day that is over, once money has moved at the bank. Days before the first one of the policy are never due.
 */
export const dueDays = async (db: Db, at: string): Promise<string[]> => {
  const last = lastDueDay(at)
  const { first_day } = await reconciliationPolicy.read(db)
  if (first_day !== null && last < first_day) return []
  const earliest = addDays(last, 1 - DAYS_BACK)
  const compared = new Map((await comparedDays(db, earliest)).map(({ date, status }) => [date, status]))
  const [first] = [...compared.keys()].toSorted()
  if (first === undefined) return (await hasMovementsBefore(db, boundsOf(last).to)) ? [last] : []
  const days: string[] = []
  const begin = first_day !== null && first < first_day ? first_day : first
  for (let date = begin; date <= last; date = addDays(date, 1)) {
    const status = compared.get(date)
    if (status === undefined || status === 'failed') days.push(date)
  }
  return days
}
