import type { LocalizedText } from '@topay/contract'
import type { Language } from './language.ts'

/** The text of a bilingual value in one language. */
export const localized = (text: LocalizedText, language: Language): string => (language === 'en' ? text.en : text.zh)
