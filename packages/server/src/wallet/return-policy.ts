import { z } from 'zod'
import { DAY, definePolicy } from '../platform/index.ts'

/** What Topay pays when money that a bank took comes back later than promised. Amounts in fen. */
export const returnPolicy = definePolicy(
  'wallet.returns',
  z.strictObject({
    compensation_min_amount: z.int().min(0).default(100),
    compensation_max_amount: z.int().min(0).default(5_000),
    /** Of the amount, for each day of delay that has begun: 5 is 0.05 %. */
    compensation_basis_points_a_day: z.int().min(0).max(10_000).default(5),
  }),
)

type Rates = Awaited<ReturnType<typeof returnPolicy.read>>

/** The compensation (minor units) for `amount` that is settled at `at` though it was promised by `due_at`; 0 in time. */
export const compensationFor = (rates: Rates, amount: number, due_at: string, at: string): number => {
  const late = Date.parse(at) - Date.parse(due_at)
  if (late <= 0) return 0
  const share = Math.round((amount * rates.compensation_basis_points_a_day * Math.ceil(late / DAY)) / 10_000)
  return Math.min(Math.max(share, rates.compensation_min_amount), rates.compensation_max_amount)
}
