import type { Message, Output, Receipts } from '@topay/contract'

/** One answer of the list of messages. */
export type MessagePage = Output<'listMessages'>

/** Somebody who is writing; `until` is when the sign of it goes away, in epoch milliseconds. */
export type Typist = { author: 'customer' | 'staff'; name: { zh: string; en: string } | null; until: number }

/** How long a sign of typing stands without being renewed, in milliseconds. */
export const TYPING_MS = 6_000

/**
 * What is known of one conversation.
 *
 * Messages are numbered per case. A reader may not be allowed to see all of them (internal notes), so a missing number
 * is no proof of a gap; `floor` and `complete` say which stretch of numbers was asked for and answered in full.
 */
export type ChatState = {
  /** In order of `seq`, no id and no seq twice. */
  readonly messages: readonly Message[]
  /** False until the newest page was read. */
  readonly loaded: boolean
  /** Numbers up to this one were not read yet; 0 when the beginning is here. */
  readonly floor: number
  /** Everything this reader may see from `floor` (exclusive) up to here is in `messages`. */
  readonly complete: number
  /** The highest number the server is known to have given out. */
  readonly head: number
  readonly receipts: Receipts | null
  readonly typists: readonly Typist[]
}

export const emptyChat: ChatState = {
  messages: [],
  loaded: false,
  floor: 0,
  complete: 0,
  head: 0,
  receipts: null,
  typists: [],
}

/** Adds what is new; an id or a number that is here already is left as it is. */
const merge = (have: readonly Message[], incoming: readonly Message[]): readonly Message[] => {
  const ids = new Set(have.map((message) => message.id))
  const seqs = new Set(have.map((message) => message.seq))
  const fresh: Message[] = []
  for (const message of incoming) {
    if (ids.has(message.id) || seqs.has(message.seq)) continue
    ids.add(message.id)
    seqs.add(message.seq)
    fresh.push(message)
  }
  if (fresh.length === 0) return have
  return [...have, ...fresh].toSorted((a, b) => a.seq - b.seq)
}

/** Moves `complete` over numbers that have arrived one after another. */
const advance = (messages: readonly Message[], complete: number): number => {
  let reached = complete
  for (const message of messages) if (message.seq === reached + 1) reached = message.seq
  return reached
}

const mergeReceipts = (have: Receipts | null, incoming: Receipts): Receipts =>
  have === null
    ? incoming
    : {
        customer_delivered_seq: Math.max(have.customer_delivered_seq, incoming.customer_delivered_seq),
        customer_read_seq: Math.max(have.customer_read_seq, incoming.customer_read_seq),
        staff_delivered_seq: Math.max(have.staff_delivered_seq, incoming.staff_delivered_seq),
        staff_read_seq: Math.max(have.staff_read_seq, incoming.staff_read_seq),
      }

/** A message from the stream, or the answer to sending one. */
export const withMessage = (state: ChatState, message: Message): ChatState => {
  const messages = merge(state.messages, [message])
  const stopsTyping = state.typists.some((typist) => typist.author === message.author)
  const head = Math.max(state.head, message.seq)
  if (messages === state.messages && head === state.head && !stopsTyping) return state
  return {
    ...state,
    messages,
    head,
    complete: state.loaded ? advance(messages, state.complete) : state.complete,
    typists: stopsTyping ? state.typists.filter((typist) => typist.author !== message.author) : state.typists,
  }
}

/** The answer to "the newest `limit` messages", or to "the newest `limit` before `before`". */
export const withOlderPage = (
  state: ChatState,
  page: MessagePage,
  asked: { before: number | null; limit: number },
): ChatState => {
  const first = page.items[0]
  const floor = first === undefined || page.items.length < asked.limit ? 0 : first.seq - 1
  const messages = merge(state.messages, page.items)
  const newest = asked.before === null
  // A page of the newest messages that does not reach what is known leaves a hole below it: start over from the page.
  const joins = state.loaded && (!newest || floor <= state.complete)
  const covered = newest ? Math.max(page.last_seq, page.items.at(-1)?.seq ?? 0) : state.complete
  const keep = joins ? messages : messages.filter((message) => message.seq > floor)
  return {
    ...state,
    messages: keep,
    loaded: true,
    floor: joins ? Math.min(state.floor, floor) : floor,
    complete: advance(keep, joins ? Math.max(state.complete, covered) : covered),
    head: Math.max(state.head, page.last_seq, covered),
    receipts: mergeReceipts(state.receipts, page.receipts),
  }
}

/** The answer to "the first `limit` messages after number `after`". */
export const withNewerPage = (
  state: ChatState,
  page: MessagePage,
  asked: { after: number; limit: number },
): ChatState => {
  const last = page.items.at(-1)?.seq ?? asked.after
  const covered = page.items.length < asked.limit ? Math.max(last, page.last_seq) : last
  const messages = merge(state.messages, page.items)
  const reaches = state.loaded && asked.after <= state.complete
  return {
    ...state,
    messages,
    complete: reaches ? advance(messages, Math.max(state.complete, covered)) : state.complete,
    head: Math.max(state.head, page.last_seq, last),
    receipts: mergeReceipts(state.receipts, page.receipts),
  }
}

/** How far each side has received and read; it only ever grows. */
export const withReceipts = (state: ChatState, receipts: Receipts): ChatState => ({
  ...state,
  receipts: mergeReceipts(state.receipts, receipts),
})

/** The server has given out numbers up to `head`: told by a list of cases, for example. */
export const withHead = (state: ChatState, head: number): ChatState => (head > state.head ? { ...state, head } : state)

/** Somebody writes at this moment (`now` in epoch milliseconds). */
export const withTyping = (state: ChatState, who: Omit<Typist, 'until'>, now: number): ChatState => ({
  ...state,
  typists: [...state.typists.filter((typist) => typist.author !== who.author), { ...who, until: now + TYPING_MS }],
})

/** Forgets those who have stopped writing. */
export const withoutExpiredTyping = (state: ChatState, now: number): ChatState =>
  state.typists.some((typist) => typist.until <= now)
    ? { ...state, typists: state.typists.filter((typist) => typist.until > now) }
    : state

/** When messages are known to be missing: the number after which they must be asked for. */
export const missingAfter = (state: ChatState): number | null =>
  state.loaded && state.head > state.complete ? state.complete : null
