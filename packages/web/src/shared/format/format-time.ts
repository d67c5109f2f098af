import type { Language } from '../i18n/language.ts'

/** Intl formatters are slow to make and are asked for on every row: one of each kind and language is kept. */
const kept = new Map<string, Intl.DateTimeFormat>()
const formatter = (locale: string, options: Intl.DateTimeFormatOptions) => {
  const key = locale + JSON.stringify(options)
  let found = kept.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options)
    kept.set(key, found)
  }
  return found
}

/** Day before month in English, and 24 hours, as Topay writes dates everywhere. */
const localeOf = (language: Language) => (language === 'en' ? 'en-GB' : 'zh-CN')

/** Time as wire text (RFC 3339), ms since 1970, or Date. */
export type TimeLike = string | number | Date
const toDate = (time: TimeLike) => (time instanceof Date ? time : new Date(time))

/** `14:32`, in the reader's time zone. */
export const formatClock = (time: TimeLike, language: Language) =>
  formatter(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(toDate(time))

/** `14:32:05`: where the order of events within a minute matters. */
export const formatClockSeconds = (time: TimeLike, language: Language) =>
  formatter(localeOf(language), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(
    toDate(time),
  )

const dayNumber = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000

/** How many calendar days `time` lies after `now` in the reader's time zone: -1 is yesterday. */
export const daysFrom = (time: TimeLike, now: TimeLike) => dayNumber(toDate(time)) - dayNumber(toDate(now))

const RELATIVE = {
  'zh-CN': { '-1': '昨天', '0': '今天', '1': '明天' },
  en: { '-1': 'Yesterday', '0': 'Today', '1': 'Tomorrow' },
} as const satisfies Record<Language, Record<string, string>>

/** `今天`, `昨天`, `明天`, `11月21日`, `2025年11月21日`. The year shows when it is not this one. */
export const formatDay = (time: TimeLike, language: Language, now: TimeLike = Date.now()): string => {
  const date = toDate(time)
  const near: Record<string, string> = RELATIVE[language]
  const word = near[String(daysFrom(date, now))]
  if (word) return word
  const sameYear = date.getFullYear() === toDate(now).getFullYear()
  const month = language === 'en' ? 'short' : 'long'
  return formatter(localeOf(language), { month, day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(date)
}

/** `今天 14:32`, `11月21日 10:08`. */
export const formatMoment = (time: TimeLike, language: Language, now: TimeLike = Date.now()) =>
  `${formatDay(time, language, now)} ${formatClock(time, language)}`

/** `14:32` today, `明天 10:08`, `tomorrow 10:08` else: for deadlines inside a sentence, where "today" goes without saying. */
export const formatDeadline = (time: TimeLike, language: Language, now: TimeLike = Date.now()) =>
  daysFrom(time, now) === 0
    ? formatClock(time, language)
    : formatMoment(time, language, now).replace(/^(?:Yesterday|Tomorrow)/, (day) => day.toLowerCase())

/** `2026年11月`, `November 2026`. */
export const formatMonth = (time: TimeLike, language: Language) =>
  formatter(localeOf(language), { year: 'numeric', month: 'long' }).format(toDate(time))

const CHINA = 8 * 3_600_000

/** The month a bill belongs to, as `2026-11`. In China time, as the totals of the API count, wherever the reader is. */
export const monthKey = (time: TimeLike) => new Date(toDate(time).getTime() + CHINA).toISOString().slice(0, 7)

/** Noon of the first day of a month `2026-11` in the reader's time zone: for writing the month's name. */
export const monthDate = (key: string) => new Date(Number(key.slice(0, 4)), Number(key.slice(5, 7)) - 1, 1, 12)

/** The month `count` months before the month of `now`, as `2026-11`. */
export const monthBefore = (now: TimeLike, count: number) => {
  const date = monthDate(monthKey(now))
  date.setMonth(date.getMonth() - count)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`
}

const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day', language: Language) =>
  new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: name, unitDisplay: 'short' })
    .format(value)
    .replace(/(\d)(\p{Script=Han})/u, '$1 $2')

/** `18 秒`, `5 分钟`, `19 小时 23 分钟`, `3 天`: the two largest units at most, from a span in ms. Negative counts as 0. */
export const formatSpan = (ms: number, language: Language): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return unit(seconds, 'second', language)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return unit(minutes, 'minute', language)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) {
    const rest = minutes % 60
    const whole = unit(hours, 'hour', language)
    return rest === 0 ? whole : `${whole} ${unit(rest, 'minute', language)}`
  }
  return unit(Math.floor(hours / 24), 'day', language)
}
