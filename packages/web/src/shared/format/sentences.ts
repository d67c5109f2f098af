import type { Language } from '../i18n/language.ts'

/** Puts statements one after the other, each with the full stop of its language unless it ends with one. */
export const sentences = (language: Language, ...statements: string[]): string =>
  statements
    .filter((statement) => statement !== '')
    .map((statement) => (/[.。?？!！…]$/.test(statement) ? statement : statement + (language === 'en' ? '.' : '。')))
    .join(language === 'en' ? ' ' : '')
