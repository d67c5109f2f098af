import { failures, type FailureCode } from '@topay/contract/web'
import type { Language } from '#shared/i18n/language.ts'

/** Why something failed, in the words of the failure taxonomy; null when there is no code. */
export const failureWords = (code: FailureCode | null, language: Language): string | null =>
  code === null ? null : language === 'en' ? failures[code].en : failures[code].zh
