import type { Message, StreamEvent } from '@topay/contract'
import type { Stream } from '../platform/index.ts'
import type { CaseRow } from './queries.ts'
import { receiptsOf } from './to-wire.ts'

/** A realtime event and the stream it goes to. All of a transaction go into one `publish` call at its end. */
export type Publication = { stream: Stream; event: StreamEvent }

/** A note goes to the desk only; everything else to both sides. */
export const messagePosted = (row: CaseRow, message: Message): Publication[] => {
  const event = { type: 'message' as const, case_id: row.id, message }
  return message.kind === 'note'
    ? [{ stream: 'desk', event }]
    : [
        { stream: `customer:${row.customer_id}`, event },
        { stream: 'desk', event },
      ]
}

/** Status, assignee or rating changed. Ids of staff accounts are not for customers, who see name and badge. */
export const caseChanged = (row: CaseRow): Publication[] => {
  const event = { type: 'case' as const, case_id: row.id, status: row.status }
  return [
    { stream: `customer:${row.customer_id}`, event: { ...event, assignee_id: null } },
    { stream: 'desk', event: { ...event, assignee_id: row.assignee_id } },
  ]
}

export const receiptsMoved = (row: CaseRow): Publication[] => {
  const event = { type: 'receipts' as const, case_id: row.id, receipts: receiptsOf(row) }
  return [
    { stream: `customer:${row.customer_id}`, event },
    { stream: 'desk', event },
  ]
}
