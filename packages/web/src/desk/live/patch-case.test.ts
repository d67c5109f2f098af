import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeskCase } from '@topay/contract'
import { sampleMessage } from '#shared/chat/samples.ts'
import { patchCase } from './patch-case.ts'

const base: DeskCase = {
  id: sampleMessage(1).case_id,
  number: 'CS 2026 1124 0007',
  topic: 'payment',
  channel: 'chat',
  status: 'open',
  priority: 'normal',
  subject: '付款没成功',
  payment_id: null,
  agent: null,
  last_seq: 4,
  last_message: null,
  receipts: { customer_delivered_seq: 0, customer_read_seq: 0, staff_delivered_seq: 4, staff_read_seq: 4 },
  rating: null,
  opened_at: '2026-11-24T08:30:00.000Z',
  closed_at: null,
  unread: 0,
  internal: false,
  customer_name: '陈*远',
  customer_locale: 'zh-CN',
  assignee_id: null,
  waiting_since: null,
  first_response_at: null,
  payment: null,
}
const said = (seq: number, more: Parameters<typeof sampleMessage>[1]) =>
  ({ type: 'message', case_id: base.id, message: sampleMessage(seq, more) }) as const

describe('an event changes a row of the inbox', () => {
  it('a customer’s message is unread and starts the wait, and the next one does not start it anew', () => {
    const first = patchCase(base, said(5, { author: 'customer' }))
    const second = patchCase(first, said(6, { author: 'customer' }))
    assert.equal(second.unread, 2)
    assert.equal(second.waiting_since, sampleMessage(5).created_at)
  })

  it('an answer ends the wait', () => {
    const waiting = patchCase(base, said(5, { author: 'customer' }))
    const answered = patchCase(waiting, said(6, { author: 'staff' }))
    assert.equal(answered.waiting_since, null)
    assert.equal(answered.first_response_at, sampleMessage(6).created_at)
  })

  it('a note neither ends the wait nor is unread', () => {
    const waiting = patchCase(base, said(5, { author: 'customer', text: '钱呢' }))
    const noted = patchCase(waiting, said(6, { author: 'staff', kind: 'note', text: '查过了' }))
    assert.equal(noted.waiting_since, waiting.waiting_since)
    assert.equal(noted.unread, waiting.unread)
    assert.equal(noted.last_seq, 6)
  })

  it('an event that came before changes nothing', () => {
    assert.equal(patchCase(base, said(4, { author: 'customer' })), base)
  })

  it('reading to the end leaves nothing unread', () => {
    const waiting = patchCase(base, said(5, { author: 'customer' }))
    const receipts = { ...base.receipts, staff_read_seq: 5 }
    assert.equal(patchCase(waiting, { type: 'receipts', case_id: base.id, receipts }).unread, 0)
  })
})
