import { DAY, HOUR, MINUTE } from '../../platform/index.ts'
import type { Moment } from '../data/story.ts'

/** China has one time zone, UTC+8, and no summer time. */
const OFFSET = 8 * HOUR

/** The first moment of the day in China that lies `daysAgo` days before the day of `now`, in ms. */
export const dayStart = (now: number, daysAgo = 0): number =>
  Math.floor((now + OFFSET) / DAY) * DAY - OFFSET - daysAgo * DAY

const local = (at: number): Date => new Date(at + OFFSET)

/** 0 is Sunday. */
export const weekday = (at: number): number => local(at).getUTCDay()
export const dayOfMonth = (at: number): number => local(at).getUTCDate()

/** 09:05, as read on a clock in China. */
export const clockOf = (at: number): string => local(at).toISOString().slice(11, 16)

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 11月24日, or 24 Nov. */
export const dateOf = (at: number, english: boolean): string => {
  const date = local(at)
  return english
    ? `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
    : `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
}

/** A clock time such as 9:05 in ms after midnight. */
const sinceMidnight = (clock: string): number => {
  const [hours, minutes] = clock.split(':').map(Number)
  return (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE
}

/** When a moment of a story is, in ms. */
export const timeOf = (moment: Moment, now: number): number =>
  'minutes' in moment ? now - moment.minutes * MINUTE : dayStart(now, moment.days) + sinceMidnight(moment.at)
