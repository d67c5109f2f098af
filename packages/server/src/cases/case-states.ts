import type { CustomerCase } from '@topay/contract'
import { AppError } from '../platform/index.ts'

export type CaseStatus = CustomerCase['status']

/** What can happen to a case as a whole. */
export const caseMoves = ['customer_writes', 'wait_for_customer', 'resume', 'close'] as const
export type CaseMove = (typeof caseMoves)[number]

/** Every allowed move, and the state it leads to. What is not here is illegal. A closed case is reopened by its customer's message and by nothing else. */
export const transitions: Record<CaseStatus, Partial<Record<CaseMove, CaseStatus>>> = {
  open: { customer_writes: 'open', wait_for_customer: 'waiting_customer', close: 'closed' },
  waiting_customer: { customer_writes: 'open', resume: 'open', close: 'closed' },
  closed: { customer_writes: 'open' },
}

/** The state after a move. Throws TRANSITION_ILLEGAL. */
export const afterMove = (status: CaseStatus, move: CaseMove): CaseStatus => {
  const next = transitions[status][move]
  if (!next) throw new AppError('TRANSITION_ILLEGAL')
  return next
}
