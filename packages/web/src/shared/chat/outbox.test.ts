import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createIdMaker, newClientId } from './client-id.ts'
import { readDraft, writeDraft } from './drafts.ts'
import { dropOutbox, isOutboxKey, listOutbox, putOutbox } from './outbox.ts'
import type { OutboxEntry } from './outbox.ts'
import { createMemoryStore } from './storage.ts'

const entry = (clientId: string, text = 'text'): OutboxEntry => ({
  client_id: clientId,
  case_id: 'case_1',
  kind: 'reply',
  text,
  attachments: [],
  written_at: '2026-11-24T08:30:00.000Z',
  refused: null,
})

describe('the outbox', () => {
  it('gives back what was put in, in the order of writing', () => {
    const store = createMemoryStore()
    const nextId = createIdMaker(() => 1_790_000_000_000)
    const ids = Array.from({ length: 20 }, nextId)
    for (const id of ids.toReversed()) putOutbox(store, 'cus_1', entry(id))
    assert.deepEqual(
      listOutbox(store, 'cus_1').map((waiting) => waiting.client_id),
      ids,
    )
  })

  it('keeps the messages of each person apart', () => {
    const store = createMemoryStore()
    putOutbox(store, 'cus_1', entry('a'))
    putOutbox(store, 'cus_2', entry('b'))
    dropOutbox(store, 'cus_2', 'a')
    assert.deepEqual(listOutbox(store, 'cus_1'), [entry('a')])
    assert.equal(isOutboxKey('cus_1', 'topay:outbox:cus_2:b'), false)
    assert.equal(isOutboxKey('cus_1', 'topay:outbox:cus_1:a'), true)
  })

  it('leaves out what cannot be read', () => {
    const store = createMemoryStore()
    for (const [id, raw] of [
      ['a', '{'],
      ['b', 'null'],
      ['c', '{"client_id":"c"}'],
    ] as const)
      store.setItem(`topay:outbox:cus_1:${id}`, raw)
    assert.deepEqual(listOutbox(store, 'cus_1'), [])
  })
})

describe('drafts', () => {
  it('are kept per conversation and kind, and forgotten when empty', () => {
    const store = createMemoryStore()
    const reply = { person_id: 'stf_1', case_id: 'case_1', kind: 'reply' } as const
    writeDraft(store, reply, '您好')
    writeDraft(store, { ...reply, kind: 'note' }, 'note')
    assert.equal(readDraft(store, reply), '您好')
    writeDraft(store, reply, '  \n')
    assert.equal(readDraft(store, reply), '')
    assert.equal(readDraft(store, { ...reply, kind: 'note' }), 'note')
    assert.equal(store.length, 1)
  })
})

describe('ids of messages', () => {
  it('are version 7 UUIDs of their time', () => {
    const id = newClientId(0x0190a5c27b1e)
    assert.match(id, /^0190a5c2-7b1e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
