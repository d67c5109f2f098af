let offset = 0

/** The one clock of the server. Everything that depends on time asks it, so that tests can move time instead of waiting. */
export const now = (): Date => new Date(Date.now() + offset)

/** Now as RFC 3339 UTC with milliseconds, as it goes into rows and onto the wire. */
export const timestamp = (): string => now().toISOString()

/** `ms` milliseconds from now (negative: ago), RFC 3339. */
export const fromNow = (ms: number): string => new Date(now().getTime() + ms).toISOString()

/** Tests only: moves the clock by `ms` milliseconds. */
export const moveClock = (ms: number): void => {
  offset += ms
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
