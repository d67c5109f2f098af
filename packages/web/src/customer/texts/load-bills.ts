import type { bills } from './bills.zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    bills: typeof bills
  }
}

/** The words of the bills: fetched with the first of their pages. */
export const billsTexts = {
  'zh-CN': async () => ({ bills: (await import('./bills.zh.ts')).bills }),
  en: async () => ({ bills: (await import('./bills.en.ts')).bills }),
}
