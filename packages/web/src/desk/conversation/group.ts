import type { TimelineItem } from '#shared/chat/timeline.ts'

/** Messages of one author that follow each other closer than this stand together. Milliseconds. */
const TOGETHER_MS = 5 * 60_000

/** How an item stands among its neighbours. */
export type Placed = {
  item: TimelineItem
  /** It is the first of its day: the day is written above it. */
  newDay: boolean
  /** It follows its neighbour closely: no face, less space. */
  joined: boolean
  /** Nothing follows it closely: name, time and receipt are written under it. */
  last: boolean
}

/** Who said it, for standing together; null for what stands alone. */
const voiceOf = (item: TimelineItem): string | null => {
  if (item.pending !== null) return item.pending.kind === 'note' ? 'note:me' : 'staff:me'
  const { author, agent, kind } = item.message
  if (kind === 'event' || kind === 'card') return null
  return `${kind === 'note' ? 'note' : author}:${agent?.badge ?? ''}`
}

const dayOf = (at: string): string => new Date(at).toDateString()

/** Places items for reading. `me` is the badge of the reader, whose waiting messages join those that were sent. */
export const placeItems = (items: readonly TimelineItem[], me: string): Placed[] => {
  const voices = items.map((item) => voiceOf(item)?.replace(/:me$/, `:${me}`) ?? null)
  const joins = items.map((item, index) => {
    const before = items[index - 1]
    if (before === undefined || voices[index] === null || voices[index] !== voices[index - 1]) return false
    return dayOf(item.at) === dayOf(before.at) && Date.parse(item.at) - Date.parse(before.at) < TOGETHER_MS
  })
  return items.map((item, index) => {
    const before = items[index - 1]
    return {
      item,
      newDay: before === undefined || dayOf(before.at) !== dayOf(item.at),
      joined: joins[index] === true,
      last: joins[index + 1] !== true,
    }
  })
}
