import type { DeskCase, StreamEvent } from '@topay/contract'

/**
 * What an event changes in a case of the list, so that the row is right before the list is read again.
 * Answers with the same object when nothing changes.
 */
export const patchCase = (deskCase: DeskCase, event: StreamEvent): DeskCase => {
  if (event.type === 'message') {
    const { message } = event
    if (message.seq <= deskCase.last_seq) return deskCase
    const fromCustomer = message.author === 'customer' && message.kind === 'text'
    const answered = message.author === 'staff' && message.kind === 'text'
    return {
      ...deskCase,
      last_seq: message.seq,
      last_message: message,
      unread: deskCase.unread + (fromCustomer ? 1 : 0),
      waiting_since: answered ? null : (deskCase.waiting_since ?? (fromCustomer ? message.created_at : null)),
      first_response_at: deskCase.first_response_at ?? (answered ? message.created_at : null),
    }
  }
  if (event.type === 'receipts') {
    const read = event.receipts.staff_read_seq > deskCase.receipts.staff_read_seq
    const allRead = event.receipts.staff_read_seq >= deskCase.last_seq
    return { ...deskCase, receipts: event.receipts, unread: read && allRead ? 0 : deskCase.unread }
  }
  if (event.type === 'case') return { ...deskCase, status: event.status, assignee_id: event.assignee_id }
  return deskCase
}
