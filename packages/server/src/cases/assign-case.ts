import { allows } from '@topay/contract'
import { AppError, type Tx } from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { caseChanged } from './case-events.ts'
import { getAgent } from '../staff/index.ts'
import { mayServe } from './people.ts'
import { doerOf, type StaffDoer } from './staff-doer.ts'
import { openThread, postEvent, publishThread, type Thread } from './thread.ts'

/** Gives the case to a staff member, told to both sides. Whether that is allowed is for the caller to have checked. */
export const giveTo = async (tx: Tx, thread: Thread, staffId: string): Promise<void> => {
  const { waiting_since } = thread.row
  const waited = waiting_since === null ? 0 : Date.parse(thread.at) - Date.parse(waiting_since)
  await postEvent(
    tx,
    thread,
    { type: 'assigned', agent: await getAgent(tx, staffId), waited_seconds: Math.max(0, Math.floor(waited / 1_000)) },
    { assignee_id: staffId },
  )
  thread.events.push(...caseChanged(thread.row))
}

/**
 * Takes a case (an unassigned one, or a colleague's), hands it over, or puts it back (`assignee_id` null). Handing over and putting back are for one's own
 * cases; whoever holds cases.assign may do it with all. `expected_assignee_id` is what the asker's screen showed: when somebody was faster, nothing changes.
 * Throws NOT_FOUND, CASE_CLOSED, PERMISSION_MISSING, ASSIGNEE_INVALID, TRANSITION_ILLEGAL (somebody was faster).
 */
export const assignCase = async (
  tx: Tx,
  wanted: {
    case_id: string
    staff: StaffDoer
    assignee_id: string | null
    expected_assignee_id?: string | null | undefined
  },
): Promise<void> => {
  const { staff, assignee_id } = wanted
  const thread = await openThread(tx, wanted.case_id)
  const from = thread.row.assignee_id
  if (thread.row.status === 'closed') throw new AppError('CASE_CLOSED')
  if (from === assignee_id) return
  if (wanted.expected_assignee_id !== undefined && wanted.expected_assignee_id !== from)
    throw new AppError('TRANSITION_ILLEGAL')
  const takes = assignee_id === staff.id
  if (!takes && from !== staff.id && !allows(staff.roles, 'cases.assign')) throw new AppError('PERMISSION_MISSING')
  if (assignee_id === null) {
    await postEvent(tx, thread, { type: 'unassigned' }, { assignee_id: null })
    thread.events.push(...caseChanged(thread.row))
  } else {
    if (!(await mayServe(tx, assignee_id))) throw new AppError('ASSIGNEE_INVALID')
    await giveTo(tx, thread, assignee_id)
  }
  await recordAudit(tx, {
    doer: doerOf(staff),
    action: assignee_id === null ? 'case.unassigned' : 'case.assigned',
    subject: wanted.case_id,
    detail: { from, to: assignee_id },
  })
  await publishThread(tx, thread)
}
