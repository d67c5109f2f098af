import { type FailureCode, type FailureRow, failures, type RetryRule } from '@topay/contract'
import type { PaymentRow } from './queries.ts'

type Failed = { failure_code: FailureCode; bank_code: string | null }

/** After an error of our own an order may be tried once more; should that one fail too, a person looks at it. */
export const SYSTEM_ERRORS = 2

/**
 * When a failed attempt may be tried again. A bank code that nobody listed is a decline that is never tried again by the same card. `system_errors`: how many
 * attempts of the customer at this order ended SYS_ERROR, this one among them.
 */
export const retryRule = ({ failure_code, bank_code }: Failed, system_errors = 0): RetryRule => {
  const row: FailureRow = failures[failure_code]
  if (failure_code === 'SYS_ERROR' && system_errors >= SYSTEM_ERRORS) return 'never'
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
): PaymentRow | undefined => {
  const own = attempts.filter(({ customer_id }) => customer_id === now.customer_id)
  const errors = systemErrors(own)
  return own.findLast(
    (attempt) =>
      attempt.status === 'failed' &&
      attempt.failure_code !== null &&
      retryRule({ failure_code: attempt.failure_code, bank_code: attempt.bank_code }, errors) === 'never' &&
      sameMeans(attempt, now.token),
  )
}

/** How many of these attempts ended because of an error of our own. */
export const systemErrors = (attempts: readonly PaymentRow[]): number =>
  attempts.filter(({ failure_code }) => failure_code === 'SYS_ERROR').length
