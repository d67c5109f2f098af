import { z } from 'zod'
import { definePolicy, type Tx, writePolicy } from '../platform/index.ts'
import { dayOf } from './china-day.ts'

export const reconciliationPolicy = definePolicy(
  'reconciliation',
  z.strictObject({
    /** The first day in China that is compared, such as 2026-11-24; without one, the first on which money moved at the bank. */
    first_day: z.iso.date().nullable().default(null),
  }),
)

/**
 * Compares no day before that of `at` (RFC 3339): what the books have of earlier days was brought in, and the bank's files of those days know nothing of it.
 * Whatever a file of a later day has of it is found in the books as usual.
 */
export const beginReconciliation = async (tx: Tx, at: string): Promise<void> => {
  await writePolicy(tx, reconciliationPolicy.key, { first_day: dayOf(at) })
}
