import { DAY, type Db, HOUR, inTx, MINUTE, timestamp } from '../../platform/index.ts'
import { explainMovements, lastDueDay, reconcileDay } from '../../reconciliation/index.ts'
import { type BankConnector, chinaClock } from '../../wallet/index.ts'
import type { World } from './world.ts'

/** How many days the desk finds compared. */
const DAYS = 7

/** When a day (2026-11-24) in China is compared: at half past two of the next. */
const dueAt = (date: string): number => Date.parse(`${date}T00:00:00+08:00`) + DAY + 2 * HOUR + 30 * MINUTE

/** The last days that are due at a moment (ms), oldest first, each with when it is compared (ms). */
export const pastDays = (present: number): { date: string; at: number }[] => {
  const last = Date.parse(lastDueDay(new Date(present).toISOString()))
  return Array.from({ length: DAYS }, (_, index) => {
    const date = new Date(last - (DAYS - 1 - index) * DAY).toISOString().slice(0, 10)
    return { date, at: dueAt(date) }
  })
}

const CUT_OFF = {
  zh: '演示数据的一次载入中途中断，银行记下了它的动账，账上没有留下。',
  en: 'A load of the demo world was cut off: the bank kept its movements, and the books have nothing of it.',
}

/**
 * What the bank's file of today has before anything is loaded was left by a load that was cut off: the books are empty. It is explained at once, so that the
 * night finds no riddles in it.
 */
export const explainLeftovers = async (db: Db, bank: BankConnector): Promise<void> => {
  const { date } = chinaClock(timestamp())
  const file = await bank.statement(date)
  if (file.kind === 'unavailable' || file.rows.length === 0) return
  const rows = file.rows.map(({ type, id, status, amount }) => ({
    operation: type,
    reference: id,
    status,
    amount: amount.amount,
  }))
  await inTx(db, (tx) => explainMovements(tx, date, rows, CUT_OFF))
}

/** Compares a day of the past as the job did that night. What differs would be no past of this world: it stops the loading. */
export const reconcilePast = async (world: World, date: string): Promise<void> => {
  const { status } = await reconcileDay({ ...world, ...world.hooks }, date)
  if (status !== 'clean') throw new Error(`${date} of the demo world does not agree with its bank: ${status}`)
}
