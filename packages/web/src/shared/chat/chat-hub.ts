import type { Message, Receipts, ServerFrame, StreamEvent } from '@topay/contract'
import * as chat from './chat-state.ts'
import type { ChatState, MessagePage } from './chat-state.ts'
import { createIdMaker } from './client-id.ts'
import { dropOutbox, isOutboxKey, listOutbox, putOutbox } from './outbox.ts'
import type { OutboxEntry } from './outbox.ts'
import { createMarker } from './marker.ts'
import { createSender } from './sender.ts'
import type { SendResult } from './sender.ts'
import type { KeyValueStore } from './storage.ts'
import { timelineOf } from './timeline.ts'
import type { Side, TimelineItem } from './timeline.ts'
import { reconnectDelay } from '../realtime/backoff.ts'

/** How many messages are read at a time. */
export const PAGE = 50

/** Above every number: "before this" is "the newest". */
const NEWEST = 1_000_000_000

/** The calls of the API that a conversation needs; customer and staff have different ones. */
export type ChatTransport = {
  /** The newest of those before a number, or the first of those after one; oldest first. */
  fetchPage: (caseId: string, query: { before?: number; after?: number; limit: number }) => Promise<MessagePage>
  send: (entry: OutboxEntry) => Promise<Message>
  mark: (caseId: string, upTo: { delivered_seq: number; read_seq?: number }) => Promise<Receipts>
  /** Whether the same message may be sent again after this error, and if not, what to tell the person. */
  judge: (error: unknown) => Exclude<SendResult, { outcome: 'acknowledged' }>
}

export type ChatParts = {
  /** Whose outbox and drafts these are. */
  personId: string
  side: Side
  store: KeyValueStore
  transport: ChatTransport
  isOnline?: () => boolean
  now?: () => number
  later?: (run: () => void, ms: number) => () => void
}

/** One conversation as a screen shows it. The object is the same one until something changes. */
export type ChatSnapshot = {
  status: 'idle' | 'loading' | 'ready' | 'error'
  error: unknown
  items: readonly TimelineItem[]
  receipts: Receipts | null
  typists: ChatState['typists']
  hasOlder: boolean
  loadingOlder: boolean
  /** The highest number here, for marking as read. */
  lastSeq: number
}

export type ChatHub = ReturnType<typeof createChatHub>

type Room = {
  state: ChatState
  status: ChatSnapshot['status']
  error: unknown
  loading: boolean
  /** Asked for while it was being read: what is on its way may be older than the question. */
  loadAgain: boolean
  loadingOlder: boolean
  filling: boolean
  fillAttempt: number
  listeners: Set<() => void>
  snapshot: ChatSnapshot | null
}

const browserLater = (run: () => void, ms: number): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/**
 * All conversations of one signed-in person: reads them, keeps them up to date from the realtime stream, and sends.
 *
 * Feed it with the events of the stream (`receive`), tell it when the stream lost its place (`resync`) and when the
 * network is back (`wake`). What is sent is kept in storage until the server acknowledges it, over reloads and outages.
 */
