import type { Approval, RecoveryReview, VerificationReview } from '@topay/contract'
import type { Tone } from '#shared/ui/tone.ts'

/** Colours of how a review stands; words stand beside them. A refusal is no danger to money and stays neutral. */
export const reviewTone: Record<VerificationReview['status'] | RecoveryReview['status'], Tone> = {
  in_review: 'wait',
  more_needed: 'info',
  passed: 'ok',
  approved: 'ok',
  failed: 'neutral',
  rejected: 'neutral',
  withdrawn: 'neutral',
  expired: 'neutral',
  draft: 'neutral',
}

export const approvalTone: Record<Approval['status'], Tone> = {
  pending: 'wait',
  approved: 'ok',
  refused: 'neutral',
  expired: 'neutral',
}

/** What is read again after somebody took or decided something: the queue, the case beside it, what waits for a second person. */
export const REVIEW_READS = [
  'listVerificationReviews',
  'getVerificationReview',
  'listRecoveryReviews',
  'getRecoveryReview',
  'listApprovals',
  'listCases',
  'getCase',
  'getCasePanel',
] as const
