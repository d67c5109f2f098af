import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '@topay/contract'
import { sampleMessage } from '#shared/chat/samples.ts'
import type { TimelineItem } from '#shared/chat/timeline.ts'
import { chatRows } from './rows.ts'

const at = (minute: number, day = 24) => new Date(2026, 10, day, 14, minute).toISOString()
const said = (seq: number, created_at: string, more: Partial<Message> = {}): TimelineItem => {
  const message = { ...sampleMessage(seq), kind: 'text' as const, author: 'customer' as const, created_at, ...more }
  return { key: message.id, at: created_at, message, pending: null }
}
const shape = (items: TimelineItem[]) =>
  chatRows(items).map((row) =>
    row.kind === 'day' ? 'day' : `${row.first ? '(' : ''}${row.item.message?.seq ?? '?'}${row.last ? ')' : ''}`,
  )

test('messages of one author that follow each other are one run', () => {
  assert.deepEqual(shape([said(1, at(1)), said(2, at(2)), said(3, at(3), { author: 'staff' })]), [
    'day',
    '(1',
    '2)',
    '(3)',
  ])
})

test('a pause, or another agent, starts a new run', () => {
  assert.deepEqual(shape([said(1, at(1)), said(2, at(6))]), ['day', '(1)', '(2)'])
  const lin = { name: { zh: '林晓', en: 'Lin' }, badge: 'T1027' }
  const zhou = { name: { zh: '周可', en: 'Zhou' }, badge: 'T1031' }
  const two = [said(1, at(1), { author: 'staff', agent: lin }), said(2, at(2), { author: 'staff', agent: zhou })]
  assert.deepEqual(shape(two), ['day', '(1)', '(2)'])
})

test('an event stands alone between what was said', () => {
  const event = said(2, at(2), { author: 'system', kind: 'event' })
  assert.deepEqual(shape([said(1, at(1)), event, said(3, at(3))]), ['day', '(1)', '(2)', '(3)'])
})

test('each day is named once', () => {
  assert.deepEqual(shape([said(1, at(1, 23)), said(2, at(1)), said(3, at(2))]), ['day', '(1)', 'day', '(2', '3)'])
})

test('nothing said, nothing shown', () => {
  assert.deepEqual(chatRows([]), [])
})
