/** An event with its number in the stream. */
export type Numbered = { seq: number }

/**
 * Where a reader stands in one stream. Pure: every step answers with the next cursor and with what may be shown now.
 * `after` is null until the server has said where the stream stands.
 */
export type StreamCursor<E extends Numbered> = {
  readonly after: number | null
  /** Events that came before their turn, by number. */
  readonly held: ReadonlyMap<number, E>
}

export type CursorStep<E extends Numbered> = {
  cursor: StreamCursor<E>
  /** In order, each exactly once over the life of the cursor. */
  deliver: E[]
  /** True when this step showed that an event is missing: ask for everything after `cursor.after` again. */
  gap: boolean
}

export const newCursor = <E extends Numbered>(after: number | null = null): StreamCursor<E> => ({
  after,
  held: new Map(),
})

const drain = <E extends Numbered>(after: number, held: ReadonlyMap<number, E>): CursorStep<E> => {
  const rest = new Map([...held].filter(([seq]) => seq > after))
  const deliver: E[] = []
  let reached = after
  for (let next = rest.get(reached + 1); next !== undefined; next = rest.get(reached + 1)) {
    deliver.push(next)
    reached += 1
    rest.delete(reached)
  }
  // While the missing ones come in, later ones are still held: that is no new gap.
  return { cursor: { after: reached, held: rest }, deliver, gap: rest.size > 0 && deliver.length === 0 }
}

/** An event arrived. One that was delivered before is dropped; one that came too early is held. */
export const acceptEvent = <E extends Numbered>(cursor: StreamCursor<E>, event: E): CursorStep<E> => {
  const held = new Map(cursor.held).set(event.seq, event)
  if (cursor.after === null) return { cursor: { after: null, held }, deliver: [], gap: false }
  if (event.seq <= cursor.after) return { cursor, deliver: [], gap: false }
  return drain(cursor.after, held)
}

/** The server said where the stream stands (`head`) in answer to a subscription without a number, or to a reset. */
export const joinAt = <E extends Numbered>(cursor: StreamCursor<E>, head: number): CursorStep<E> =>
  drain(head, cursor.held)
