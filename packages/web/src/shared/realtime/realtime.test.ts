import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ClientFrame, ServerFrame } from '@topay/contract'
import * as fc from 'fast-check'
import { createTestClock } from '../test-clock.ts'
import { RECONNECT_BASE_MS, RECONNECT_CAP_MS, reconnectDelay } from './backoff.ts'
import { ANSWER_MS, createRealtime, QUIET_MS, TYPING_EVERY_MS } from './realtime.ts'
import type { SocketEvents } from './realtime.ts'
import { acceptEvent, joinAt, newCursor } from './stream-cursor.ts'

const setUp = () => {
  const clock = createTestClock()
  const connections: { on: SocketEvents; sent: ClientFrame[]; open: boolean }[] = []
  let online = true
  const realtime = createRealtime({
    connect: (on) => {
      const connection = { on, sent: [] as ClientFrame[], open: true }
      connections.push(connection)
      return {
        send: (data) => void connection.sent.push(JSON.parse(data) as ClientFrame),
        close: () => {
          connection.open = false
        },
      }
    },
    isOnline: () => online,
    later: clock.later,
    now: clock.now,
    random: () => 0.5,
  })
  const seen: string[] = []
  realtime.subscribe('desk', {
    event: (event, { seq }) => seen.push(`${event.type} ${seq}`),
    resync: () => seen.push('resync'),
  })
  const last = () => {
    const connection = connections.at(-1)
    assert.ok(connection)
    return connection
  }
  const say = (frame: ServerFrame) => last().on.received(JSON.stringify(frame))
  const event = (seq: number) =>
    say({ type: 'event', stream: 'desk', seq, at: '2026-11-24T08:30:00.000Z', event: { type: 'wallet' } })
  return { clock, realtime, connections, last, say, event, seen, setOnline: (value: boolean) => void (online = value) }
}

const live = () => {
  const kit = setUp()
  kit.realtime.start()
  kit.last().on.opened()
  kit.say({ type: 'subscribed', stream: 'desk', head: 10 })
  return kit
}

describe('a stream', () => {
  it('delivers each event once and in order, in whatever order and however often they arrive', () => {
    const arrivals = fc.integer({ min: 0, max: 30 }).chain((count) =>
      fc.array(fc.integer({ min: 1, max: Math.max(1, count) }), { maxLength: 40 }).chain((extra) =>
        fc.shuffledSubarray([...Array.from({ length: count }, (_, index) => index + 1), ...extra], {
          minLength: count + extra.length,
        }),
      ),
    )
    fc.assert(
      fc.property(arrivals, (order) => {
        let cursor = newCursor<{ seq: number }>(0)
        const delivered: number[] = []
        for (const seq of order) {
          const step = acceptEvent(cursor, { seq })
          cursor = step.cursor
          delivered.push(...step.deliver.map((event) => event.seq))
        }
        assert.deepEqual(
          delivered,
          Array.from({ length: Math.max(0, ...order) }, (_, index) => index + 1),
        )
      }),
    )
  })

  it('holds what comes before the server has said where it stands', () => {
    const early = acceptEvent(newCursor<{ seq: number }>(), { seq: 5 })
    assert.deepEqual(early.deliver, [])
    assert.deepEqual(joinAt(early.cursor, 4).deliver, [{ seq: 5 }])
    assert.deepEqual(joinAt(early.cursor, 5).deliver, [])
  })

  it('joins from now on and says to read afresh', () => {
    const { last, seen, event } = live()
    assert.deepEqual(last().sent, [{ type: 'subscribe', stream: 'desk', after: null }])
    event(11)
    assert.deepEqual(seen, ['resync', 'wallet 11'])
  })

  it('goes on after the last event it has seen when the connection was lost', async () => {
    const { clock, connections, last, say, event, seen, realtime } = live()
    event(11)
    last().on.closed()
    assert.equal(realtime.status(), 'waiting')
    await clock.pass(RECONNECT_BASE_MS)
    assert.equal(connections.length, 2)
    last().on.opened()
    assert.deepEqual(last().sent, [{ type: 'subscribe', stream: 'desk', after: 11 }])
    say({ type: 'subscribed', stream: 'desk', head: 12 })
    event(12)
    event(12)
    assert.deepEqual(seen, ['resync', 'wallet 11', 'wallet 12'])
  })

  it('asks once for an event that is missing and shows nothing out of order', () => {
    const { last, say, event, seen } = live()
    event(13)
    event(14)
    assert.deepEqual(last().sent.slice(1), [{ type: 'subscribe', stream: 'desk', after: 10 }])
    say({ type: 'subscribed', stream: 'desk', head: 14 })
    for (const seq of [11, 12, 13, 14]) event(seq)
    assert.deepEqual(seen, ['resync', 'wallet 11', 'wallet 12', 'wallet 13', 'wallet 14'])
    assert.equal(last().sent.length, 2)
  })

  it('reads afresh when the server no longer has what was missed', () => {
    const { say, event, seen } = live()
    say({ type: 'reset', stream: 'desk', head: 900 })
    event(901)
    assert.deepEqual(seen, ['resync', 'resync', 'wallet 901'])
  })

  it('ignores what is not a frame', () => {
    const { last, seen } = live()
    last().on.received('{')
    last().on.received(new ArrayBuffer(2))
    assert.deepEqual(seen, ['resync'])
  })
})

