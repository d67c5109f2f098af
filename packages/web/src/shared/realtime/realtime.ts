import type { ClientFrame, ServerFrame, StreamEvent, StreamName } from '@topay/contract'
import { reconnectDelay } from './backoff.ts'
import { acceptEvent, joinAt, newCursor } from './stream-cursor.ts'
import type { StreamCursor } from './stream-cursor.ts'

/** What a screen may say of the connection. `waiting`: lost, the next try comes by itself. */
export type RealtimeStatus = 'connecting' | 'live' | 'waiting' | 'offline' | 'stopped'

export type TypingFrame = Extract<ServerFrame, { type: 'typing' }>
type EventFrame = Extract<ServerFrame, { type: 'event' }>

export type StreamListener = {
  /** Each event once, in order, over any number of reconnects. */
  event: (event: StreamEvent, at: { seq: number; at: string }) => void
  /**
   * From here on events follow, but what happened before is not among them: read afresh what is shown.
   * Called when the stream is joined for the first time and when the server no longer has what was missed.
   */
  resync: () => void
}

/** An open or opening connection. */
export type Socket = { send: (data: string) => void; close: () => void }

/** What a connection reports. After `closed` it reports nothing more. */
export type SocketEvents = { opened: () => void; received: (data: unknown) => void; closed: () => void }

export type RealtimeParts = {
  /** Opens a connection; reports later, never before it returns. */
  connect: (on: SocketEvents) => Socket
  isOnline: () => boolean
  later: (run: () => void, ms: number) => () => void
  now: () => number
  random?: () => number
}

/** No frame for so long: ask whether anybody is there. Milliseconds. */
export const QUIET_MS = 20_000
/** No answer for so long: the connection is dead although it looks open. Milliseconds. */
export const ANSWER_MS = 8_000
/** At most one sign of typing of a case in this time. Milliseconds. */
export const TYPING_EVERY_MS = 3_000

type Subscription = { cursor: StreamCursor<EventFrame>; listeners: Set<StreamListener>; asked: boolean }

const parseFrame = (data: unknown): ServerFrame | null => {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data) as ServerFrame
  } catch {
    return null
  }
}

export type Realtime = ReturnType<typeof createRealtime>

/**
 * One WebSocket for everything that happens. It reconnects by itself, goes on after the last event it has seen,
 * notices a dead connection, and delivers each event once and in order.
 */
