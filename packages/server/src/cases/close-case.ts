import type { Tx } from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { caseChanged } from './case-events.ts'
import { afterMove } from './case-states.ts'
import type { CaseRow } from './queries.ts'
import { doerOf, requireInHand, type StaffDoer } from './staff-doer.ts'
import { tellLater } from './tell-customer.ts'
import { openThread, postEvent, publishThread, type Thread } from './thread.ts'

/** Closes the case in hand, in its row and in words. Throws TRANSITION_ILLEGAL. */
export const close = async (tx: Tx, thread: Thread, reason: NonNullable<CaseRow['close_reason']>): Promise<void> => {
  const status = afterMove(thread.row.status, 'close')
  await postEvent(
    tx,
    thread,
    { type: 'closed', reason },
    { status, closed_at: thread.at, close_reason: reason, waiting_since: null },
  )
  thread.events.push(...caseChanged(thread.row))
}

/** Closes a case; the event in the conversation asks the customer to rate it. Throws NOT_FOUND, CASE_NOT_YOURS, TRANSITION_ILLEGAL. */
export const closeCase = async (
  tx: Tx,
  wanted: { case_id: string; staff: StaffDoer; reason: NonNullable<CaseRow['close_reason']> },
): Promise<void> => {
  const { reason } = wanted
  const thread = await openThread(tx, wanted.case_id)
  requireInHand(thread.row, wanted.staff)
  await close(tx, thread, reason)
  await tellLater(tx, thread.row)
  await recordAudit(tx, {
    doer: doerOf(wanted.staff),
    action: 'case.closed',
    subject: wanted.case_id,
    detail: { reason },
  })
  await publishThread(tx, thread)
}
