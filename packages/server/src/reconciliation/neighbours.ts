import { timestamp } from '../platform/index.ts'
import type { BankConnector } from '../wallet/index.ts'
import { bankSide, keyOf, type Movement } from './bank-side.ts'
import { addDays, dayOf } from './china-day.ts'
import type { OwnRecord } from './queries.ts'

/** How many days before the books a bank may have moved money: longer than a file may be late. */
const DAYS_BEFORE = 35

/**
 * Which of the movements that are in our books of a day stand in the bank's file of another day: one that was settled at 23:59:59 here and at 00:00:01 there
 * is no difference, nor is one that the bank decided days before we could learn of it. Answers their keys. Throws when the file of the next day, where most of
 * them are, cannot be read: the day is tried again later, rather than called different.
 */
export const findInNeighbours = async (
  bank: BankConnector,
  date: string,
  movements: readonly Movement[],
  records: ReadonlyMap<string, OwnRecord>,
): Promise<Set<string>> => {
  const missing = new Set(movements.map(keyOf))
  const found = new Set<string>()
  if (missing.size === 0) return found
  const today = dayOf(timestamp())
  const began = movements.map(({ reference }) => dayOf(records.get(reference)?.created_at ?? timestamp()))
  const earliest = [addDays(date, -1), ...began].toSorted()[0] ?? date
  const oldest = [earliest, addDays(date, -DAYS_BEFORE)].toSorted()[1] ?? date
  // Nearest first: most are just beside.
  const days = [addDays(date, 1), addDays(date, -1)]
  for (let day = addDays(date, -2); day >= oldest; day = addDays(day, -1)) days.push(day)
  for (const day of days) {
    if (missing.size === 0) break
    if (day > today) continue
    const side = await bankSide(bank, day)
    if (side.kind === 'unavailable') {
      if (day > date) throw new Error(`the bank's file of ${day} cannot be read: ${side.reason}`)
      continue
    }
    for (const key of missing) {
      if (!side.rows.has(key)) continue
      missing.delete(key)
      found.add(key)
    }
  }
  return found
}
