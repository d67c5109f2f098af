import { found, type Tx } from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { caseChanged } from './case-events.ts'
import { afterMove } from './case-states.ts'
import { type CaseKinds, internalKindOf } from './case-kind.ts'
import { type CaseRow, findCase } from './queries.ts'
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

/**
 * Closes a case; the event in the conversation asks the customer to rate it. The matter of an internal case is cleared up with it. Throws NOT_FOUND,
 * CASE_NOT_YOURS, TRANSITION_ILLEGAL, PERMISSION_MISSING (the matter is not for this colleague to clear up).
 */
export const closeCase = async (
  tx: Tx,
  kinds: CaseKinds,
  wanted: { case_id: string; staff: StaffDoer; reason: NonNullable<CaseRow['close_reason']> },
): Promise<void> => {
  const { reason, staff } = wanted
  const row = found(await findCase(tx, wanted.case_id))
  const { reference, number } = row
  const matter =
    reference === null
      ? null
      : ((await internalKindOf(kinds, row)?.clearUp(tx, { reference, case_number: number, reason, staff })) ?? null)
  const thread = await openThread(tx, wanted.case_id)
  requireInHand(thread.row, staff)
  await close(tx, thread, reason)
  await tellLater(tx, thread.row)
  const doer = doerOf(staff)
  if (matter) await recordAudit(tx, { doer, ...matter })
  await recordAudit(tx, {
    doer,
    action: 'case.closed',
    subject: wanted.case_id,
    detail: { reason },
  })
  await publishThread(tx, thread)
}
