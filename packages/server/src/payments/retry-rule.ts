import { type FailureCode, type FailureRow, failures, type RetryRule } from '@topay/contract'
import type { PaymentRow } from './queries.ts'

type Failed = { failure_code: FailureCode; bank_code: string | null }

/** When a failed attempt may be tried again. A bank code that nobody listed is a decline that is never tried again by the same card. */
export const retryRule = ({ failure_code, bank_code }: Failed): RetryRule => {
  const row: FailureRow = failures[failure_code]
  const unlisted = failure_code === 'BANK_DECLINE' && bank_code !== null && !row.bank_codes.includes(bank_code)
  return unlisted ? 'never' : row.retry
}

/** What a rule of "never" holds for: a bank's refusal for that card, everything else for the order however it is paid. */
const sameMeans = (attempt: PaymentRow, token: string | null): boolean => {
  const ofTheBank =
    attempt.bank_code !== null ||
    (attempt.failure_code !== null && failures[attempt.failure_code].cause_class === 'bank')
  return !ofTheBank || attempt.bank_token === token
}

/** The earlier attempt of the same customer whose rule forbids this one for good, if there is one. `token`: the bank's token of the card now used. */
export const forbiddenBy = (
  attempts: readonly PaymentRow[],
  now: { customer_id: string; token: string | null },
): PaymentRow | undefined =>
  attempts.findLast(
    (attempt) =>
      attempt.status === 'failed' &&
      attempt.customer_id === now.customer_id &&
      attempt.failure_code !== null &&
      retryRule({ failure_code: attempt.failure_code, bank_code: attempt.bank_code }) === 'never' &&
      sameMeans(attempt, now.token),
  )
