import { useMemo } from 'react'
import { localized } from '../i18n/localized.ts'
import { useLanguage } from '../i18n/use-language.ts'
import * as time from './format-time.ts'
import type { LocalizedText } from '@topay/contract'
import type { TimeLike } from './format-time.ts'

/** The formatters bound to the language that is shown: `const { moment } = useFormat()`. */
export const useFormat = () => {
  const language = useLanguage()
  return useMemo(
    () => ({
      language,
      /** `14:32` */
      clock: (at: TimeLike) => time.formatClock(at, language),
      /** `14:32:05` */
      clockSeconds: (at: TimeLike) => time.formatClockSeconds(at, language),
      /** `今天`, `11月21日` */
      day: (at: TimeLike) => time.formatDay(at, language),
      /** `今天 14:32` */
      moment: (at: TimeLike) => time.formatMoment(at, language),
      /** `14:32` today, `明天 10:08` else */
      deadline: (at: TimeLike) => time.formatDeadline(at, language),
      /** `2026年11月` */
      month: (at: TimeLike) => time.formatMonth(at, language),
      /** `19 小时 23 分钟` from ms */
      span: (ms: number) => time.formatSpan(ms, language),
      /** the text of a bilingual value */
      text: (value: LocalizedText) => localized(value, language),
    }),
    [language],
  )
}