export const createRealtime = (parts: RealtimeParts) => {
  const streams = new Map<StreamName, Subscription>()
  const statusListeners = new Set<() => void>()
  const typingListeners = new Set<(frame: TypingFrame) => void>()
  const errorListeners = new Set<(code: string) => void>()
  const typedAt = new Map<string, number>()
  let status: RealtimeStatus = 'stopped'
  let socket: Socket | null = null
  let attempt = 0
  let callOffRetry: (() => void) | null = null
  let callOffWatch: (() => void) | null = null

  const setStatus = (next: RealtimeStatus): void => {
    if (next === status) return
    status = next
    for (const listener of statusListeners) listener()
  }

  const write = (frame: ClientFrame): void => {
    if (socket !== null && status === 'live') socket.send(JSON.stringify(frame))
  }

  const ask = (name: StreamName, subscription: Subscription): void => {
    subscription.asked = true
    write({ type: 'subscribe', stream: name, after: subscription.cursor.after })
  }

  const watch = (): void => {
    callOffWatch?.()
    callOffWatch = parts.later(probe, QUIET_MS)
  }

  /** Asks for a sign of life; without one the connection is given up. */
  const probe = (): void => {
    write({ type: 'ping' })
    callOffWatch?.()
    callOffWatch = parts.later(drop, ANSWER_MS)
  }

  const drop = (): void => {
    const dead = socket
    if (dead === null) return
    lost()
    dead.close()
  }

  const lost = (): void => {
    socket = null
    callOffWatch?.()
    callOffWatch = null
    if (status === 'stopped') return
    if (!parts.isOnline()) {
      setStatus('offline')
      return
    }
    setStatus('waiting')
    callOffRetry?.()
    callOffRetry = parts.later(open, reconnectDelay(attempt, parts.random))
    attempt += 1
  }

  const open = (): void => {
    callOffRetry?.()
    callOffRetry = null
    if (socket !== null || status === 'stopped') return
    if (!parts.isOnline()) {
      setStatus('offline')
      return
    }
    if (status !== 'waiting') setStatus('connecting')
    // What a connection reports after it was given up is of no interest.
    const whenCurrent =
      <Args extends unknown[]>(act: (...args: Args) => void) =>
      (...args: Args) => {
        if (socket === opened) act(...args)
      }
    const opened: Socket = parts.connect({
      opened: whenCurrent(() => {
        setStatus('live')
        watch()
        for (const [name, subscription] of streams) ask(name, subscription)
      }),
      received: whenCurrent((data: unknown) => {
        watch()
        const frame = parseFrame(data)
        if (frame !== null) read(frame)
      }),
      closed: whenCurrent(lost),
    })
    socket = opened
    // A connection that neither opens nor fails must not hold everything up.
    callOffWatch?.()
    callOffWatch = parts.later(drop, ANSWER_MS)
  }

  const deliver = (subscription: Subscription, frames: EventFrame[]): void => {
    for (const frame of frames) {
      for (const listener of subscription.listeners) listener.event(frame.event, { seq: frame.seq, at: frame.at })
    }
  }

  const join = (subscription: Subscription, head: number): void => {
    const step = joinAt(subscription.cursor, head)
    subscription.cursor = step.cursor
    for (const listener of subscription.listeners) listener.resync()
    deliver(subscription, step.deliver)
  }

  const read = (frame: ServerFrame): void => {
    if (frame.type === 'typing') for (const listener of typingListeners) listener(frame)
    if (frame.type === 'error') for (const listener of errorListeners) listener(frame.code)
    if (!('stream' in frame)) return
    const subscription = streams.get(frame.stream)
    if (subscription === undefined) return
    if (frame.type === 'event') {
      const step = acceptEvent(subscription.cursor, frame)
      subscription.cursor = step.cursor
      deliver(subscription, step.deliver)
      // Ask once for what is missing; the answer to that question ends the asking.
      if (step.gap && !subscription.asked) ask(frame.stream, subscription)
      return
    }
    subscription.asked = false
    // Only a connection that got this far has worked; one that opens and closes at once keeps waiting longer.
    attempt = 0
    const { after } = subscription.cursor
    if (frame.type === 'reset' || after === null || frame.head < after) join(subscription, frame.head)
  }

  return {
    status: (): RealtimeStatus => status,

    /** Calls back when the status changes; returns how to stop. For useSyncExternalStore. */
    onStatus: (listener: () => void): (() => void) => {
      statusListeners.add(listener)
      return () => void statusListeners.delete(listener)
    },

    /** Listens to a stream; returns how to stop. The place in the stream is kept as long as the connection object lives. */
    subscribe: (name: StreamName, listener: StreamListener): (() => void) => {
      const known = streams.get(name)
      const subscription = known ?? { cursor: newCursor<EventFrame>(), listeners: new Set(), asked: false }
      subscription.listeners.add(listener)
      if (known === undefined) {
        streams.set(name, subscription)
        ask(name, subscription)
      }
      return () => void subscription.listeners.delete(listener)
    },

    onTyping: (listener: (frame: TypingFrame) => void): (() => void) => {
      typingListeners.add(listener)
      return () => void typingListeners.delete(listener)
    },

    /** Refusals of the server, by code, such as NOT_SIGNED_IN. */
    onError: (listener: (code: string) => void): (() => void) => {
      errorListeners.add(listener)
      return () => void errorListeners.delete(listener)
    },

    /** Says that this person is writing. May be called on every key; few of the calls go out. */
    typing: (caseId: string): void => {
      const now = parts.now()
      if (now - (typedAt.get(caseId) ?? -Infinity) < TYPING_EVERY_MS) return
      typedAt.set(caseId, now)
      write({ type: 'typing', case_id: caseId })
    },

    /** The message was sent: the next key is a new sign of typing. */
    stoppedTyping: (caseId: string): void => void typedAt.delete(caseId),

    start: (): void => {
      if (status !== 'stopped') return
      setStatus('connecting')
      open()
    },

    /** The network is back, or the page is seen again: try now, or make sure that the connection still lives. */
    wake: (): void => {
      if (status === 'live') {
        probe()
        return
      }
      if (status === 'stopped' || socket !== null) return
      attempt = 0
      open()
    },

    /** The browser says that there is no network. */
    offline: (): void => {
      if (status === 'stopped') return
      drop()
      callOffRetry?.()
      callOffRetry = null
      setStatus('offline')
    },

    stop: (): void => {
      setStatus('stopped')
      callOffRetry?.()
      callOffWatch?.()
      drop()
    },
  }
}
