import { invariant } from '../platform/index.ts'

export type WithdrawalStatus = 'pending' | 'unknown' | 'succeeded' | 'failed' | 'returned'

/**
 * What may follow on each state of a withdrawal. `unknown` may stay so for a while; a bank may send back what it had paid out, and pay out what it had said it
 * would not: that is a success once all of it could be taken back from the balance.
 */
export const withdrawalTransitions: Readonly<Record<WithdrawalStatus, readonly WithdrawalStatus[]>> = {
  pending: ['unknown', 'succeeded', 'failed', 'returned'],
  unknown: ['unknown', 'succeeded', 'failed', 'returned'],
  succeeded: ['returned'],
  failed: ['succeeded'],
  returned: [],
}

/** True while the money is on hold and the bank is to be asked. */
export const isUnderWay = (status: WithdrawalStatus): status is 'pending' | 'unknown' =>
  status === 'pending' || status === 'unknown'

/** Whether the table allows the step. */
export const mayFollow = (from: WithdrawalStatus, to: WithdrawalStatus): boolean =>
  withdrawalTransitions[from].includes(to)

/** Throws when the table does not allow the step. */
export const requireWithdrawalTransition = (from: WithdrawalStatus, to: WithdrawalStatus): void =>
  invariant(mayFollow(from, to), `a withdrawal cannot go from ${from} to ${to}`)