describe('the connection', () => {
  it('asks for a sign of life when it is quiet, and gives up one that does not answer', async () => {
    const { clock, connections, last, say, realtime } = live()
    await clock.pass(QUIET_MS)
    assert.deepEqual(last().sent.at(-1), { type: 'ping' })
    say({ type: 'pong' })
    await clock.pass(QUIET_MS)
    assert.equal(realtime.status(), 'live')
    await clock.pass(ANSWER_MS)
    assert.equal(connections[0]?.open, false)
    assert.equal(realtime.status(), 'waiting')
  })

  it('does not try while there is no network, and at once when it is back', async () => {
    const { clock, connections, realtime, setOnline } = live()
    setOnline(false)
    realtime.offline()
    await clock.pass(10 * RECONNECT_CAP_MS)
    assert.equal(realtime.status(), 'offline')
    assert.equal(connections.length, 1)
    setOnline(true)
    realtime.wake()
    assert.equal(connections.length, 2)
  })

  it('gives up one that neither opens nor fails', async () => {
    const { clock, connections, realtime } = setUp()
    realtime.start()
    await clock.pass(ANSWER_MS + RECONNECT_CAP_MS)
    assert.ok(connections.length >= 2)
    assert.equal(connections[0]?.open, false)
  })

  it('waits longer after each failure, up to a limit, and never in step with others', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const delay = reconnectDelay(attempt, () => chance)
        assert.ok(delay > 0 && delay <= RECONNECT_CAP_MS)
        assert.ok(delay <= reconnectDelay(attempt + 1, () => chance))
      }),
    )
    assert.notEqual(
      reconnectDelay(3, () => 0),
      reconnectDelay(3, () => 1),
    )
  })

  it('stays closed when stopped', async () => {
    const { clock, connections, last, realtime } = live()
    realtime.stop()
    last().on.closed()
    await clock.pass(10 * RECONNECT_CAP_MS)
    assert.equal(connections.length, 1)
    assert.equal(realtime.status(), 'stopped')
  })
})

describe('a sign of typing', () => {
  it('goes out at most once in a while for each case', async () => {
    const { clock, last, realtime } = live()
    const typed = () => last().sent.filter((frame) => frame.type === 'typing').length
    for (let key = 0; key < 5; key += 1) realtime.typing('case_1')
    assert.equal(typed(), 1)
    realtime.typing('case_2')
    assert.equal(typed(), 2)
    await clock.pass(TYPING_EVERY_MS)
    realtime.typing('case_1')
    assert.equal(typed(), 3)
    realtime.stoppedTyping('case_1')
    realtime.typing('case_1')
    assert.equal(typed(), 4)
  })
})
