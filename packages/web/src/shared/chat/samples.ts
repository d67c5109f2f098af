import type { Message } from '@topay/contract'
import type { MessagePage } from './chat-state.ts'

const noReceipts = { customer_delivered_seq: 0, customer_read_seq: 0, staff_delivered_seq: 0, staff_read_seq: 0 }

/** A message for tests. */
export const sampleMessage = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `msg_${seq.toString(16).padStart(32, '0')}`,
  case_id: `case_${'0'.repeat(32)}`,
  seq,
  client_id: null,
  author: 'customer',
  agent: null,
  kind: 'text',
  text: `message ${seq}`,
  card: null,
  event: null,
  attachments: [],
  created_at: new Date(1_790_000_000_000 + seq * 1_000).toISOString(),
  ...more,
})

/** What the server answers to a question for messages, given all that the reader may see. */
export const samplePage = (
  visible: readonly Message[],
  lastSeq: number,
  asked: { before?: number; after?: number; limit: number },
): MessagePage => {
  const { before, after, limit } = asked
  const items =
    after === undefined
      ? visible.filter((message) => before === undefined || message.seq < before).slice(-limit)
      : visible.filter((message) => message.seq > after).slice(0, limit)
  return { items, last_seq: lastSeq, receipts: noReceipts }
}
