import type { Message } from '@topay/contract'
import { AppError, ownFiles, type Tx } from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { giveTo } from './assign-case.ts'
import { doerOf, requireInHand, type StaffDoer } from './staff-doer.ts'
import { tellLater } from './tell-customer.ts'
import { storable } from './text.ts'
import { openThread, post, publishThread, sentBefore } from './thread.ts'

export type StaffMessage = {
  case_id: string
  staff: StaffDoer
  text: string
  attachments: string[]
  client_id: string | null
}

/**
 * An answer to the customer. It takes an unassigned case, and stops the clock of the answer.
 * Throws NOT_FOUND, CASE_CLOSED, INTERNAL_CASE, CASE_NOT_YOURS (a colleague's case, unless cases.assign), FILE_MISSING, IDEMPOTENCY_KEY_REUSED.
 */
export const replyToCase = async (tx: Tx, reply: StaffMessage): Promise<Message> => {
  const { staff } = reply
  const thread = await openThread(tx, reply.case_id)
  if (thread.row.internal) throw new AppError('INTERNAL_CASE')
  const content = { kind: 'text' as const, author_id: staff.id, client_id: reply.client_id, text: storable(reply.text) }
  const stored = await sentBefore(tx, thread, { ...content, attachments: reply.attachments })
  if (stored) return stored
  const { row } = thread
  if (row.status === 'closed') throw new AppError('CASE_CLOSED')
  if (row.assignee_id !== null) requireInHand(row, staff)
  const files = await ownFiles(tx, `staff:${staff.id}`, reply.attachments)
  if (row.assignee_id === null) await giveTo(tx, thread, staff.id)
  const message = await post(
    tx,
    thread,
    { ...content, author: 'staff', files },
    { waiting_since: null, first_response_at: row.first_response_at ?? thread.at },
  )
  await tellLater(tx, row)
  const doer = doerOf(staff)
  if (row.assignee_id === null)
    await recordAudit(tx, { doer, action: 'case.assigned', subject: row.id, detail: { from: null, to: staff.id } })
  await recordAudit(tx, { doer, action: 'case.replied', subject: row.id, detail: { seq: message.seq } })
  await publishThread(tx, thread)
  return message
}

/**
 * A note that only staff see; anybody who may answer cases may leave one, also on a closed case. In an internal case it is what ends the waiting. Throws NOT_FOUND, FILE_MISSING, IDEMPOTENCY_KEY_REUSED.
 */
export const addNote = async (tx: Tx, note: StaffMessage): Promise<Message> => {
  const { staff } = note
  const thread = await openThread(tx, note.case_id)
  const content = { kind: 'note' as const, author_id: staff.id, client_id: note.client_id, text: storable(note.text) }
  const stored = await sentBefore(tx, thread, { ...content, attachments: note.attachments })
  if (stored) return stored
  const files = await ownFiles(tx, `staff:${staff.id}`, note.attachments)
  const answers = { waiting_since: null, first_response_at: thread.row.first_response_at ?? thread.at }
  const message = await post(tx, thread, { ...content, author: 'staff', files }, thread.row.internal ? answers : {})
  const detail = { seq: message.seq }
  await recordAudit(tx, { doer: doerOf(staff), action: 'case.noted', subject: note.case_id, detail })
  await publishThread(tx, thread)
  return message
}
