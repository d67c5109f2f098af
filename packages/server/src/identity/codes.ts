import { AppError, type Config, now } from '../platform/index.ts'
import { policy } from './policy.ts'

/** Keys one-time codes, and says whether they may be kept readable. */
export type CodeKeeping = Pick<Config, 'TOPAY_SECRET' | 'demo'>

/** Throws CODE_TOO_SOON or CODE_LIMIT with the time when the next code can be asked for. `times`: of the codes sent so far, newest first. */
export const requireCodeAllowed = (times: readonly string[]): void => {
  const nextAfter = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString()
  const age = (time: string): number => now().getTime() - Date.parse(time)
  const [newest] = times
  if (newest !== undefined && age(newest) < policy.code.resend)
    throw new AppError('CODE_TOO_SOON', { retryAt: nextAfter(newest, policy.code.resend) })
  for (const { codes, within } of policy.code.limits) {
    const oldest = times[codes - 1]
    if (oldest !== undefined && age(oldest) < within)
      throw new AppError('CODE_LIMIT', { retryAt: nextAfter(oldest, within) })
  }
}
