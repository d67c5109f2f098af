import { AppError, type Tx } from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { caseChanged } from './case-events.ts'
import { afterMove } from './case-states.ts'
import { doerOf, requireInHand, type StaffDoer } from './staff-doer.ts'
import { change, openThread, postEvent, publishThread } from './thread.ts'

/**
 * Says that the case waits for the customer, or that it does no longer. A message of the customer that has no answer yet keeps waiting for one either way.
 * Throws NOT_FOUND, CASE_NOT_YOURS, TRANSITION_ILLEGAL, INTERNAL_CASE (no customer to wait for).
 */
export const setCaseStatus = async (
  tx: Tx,
  wanted: { case_id: string; staff: StaffDoer; status: 'open' | 'waiting_customer' },
): Promise<void> => {
  const thread = await openThread(tx, wanted.case_id)
  requireInHand(thread.row, wanted.staff)
  if (thread.row.internal && wanted.status === 'waiting_customer') throw new AppError('INTERNAL_CASE')
  const status = afterMove(thread.row.status, wanted.status === 'open' ? 'resume' : 'wait_for_customer')
  if (status === 'waiting_customer') await postEvent(tx, thread, { type: 'waiting_customer' }, { status })
  else await change(tx, thread, { status })
  thread.events.push(...caseChanged(thread.row))
  await recordAudit(tx, {
    doer: doerOf(wanted.staff),
    action: 'case.status_set',
    subject: wanted.case_id,
    detail: { status },
  })
  await publishThread(tx, thread)
}
