import type { FailureCode, Limits } from '@topay/contract'

type Refusable = { failure_code: FailureCode | null; tries_left: number | null }
type Stage =
  | { stage: 'done' }
  | { stage: 'pin'; tries_left: number }
  /** `tries_left` is null when no code was entered yet. */
  | { stage: 'code'; tries_left: number | null }

/** True when a second factor would let this amount through today. Unknown limits count as yes: the server decides. */
const stepUpHelps = (limits: Limits | undefined, amount: number): boolean => {
  const strong = limits?.day.find((one) => one.strength === 'second_factor')
  if (!limits || !strong || strong.limit === null) return true
  return limits.used_today.amount + amount <= strong.limit.amount
}

/**
 * Where the sheet goes after an answer: back to the digits after a wrong password, on to the code where a second factor is
 * what is missing and would help, back to the code after a wrong one; everything else has its own page.
 * `amount` in minor units; `verified`: a second factor was sent with it.
 */
export const nextStage = (
  result: Refusable,
  { verified, limits, amount }: { verified: boolean; limits?: Limits | undefined; amount: number },
): Stage => {
  switch (result.failure_code) {
    case 'SEC_PIN_WRONG':
      return (result.tries_left ?? 0) > 0 ? { stage: 'pin', tries_left: result.tries_left ?? 0 } : { stage: 'done' }
    case 'SEC_2FA_NEED':
      return verified ? { stage: 'done' } : { stage: 'code', tries_left: null }
    case 'SEC_2FA_FAIL':
      return { stage: 'code', tries_left: result.tries_left ?? 0 }
    case 'LIM_AUTH_DAY':
      return !verified && stepUpHelps(limits, amount) ? { stage: 'code', tries_left: null } : { stage: 'done' }
    default:
      return { stage: 'done' }
  }
}
