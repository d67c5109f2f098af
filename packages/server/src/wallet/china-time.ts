import { DAY, HOUR } from '../platform/index.ts'

/** China has one time zone and no summer time, so its calendar is plain arithmetic. */
const OFFSET_MS = 8 * HOUR

const local = (at: string): string => new Date(Date.parse(at) + OFFSET_MS).toISOString()

/** The month of a moment in China, such as 2026-11. */
export const chinaMonth = (at: string): string => local(at).slice(0, 7)

/** The parts of a moment in China time, for words: date 2026-11-24, time 14:32:05. */
export const chinaClock = (at: string): { date: string; time: string } => {
  const text = local(at)
  return { date: text.slice(0, 10), time: text.slice(11, 19) }
}

/** The first moment of the day of `at` in China, RFC 3339 UTC. */
export const startOfChinaDay = (at: string): string => {
  const ms = Date.parse(at) + OFFSET_MS
  return new Date(ms - (ms % DAY) - OFFSET_MS).toISOString()
}

/** First moment of a month (2026-11) in China and of the month after it, RFC 3339 UTC. */
export const chinaMonthBounds = (month: string): { from: string; to: string } => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const start = (monthIndex: number): string => new Date(Date.UTC(year, monthIndex, 1) - OFFSET_MS).toISOString()
  return { from: start(number - 1), to: start(number) }
}

/** First moment of the year of `at` in China and of the year after it, RFC 3339 UTC. */
export const startOfChinaYear = (at: string): { from: string; next: string } => {
  const year = Number(local(at).slice(0, 4))
  const start = (of: number): string => new Date(Date.UTC(of, 0, 1) - OFFSET_MS).toISOString()
  return { from: start(year), next: start(year + 1) }
}
