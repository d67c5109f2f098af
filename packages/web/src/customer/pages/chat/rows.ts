import type { TimelineItem } from '#shared/chat/timeline.ts'

/** What the list of a conversation shows, top to bottom. */
export type ChatRow =
  | { kind: 'day'; key: string; at: string }
  /** `first` of a run of one author: shows who it is. `last`: has the tail, and the state of delivery. */
  | { kind: 'item'; key: string; item: TimelineItem; first: boolean; last: boolean }

/** A pause after which the same author is named again, in ms. */
const PAUSE = 5 * 60_000

/** Who an item is by, for putting runs together; events and cards stand alone. */
const authorOf = (item: TimelineItem): string | null => {
  if (item.message === null) return 'customer'
  const { author, kind, agent } = item.message
  return kind === 'text' ? `${author} ${agent?.badge ?? ''}` : null
}

const dayOf = (at: string) => new Date(at).toDateString()

/** Puts the days between the messages, and messages of one author that follow each other into runs. */
export const chatRows = (items: readonly TimelineItem[]): ChatRow[] => {
  const rows: ChatRow[] = []
  const joins = (a: TimelineItem | undefined, b: TimelineItem | undefined) => {
    if (!a || !b) return false
    const author = authorOf(a)
    return (
      author !== null &&
      author === authorOf(b) &&
      dayOf(a.at) === dayOf(b.at) &&
      Date.parse(b.at) - Date.parse(a.at) < PAUSE
    )
  }
  for (const [index, item] of items.entries()) {
    const before = items[index - 1]
    if (!before || dayOf(before.at) !== dayOf(item.at)) rows.push({ kind: 'day', key: `day ${item.key}`, at: item.at })
    rows.push({
      kind: 'item',
      key: item.key,
      item,
      first: !joins(before, item),
      last: !joins(item, items[index + 1]),
    })
  }
  return rows
}
