import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  emptyChat,
  missingAfter,
  TYPING_MS,
  withMessage,
  withNewerPage,
  withOlderPage,
  withoutExpiredTyping,
  withReceipts,
  withTyping,
} from './chat-state.ts'
import { sampleMessage, samplePage } from './samples.ts'

const all = (count: number) => Array.from({ length: count }, (_, index) => sampleMessage(index + 1))
const seqs = (state: { messages: readonly { seq: number }[] }) => state.messages.map((message) => message.seq)

describe('messages of a conversation', () => {
  it('are in order and there once, in whatever order and however often they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 120 }), (arrivals) => {
        const state = arrivals.reduce((chat, seq) => withMessage(chat, sampleMessage(seq)), emptyChat)
        assert.deepEqual(
          seqs(state),
          [...new Set(arrivals)].toSorted((a, b) => a - b),
        )
      }),
    )
  })

  it('are kept as they are when the same id comes under another number', () => {
    const first = withMessage(emptyChat, sampleMessage(3))
    const second = withMessage(first, { ...sampleMessage(4), id: sampleMessage(3).id })
    assert.deepEqual(seqs(second), [3])
  })

  it('reach the end by asking after the gap, with hidden numbers, any page size and any live arrivals', () => {
    const run = fc.record({
      total: fc.integer({ min: 1, max: 60 }),
      hidden: fc.uniqueArray(fc.integer({ min: 1, max: 60 })),
      readAt: fc.integer({ min: 0, max: 60 }),
      live: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
      limit: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(run, ({ total, hidden, readAt, live, limit }) => {
        const visible = all(total).filter((message) => !hidden.includes(message.seq))
        const lastSeen = Math.min(readAt, total)
        const before = visible.filter((message) => message.seq <= lastSeen)
        let state = withOlderPage(emptyChat, samplePage(before, lastSeen, { limit }), { before: null, limit })
        for (const seq of live) {
          const message = visible.find((candidate) => candidate.seq === seq && seq > lastSeen)
          if (message) state = withMessage(state, message)
        }
        let asks = 0
        for (let after = missingAfter(state); after !== null; after = missingAfter(state)) {
          state = withNewerPage(state, samplePage(visible, total, { after, limit }), { after, limit })
          asks += 1
          assert.ok(asks <= total + 1, 'asking must come to an end')
        }
        const newestRead = Math.max(lastSeen, state.complete)
        assert.deepEqual(
          seqs(state),
          seqs({ messages: visible }).filter((seq) => seq > state.floor && seq <= newestRead),
        )
      }),
    )
  })

  it('that follow without a gap ask for nothing', () => {
    let state = withOlderPage(emptyChat, samplePage(all(3), 3, { limit: 50 }), { before: null, limit: 50 })
    state = withMessage(state, sampleMessage(4))
    assert.equal(missingAfter(state), null)
    assert.equal(missingAfter(withMessage(state, sampleMessage(6))), 4)
  })

  it('that came before the first page was read are not lost when it is', () => {
    const early = withMessage(emptyChat, sampleMessage(4))
    const state = withOlderPage(early, samplePage(all(3), 3, { limit: 50 }), { before: null, limit: 50 })
    assert.deepEqual(seqs(state), [1, 2, 3, 4])
    assert.equal(missingAfter(state), null)
  })

  it('are read backwards to the beginning page by page', () => {
    const visible = all(23)
    let state = withOlderPage(emptyChat, samplePage(visible, 23, { limit: 5 }), { before: null, limit: 5 })
    while (state.floor > 0) {
      const before = state.floor + 1
      state = withOlderPage(state, samplePage(visible, 23, { before, limit: 5 }), { before, limit: 5 })
    }
    assert.deepEqual(seqs(state), seqs({ messages: visible }))
  })

  it('start over from a newest page that does not reach what was known', () => {
    const stale = withOlderPage(emptyChat, samplePage(all(4), 4, { limit: 5 }), { before: null, limit: 5 })
    const state = withOlderPage(stale, samplePage(all(40), 40, { limit: 5 }), { before: null, limit: 5 })
    assert.deepEqual(seqs(state), [36, 37, 38, 39, 40])
    assert.equal(state.floor, 35)
    assert.equal(missingAfter(state), null)
  })
})

describe('receipts', () => {
  it('never go back, in whatever order they arrive', () => {
    const number = fc.nat({ max: 50 })
    const receipts = fc.record({
      customer_delivered_seq: number,
      customer_read_seq: number,
      staff_delivered_seq: number,
      staff_read_seq: number,
    })
    fc.assert(
      fc.property(fc.array(receipts, { minLength: 1 }), (arrivals) => {
        const state = arrivals.reduce(withReceipts, emptyChat)
        for (const key of [
          'customer_delivered_seq',
          'customer_read_seq',
          'staff_delivered_seq',
          'staff_read_seq',
        ] as const)
          assert.equal(state.receipts?.[key], Math.max(...arrivals.map((arrival) => arrival[key])))
      }),
    )
  })
})

describe('a sign of typing', () => {
  const customer = { author: 'customer', name: null } as const

  it('goes away by itself', () => {
    const state = withTyping(emptyChat, customer, 1_000)
    assert.equal(withoutExpiredTyping(state, 1_000 + TYPING_MS - 1).typists.length, 1)
    assert.equal(withoutExpiredTyping(state, 1_000 + TYPING_MS).typists.length, 0)
  })

  it('is renewed by another, and there is one for each side', () => {
    const state = withTyping(withTyping(emptyChat, customer, 1_000), customer, 4_000)
    assert.deepEqual(
      state.typists.map((typist) => typist.until),
      [4_000 + TYPING_MS],
    )
  })

  it('ends when the message arrives', () => {
    const state = withMessage(withTyping(emptyChat, customer, 1_000), sampleMessage(1))
    assert.equal(state.typists.length, 0)
  })
})
