import type { Recovery } from '@topay/contract'
import { AppError } from '../../platform/index.ts'

export type RecoveryStatus = Recovery['status']

/** Where each move leads from where; what is not in the table is not allowed. `propose` waits for a second person, `approve` is that person's. */
export const recoveryMoves = {
  upload: { draft: 'draft', more_needed: 'more_needed' },
  submit: { draft: 'in_review', more_needed: 'in_review' },
  take: { in_review: 'in_review' },
  propose: { in_review: 'in_review' },
  approve: { in_review: 'approved' },
  reject: { in_review: 'rejected' },
  ask_more: { in_review: 'more_needed' },
  withdraw: { draft: 'withdrawn', in_review: 'withdrawn', more_needed: 'withdrawn' },
  lapse: { draft: 'expired', more_needed: 'expired' },
} as const satisfies Record<string, Partial<Record<RecoveryStatus, RecoveryStatus>>>

export type RecoveryMove = keyof typeof recoveryMoves

/** The status after a move. Throws TRANSITION_ILLEGAL. */
export const afterRecoveryMove = (status: RecoveryStatus, move: RecoveryMove): RecoveryStatus => {
  const allowed: Partial<Record<RecoveryStatus, RecoveryStatus>> = recoveryMoves[move]
  const next = allowed[status]
  if (next === undefined) throw new AppError('TRANSITION_ILLEGAL')
  return next
}
