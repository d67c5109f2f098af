import { AppError, type Config, DAY, HOUR, now } from '../platform/index.ts'

/** Keys one-time codes, and says whether they may be kept readable. */
export type CodeKeeping = Pick<Config, 'TOPAY_SECRET' | 'demo'>

/** Throws CODE_TOO_SOON or CODE_LIMIT with the time when the next code can be asked for. `times`: of the codes sent in the last day, newest first. */
export const requireCodeAllowed = (
  times: readonly string[],
  policy: { resend_ms: number; per_hour: number; per_day: number },
): void => {
  const nextAfter = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString()
  const age = (time: string): number => now().getTime() - Date.parse(time)
  const [newest] = times
  if (newest !== undefined && age(newest) < policy.resend_ms)
    throw new AppError('CODE_TOO_SOON', { retryAt: nextAfter(newest, policy.resend_ms) })
  for (const { codes, within } of [
    { codes: policy.per_hour, within: HOUR },
    { codes: policy.per_day, within: DAY },
  ]) {
    const oldest = times[codes - 1]
    if (oldest !== undefined && age(oldest) < within)
      throw new AppError('CODE_LIMIT', { retryAt: nextAfter(oldest, within) })
  }
}