export const createChatHub = (parts: ChatParts) => {
  const { personId, side, store, transport } = parts
  const now = parts.now ?? Date.now
  const later = parts.later ?? browserLater
  const nextId = createIdMaker(now)
  const rooms = new Map<string, Room>()
  let stopped = false

  const roomOf = (caseId: string): Room => {
    const known = rooms.get(caseId)
    if (known !== undefined) return known
    const room: Room = {
      state: chat.emptyChat,
      status: 'idle',
      error: null,
      loading: false,
      loadAgain: false,
      loadingOlder: false,
      filling: false,
      fillAttempt: 0,
      listeners: new Set(),
      snapshot: null,
    }
    rooms.set(caseId, room)
    return room
  }

  const changed = (room: Room): void => {
    room.snapshot = null
    for (const listener of room.listeners) listener()
  }

  const setState = (caseId: string, next: (state: ChatState) => ChatState): void => {
    const room = roomOf(caseId)
    const state = next(room.state)
    if (state === room.state) return
    room.state = state
    changed(room)
    void fillGap(caseId)
  }

  /** Reads what is known to be missing, again and again until nothing is. */
  const fillGap = async (caseId: string): Promise<void> => {
    const room = roomOf(caseId)
    const after = chat.missingAfter(room.state)
    if (stopped || after === null || room.filling) return
    room.filling = true
    try {
      const page = await transport.fetchPage(caseId, { after, limit: PAGE })
      room.fillAttempt = 0
      room.filling = false
      // The server has nothing more for this reader: the numbers between are not theirs to see.
      const done = page.items.length === 0
      setState(caseId, (state) => {
        const next = chat.withNewerPage(state, page, { after, limit: PAGE })
        return done ? { ...next, complete: Math.max(next.complete, next.head) } : next
      })
      await fillGap(caseId)
    } catch {
      later(() => {
        room.filling = false
        void fillGap(caseId)
      }, reconnectDelay(room.fillAttempt))
      room.fillAttempt += 1
    }
  }

  const load = async (caseId: string): Promise<void> => {
    const room = roomOf(caseId)
    if (room.loading) {
      room.loadAgain = true
      return
    }
    room.loading = true
    room.loadAgain = false
    room.status = room.state.loaded ? 'ready' : 'loading'
    room.error = null
    changed(room)
    try {
      const page = await transport.fetchPage(caseId, { before: NEWEST, limit: PAGE })
      room.status = 'ready'
      room.state = chat.withOlderPage(room.state, page, { before: null, limit: PAGE })
      changed(room)
      void fillGap(caseId)
    } catch (error) {
      // What was read before stays on the screen; only an empty screen needs the error.
      room.status = room.state.loaded ? 'ready' : 'error'
      room.error = error
      changed(room)
    } finally {
      room.loading = false
    }
    if (room.loadAgain) await load(caseId)
  }

  const sender = createSender({
    list: () => listOutbox(store, personId),
    isOnline: parts.isOnline ?? (() => globalThis.navigator?.onLine !== false),
    later,
    send: async (entry) => {
      try {
        const message = await transport.send(entry)
        setState(entry.case_id, (state) => chat.withMessage(state, message))
        return { outcome: 'acknowledged' }
      } catch (error) {
        return transport.judge(error)
      }
    },
    settle: (entry, result) => {
      if (result.outcome === 'acknowledged') dropOutbox(store, personId, entry.client_id)
      if (result.outcome === 'refused') {
        putOutbox(store, personId, { ...entry, refused: { code: result.code, message: result.message } })
      }
      changed(roomOf(entry.case_id))
    },
  })

  const marker = createMarker({
    mark: transport.mark,
    done: (caseId, receipts) => setState(caseId, (state) => chat.withReceipts(state, receipts)),
    later,
  })

  const entryOf = (clientId: string): OutboxEntry | undefined =>
    listOutbox(store, personId).find((entry) => entry.client_id === clientId)

  return {
    /** Starts reading a conversation unless it is here already. Also used to read ahead. */
    open: (caseId: string): void => {
      const { status } = roomOf(caseId)
      if (status === 'idle' || status === 'error') void load(caseId)
    },

    /** Reads a conversation again after an error. */
    reload: (caseId: string): void => void load(caseId),

    snapshot: (caseId: string): ChatSnapshot => {
      const room = roomOf(caseId)
      room.snapshot ??= {
        status: room.status,
        error: room.error,
        items: timelineOf(
          room.state.messages,
          listOutbox(store, personId).filter((entry) => entry.case_id === caseId),
        ),
        receipts: room.state.receipts,
        typists: room.state.typists,
        hasOlder: room.state.loaded && room.state.floor > 0,
        loadingOlder: room.loadingOlder,
        lastSeq: room.state.messages.at(-1)?.seq ?? 0,
      }
      return room.snapshot
    },

    subscribe: (caseId: string, listener: () => void): (() => void) => {
      const { listeners } = roomOf(caseId)
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    loadOlder: async (caseId: string): Promise<void> => {
      const room = roomOf(caseId)
      if (room.loadingOlder || !room.state.loaded || room.state.floor === 0) return
      room.loadingOlder = true
      changed(room)
      const before = room.state.floor + 1
      try {
        const page = await transport.fetchPage(caseId, { before, limit: PAGE })
        room.state = chat.withOlderPage(room.state, page, { before, limit: PAGE })
      } finally {
        room.loadingOlder = false
        changed(room)
      }
    },

    /** An event of the stream. Events of conversations that were never opened are of no interest and cost nothing. */
    receive: (event: StreamEvent): void => {
      if (event.type === 'message' && rooms.has(event.case_id)) {
        setState(event.case_id, (state) => chat.withMessage(state, event.message))
      }
      if (event.type === 'receipts' && rooms.has(event.case_id)) {
        setState(event.case_id, (state) => chat.withReceipts(state, event.receipts))
      }
    },

    /** A sign of typing from the stream; one's own side is not shown. */
    receiveTyping: (frame: Extract<ServerFrame, { type: 'typing' }>): void => {
      if (frame.author === side || !rooms.has(frame.case_id)) return
      setState(frame.case_id, (state) => chat.withTyping(state, { author: frame.author, name: frame.name }, now()))
      later(() => setState(frame.case_id, (state) => chat.withoutExpiredTyping(state, now())), chat.TYPING_MS + 20)
    },

    /** A list of cases said how far a conversation has come: reads what is missing here. */
    noteHead: (caseId: string, head: number): void => {
      if (rooms.get(caseId)?.state.loaded === true) setState(caseId, (state) => chat.withHead(state, head))
    },

    /** The stream started or lost its place: every conversation that is here is read on from where it stands. */
    resync: (): void => {
      for (const [caseId, room] of rooms) if (room.status !== 'idle') void load(caseId)
      sender.wake()
    },

    /** The network is back: try what waits. */
    wake: (): void => sender.wake(),

    /** Sends a message: it is shown and kept at once, and delivered as soon as it can be. Returns its id. */
    send: (
      caseId: string,
      message: { text: string; kind?: OutboxEntry['kind']; attachments?: OutboxEntry['attachments'] },
    ): string => {
      const entry: OutboxEntry = {
        client_id: nextId(),
        case_id: caseId,
        kind: message.kind ?? 'reply',
        text: message.text,
        attachments: message.attachments ?? [],
        written_at: new Date(now()).toISOString(),
        refused: null,
      }
      putOutbox(store, personId, entry)
      changed(roomOf(caseId))
      sender.wake()
      return entry.client_id
    },

    /**
     * Tries a refused message again. The server certainly did not take it, so this is a new message: it may be sent much
     * later, and then belongs after what was written meanwhile.
     */
    resend: (clientId: string): void => {
      const entry = entryOf(clientId)
      if (entry === undefined) return
      dropOutbox(store, personId, clientId)
      putOutbox(store, personId, { ...entry, client_id: nextId(), refused: null })
      changed(roomOf(entry.case_id))
      sender.wake()
    },

    /** Throws a message away that was not sent. */
    discard: (clientId: string): void => {
      const entry = entryOf(clientId)
      if (entry === undefined) return
      dropOutbox(store, personId, clientId)
      changed(roomOf(entry.case_id))
    },

    /** Tells the server that messages up to `seq` have arrived, or were read. */
    mark: (caseId: string, seq: number, how: 'delivered' | 'read'): void => marker.mark(caseId, seq, how),

    /** Call with the `storage` event of the window: another tab wrote or sent something. */
    storageChanged: (key: string | null): void => {
      if (!isOutboxKey(personId, key)) return
      for (const room of rooms.values()) changed(room)
    },

    /** Stops sending. What waits stays in storage. */
    stop: (): void => {
      stopped = true
      sender.stop()
    },
  }
}
