import { type Jobs, timestamp } from '../platform/index.ts'
import type { ReconciliationDeps } from './deps.ts'
import { dueDays } from './due-days.ts'
import { reconcileDay } from './reconcile-day.ts'

const RECONCILE = 'reconciliation:compare_due_days'

/** Compares one day, because somebody asked. */
export const RECONCILE_DAY = 'reconciliation:compare_day'

/** A day that cannot be compared must not keep others from it; it stays due and is tried again the next hour. */
const compareAndLog = async (deps: ReconciliationDeps, date: string): Promise<void> => {
  try {
    const { status } = await reconcileDay(deps, date)
    if (status !== 'clean') deps.log.warn({ date, status }, 'the bank and the books differ')
  } catch (error) {
    deps.log.error({ err: error, date }, 'a day could not be compared with the bank')
  }
}

/** Every hour at half past; a day is due from 02:30 of the next one in China, so that is when it runs unless something was in the way. */
export const reconciliationCrontab = `30 * * * * ${RECONCILE}`

/** The job that compares all days that are due, oldest first. */
export const reconciliationJobs = (deps: ReconciliationDeps): Jobs => ({
  [RECONCILE]: async () => {
    for (const date of await dueDays(deps.db, timestamp())) await compareAndLog(deps, date)
  },
  [RECONCILE_DAY]: ({ date }) => compareAndLog(deps, String(date)),
})
