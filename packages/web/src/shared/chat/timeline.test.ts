import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OutboxEntry } from './outbox.ts'
import { sampleMessage } from './samples.ts'
import { deliveryOf, timelineOf } from './timeline.ts'

const waiting = (clientId: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  client_id: clientId,
  case_id: sampleMessage(1).case_id,
  kind: 'reply',
  text: 'text',
  attachments: [],
  written_at: '2026-11-24T08:30:00.000Z',
  refused: null,
  ...more,
})
const receipts = { customer_delivered_seq: 3, customer_read_seq: 2, staff_delivered_seq: 0, staff_read_seq: 0 }

describe('the timeline', () => {
  it('shows a sent message once, under the key it had while it waited', () => {
    const before = timelineOf([sampleMessage(1)], [waiting('a'), waiting('b')])
    const after = timelineOf([sampleMessage(1), sampleMessage(2, { client_id: 'a' })], [waiting('a'), waiting('b')])
    assert.deepEqual(
      after.map((item) => item.key),
      before.map((item) => item.key),
    )
    assert.deepEqual(
      after.map((item) => item.pending?.client_id ?? null),
      [null, null, 'b'],
    )
  })

  it('says how far each message of one’s own has come', () => {
    const messages = [2, 3, 4].map((seq) => sampleMessage(seq, { author: 'staff' }))
    const outbox = [waiting('a'), waiting('b', { refused: { code: 'CASE_NOT_YOURS', message: '' } })]
    assert.deepEqual(
      timelineOf(messages, outbox).map((item) => deliveryOf(item, receipts, 'staff')),
      ['read', 'delivered', 'sent', 'waiting', 'failed'],
    )
  })

  it('says nothing of the kind about what others wrote, notes and events', () => {
    const messages = [
      sampleMessage(1),
      sampleMessage(2, { author: 'staff', kind: 'note' }),
      sampleMessage(3, { author: 'system', kind: 'event', event: { type: 'opened' } }),
    ]
    assert.deepEqual(
      timelineOf(messages, []).map((item) => deliveryOf(item, receipts, 'staff')),
      [null, null, null],
    )
  })
})
