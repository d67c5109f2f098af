import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '@topay/contract'
import { createTestClock } from '../test-clock.ts'
import { createChatHub } from './chat-hub.ts'
import type { ChatTransport } from './chat-hub.ts'
import { sampleMessage, samplePage } from './samples.ts'
import { createMemoryStore } from './storage.ts'

const CASE = sampleMessage(1).case_id

/** A server in memory that can be unreachable, lose its answer, or refuse. */
const createServer = () => {
  const messages: Message[] = []
  let fails: 'no' | 'before' | 'after' | 'refuses' = 'no'
  const sends: string[] = []
  const transport: ChatTransport = {
    fetchPage: async (_caseId, query) => {
      if (fails === 'before') throw new Error('unreachable')
      return samplePage(messages, messages.length, query)
    },
    send: async (entry) => {
      sends.push(entry.client_id)
      if (fails === 'before') throw new Error('unreachable')
      if (fails === 'refuses') throw new Error('refused')
      const known = messages.find((message) => message.client_id === entry.client_id)
      const message =
        known ?? sampleMessage(messages.length + 1, { author: 'staff', text: entry.text, client_id: entry.client_id })
      if (known === undefined) messages.push(message)
      if (fails === 'after') throw new Error('answer lost')
      return message
    },
    mark: async (_caseId, upTo) => ({
      customer_delivered_seq: 0,
      customer_read_seq: 0,
      staff_delivered_seq: upTo.delivered_seq,
      staff_read_seq: upTo.read_seq ?? 0,
    }),
    judge: (error) =>
      error instanceof Error && error.message === 'refused'
        ? { outcome: 'refused', code: 'CASE_CLOSED', message: '案件已关闭' }
        : { outcome: 'retry' },
  }
  return { messages, sends, transport, fail: (how: typeof fails) => void (fails = how) }
}

const setUp = () => {
  const clock = createTestClock()
  const server = createServer()
  const store = createMemoryStore()
  const newHub = () =>
    createChatHub({
      personId: 'stf_1',
      side: 'staff',
      store,
      transport: server.transport,
      isOnline: () => true,
      now: clock.now,
      later: clock.later,
    })
  return { clock, server, store, newHub }
}

const texts = (hub: ReturnType<typeof createChatHub>) =>
  hub.snapshot(CASE).items.map((item) => item.message?.text ?? `waits: ${item.pending?.text}`)

describe('sending', () => {
  it('shows the message at once and once, and takes it from the outbox when acknowledged', async () => {
    const { clock, server, store, newHub } = setUp()
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    hub.send(CASE, { text: '您好' })
    assert.deepEqual(texts(hub), ['waits: 您好'])
    await clock.settle()
    hub.receive({ type: 'message', case_id: CASE, message: server.messages[0] ?? sampleMessage(1) })
    assert.deepEqual(texts(hub), ['您好'])
    assert.equal(store.length, 0)
  })

  it('keeps trying with the same id until the server answers, and the server stores it once', async () => {
    const { clock, server, newHub } = setUp()
    const hub = newHub()
    hub.open(CASE)
    server.fail('before')
    const id = hub.send(CASE, { text: 'one' })
    await clock.pass(30_000)
    server.fail('after')
    await clock.pass(60_000)
    server.fail('no')
    await clock.pass(60_000)
    assert.deepEqual([...new Set(server.sends)], [id])
    assert.ok(server.sends.length > 3)
    assert.deepEqual(texts(hub), ['one'])
  })

  it('goes on after a reload of the page, in the order of writing', async () => {
    const { clock, server, newHub } = setUp()
    const first = newHub()
    server.fail('before')
    for (const text of ['one', 'two', 'three']) first.send(CASE, { text })
    await clock.settle()
    first.stop()
    server.fail('no')
    const second = newHub()
    second.open(CASE)
    assert.deepEqual(texts(second), ['waits: one', 'waits: two', 'waits: three'])
    second.wake()
    await clock.pass(1_000)
    assert.deepEqual(texts(second), ['one', 'two', 'three'])
  })

  it('stops at a refusal, says why, and sends again or throws away when told', async () => {
    const { clock, server, store, newHub } = setUp()
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    server.fail('refuses')
    hub.send(CASE, { text: 'one' })
    const second = hub.send(CASE, { text: 'two' })
    await clock.pass(60_000)
    assert.equal(server.sends.length, 2)
    const [item] = hub.snapshot(CASE).items
    assert.equal(item?.pending?.refused?.message, '案件已关闭')
    hub.discard(second)
    server.fail('no')
    hub.resend(item?.pending?.client_id ?? '')
    await clock.settle()
    assert.deepEqual(texts(hub), ['one'])
    assert.equal(store.length, 0)
  })
})

describe('reading', () => {
  it('fills a gap by asking after the last message that is here', async () => {
    const { clock, server, newHub } = setUp()
    server.messages.push(sampleMessage(1))
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    server.messages.push(sampleMessage(2), sampleMessage(3))
    hub.receive({ type: 'message', case_id: CASE, message: sampleMessage(3) })
    await clock.settle()
    assert.deepEqual(texts(hub), ['message 1', 'message 2', 'message 3'])
  })

  it('does not lose what was said while the first page was on its way', async () => {
    const { clock, server, newHub } = setUp()
    server.messages.push(sampleMessage(1))
    const hub = newHub()
    hub.open(CASE)
    server.messages.push(sampleMessage(2))
    hub.resync()
    await clock.settle()
    assert.deepEqual(texts(hub), ['message 1', 'message 2'])
  })

  it('keeps what is on the screen when reading again fails', async () => {
    const { clock, server, newHub } = setUp()
    server.messages.push(sampleMessage(1))
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    server.fail('before')
    hub.resync()
    await clock.settle()
    assert.equal(hub.snapshot(CASE).status, 'ready')
    assert.deepEqual(texts(hub), ['message 1'])
  })

  it('says that it failed when there is nothing to show, and reads again when told', async () => {
    const { clock, server, newHub } = setUp()
    server.fail('before')
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    assert.equal(hub.snapshot(CASE).status, 'error')
    server.fail('no')
    hub.reload(CASE)
    await clock.settle()
    assert.equal(hub.snapshot(CASE).status, 'ready')
  })

  it('gives the same snapshot until something changes', async () => {
    const { clock, server, newHub } = setUp()
    server.messages.push(sampleMessage(1))
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    const before = hub.snapshot(CASE)
    hub.receive({ type: 'message', case_id: CASE, message: sampleMessage(1) })
    assert.equal(hub.snapshot(CASE), before)
  })

  it('shows the other side typing for a while, and not one’s own', async () => {
    const { clock, newHub } = setUp()
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    hub.receiveTyping({ type: 'typing', case_id: CASE, author: 'staff', name: null })
    assert.equal(hub.snapshot(CASE).typists.length, 0)
    hub.receiveTyping({ type: 'typing', case_id: CASE, author: 'customer', name: null })
    assert.equal(hub.snapshot(CASE).typists.length, 1)
    await clock.pass(10_000)
    assert.equal(hub.snapshot(CASE).typists.length, 0)
  })

  it('marks as read with few calls', async () => {
    const { clock, newHub } = setUp()
    const hub = newHub()
    hub.open(CASE)
    await clock.settle()
    for (const seq of [1, 2, 3, 2]) hub.mark(CASE, seq, 'read')
    await clock.settle()
    assert.equal(hub.snapshot(CASE).receipts?.staff_read_seq, 3)
  })
})
