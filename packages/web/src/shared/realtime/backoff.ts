/** First wait before a new try, in milliseconds. */
export const RECONNECT_BASE_MS = 400
/** Longest wait before a new try, in milliseconds. */
export const RECONNECT_CAP_MS = 20_000

/**
 * How long to wait before try number `attempt` (0 is the first), in milliseconds.
 *
 * Doubles up to the cap, and half of it is left to chance: when a server restarts, its clients must not
 * all come back in the same instant, and none of them may come back at once either.
 */
export const reconnectDelay = (attempt: number, random: () => number = Math.random): number => {
  const ceiling = Math.min(RECONNECT_CAP_MS, RECONNECT_BASE_MS * 2 ** Math.min(attempt, 16))
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}
