/** What the list shows, and what it holds back. */
export type Arrangement = {
  /** Ids in the order shown. */
  order: readonly string[]
  /** How many ids have come in and wait for the reader. */
  waiting: number
}

/**
 * Puts the newest reading of a list (`fresh`, ids in the server's order) together with what is shown.
 *
 * While the list is `held` (the pointer is over it, it is scrolled, or it has the keyboard) no row moves, comes or goes:
 * what is shown stays, and what is new waits. Otherwise the server's order is taken; only the row that is open keeps
 * its place when it has left the list, so that closing a case does not pull it from under its reader.
 */
export const arrange = (
  shown: readonly string[],
  fresh: readonly string[],
  state: { held: boolean; openId: string | null },
): Arrangement => {
  if (state.held && shown.length > 0) {
    const known = new Set(shown)
    // Later pages are added at the end: that moves nothing.
    const lastKnown = fresh.findLastIndex((id) => known.has(id))
    const added = lastKnown === -1 ? [] : fresh.slice(lastKnown + 1)
    return {
      order: added.length === 0 ? shown : [...shown, ...added],
      waiting: fresh.slice(0, lastKnown === -1 ? fresh.length : lastKnown).filter((id) => !known.has(id)).length,
    }
  }
  const { openId } = state
  if (openId === null || fresh.includes(openId) || !shown.includes(openId)) return { order: fresh, waiting: 0 }
  const place = Math.min(shown.indexOf(openId), fresh.length)
  return { order: fresh.toSpliced(place, 0, openId), waiting: 0 }
}

/** The row `step` away from the open one (1 down, -1 up); the first or last one when none is open. */
export const neighbour = (order: readonly string[], openId: string | null, step: 1 | -1): string | undefined => {
  const at = openId === null ? -1 : order.indexOf(openId)
  if (at === -1) return step === 1 ? order[0] : order.at(-1)
  return order[Math.min(order.length - 1, Math.max(0, at + step))]
}
