import { daysFrom, formatClock, formatDay } from '#shared/format/format-time.ts'
import type { Language } from '#shared/i18n/language.ts'

/** `14:32` today, `昨天`, `11月21日`: where there is room for one word. */
export const briefTime = (at: string, language: Language): string =>
  daysFrom(at, Date.now()) === 0 ? formatClock(at, language) : formatDay(at, language)
