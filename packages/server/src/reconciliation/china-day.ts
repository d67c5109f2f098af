import { DAY, HOUR, MINUTE } from '../platform/index.ts'
import { chinaClock } from '../wallet/index.ts'

/** A day is compared from 02:30 of the next one in China: by then the bank's file is closed. */
const DUE_AFTER_MS = 2 * HOUR + 30 * MINUTE

/** A day (2026-11-24) some days later or earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)

/** First moment of a day in China and of the next, RFC 3339 UTC. */
export const boundsOf = (date: string): { from: string; to: string } => {
  const from = Date.parse(`${date}T00:00:00+08:00`)
  return { from: new Date(from).toISOString(), to: new Date(from + DAY).toISOString() }
}

/** The day in China of a moment. */
export const dayOf = (at: string): string => chinaClock(at).date

/** The last day that is due at a moment. */
export const lastDueDay = (at: string): string =>
  addDays(dayOf(new Date(Date.parse(at) - DUE_AFTER_MS).toISOString()), -1)
