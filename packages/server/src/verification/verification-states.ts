import type { VerificationSubmission } from '@topay/contract'
import { AppError } from '../platform/index.ts'

export type VerificationStatus = VerificationSubmission['status']

/** Where each move leads from where; what is not in the table is not allowed. `lapse`: time ran out, on the document or on what was asked for. */
export const verificationMoves = {
  take: { in_review: 'in_review' },
  pass: { in_review: 'passed' },
  fail: { in_review: 'failed' },
  ask_more: { in_review: 'more_needed' },
  resubmit: { more_needed: 'in_review' },
  withdraw: { in_review: 'withdrawn', more_needed: 'withdrawn' },
  lapse: { passed: 'expired', more_needed: 'expired' },
} as const satisfies Record<string, Partial<Record<VerificationStatus, VerificationStatus>>>

export type VerificationMove = keyof typeof verificationMoves

/** The status after a move. Throws TRANSITION_ILLEGAL. */
export const afterVerificationMove = (status: VerificationStatus, move: VerificationMove): VerificationStatus => {
  const allowed: Partial<Record<VerificationStatus, VerificationStatus>> = verificationMoves[move]
  const next = allowed[status]
  if (next === undefined) throw new AppError('TRANSITION_ILLEGAL')
  return next
}
