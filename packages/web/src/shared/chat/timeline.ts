import type { Message, Receipts } from '@topay/contract'
import type { OutboxEntry } from './outbox.ts'

/** Which side of the conversation this reader is on. */
export type Side = 'customer' | 'staff'

/** How far a message of one's own has come. */
export type Delivery = 'waiting' | 'failed' | 'sent' | 'delivered' | 'read'

/** One thing to show, oldest first. `key` stays the same when a message that waits becomes one that was sent. */
export type TimelineItem =
  | { key: string; at: string; message: Message; pending: null }
  | { key: string; at: string; message: null; pending: OutboxEntry }

/**
 * What to show: the messages of the server in order, then what waits to be sent, in the order it was written.
 * A message that the server has is never shown a second time as one that waits.
 */
export const timelineOf = (messages: readonly Message[], outbox: readonly OutboxEntry[]): TimelineItem[] => {
  const known = new Set(messages.map((message) => message.client_id))
  return [
    ...messages.map((message) => ({
      key: message.client_id ?? message.id,
      at: message.created_at,
      message,
      pending: null,
    })),
    ...outbox
      .filter((entry) => !known.has(entry.client_id))
      .map((entry) => ({ key: entry.client_id, at: entry.written_at, message: null, pending: entry })),
  ]
}

/** How far an item of one's own has come; null for what others wrote, for notes, cards and events. */
export const deliveryOf = (item: TimelineItem, receipts: Receipts | null, side: Side): Delivery | null => {
  if (item.pending !== null) return item.pending.refused === null ? 'waiting' : 'failed'
  if (item.message.author !== side || item.message.kind !== 'text') return null
  if (receipts === null) return 'sent'
  const read = side === 'customer' ? receipts.staff_read_seq : receipts.customer_read_seq
  const delivered = side === 'customer' ? receipts.staff_delivered_seq : receipts.customer_delivered_seq
  if (item.message.seq <= read) return 'read'
  return item.message.seq <= delivered ? 'delivered' : 'sent'
}
