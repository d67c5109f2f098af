import type { Message, StreamEvent } from '@topay/contract'
import type { Stream } from '../platform/index.ts'
import type { CaseRow } from './queries.ts'
import { receiptsOf } from './to-wire.ts'

/** A realtime event and the stream it goes to. All of a transaction go into one `publish` call at its end. */
export type Publication = { stream: Stream; event: StreamEvent }

/** The stream of the case's customer; none for an internal case, whoever it is about. */
const customerStream = (row: CaseRow): Stream[] =>
  row.internal || row.customer_id === null ? [] : [`customer:${row.customer_id}`]

/** A note goes to the desk only, as everything of an internal case; everything else to both sides. */
export const messagePosted = (row: CaseRow, message: Message): Publication[] => {
  const event = { type: 'message' as const, case_id: row.id, message }
  const customer = message.kind === 'note' ? [] : customerStream(row)
  return [...customer.map((stream) => ({ stream, event })), { stream: 'desk', event }]
}

/** Status, assignee or rating changed. Ids of staff accounts are not for customers, who see name and badge. */
export const caseChanged = (row: CaseRow): Publication[] => {
  const event = { type: 'case' as const, case_id: row.id, status: row.status }
  return [
    ...customerStream(row).map((stream) => ({ stream, event: { ...event, assignee_id: null } })),
    { stream: 'desk', event: { ...event, assignee_id: row.assignee_id } },
  ]
}

export const receiptsMoved = (row: CaseRow): Publication[] => {
  const event = { type: 'receipts' as const, case_id: row.id, receipts: receiptsOf(row) }
  return [...customerStream(row).map((stream) => ({ stream, event })), { stream: 'desk', event }]
}
