import type { money } from './money.zh.ts'
import type { customer } from './zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    customer: typeof customer
    money: typeof money
  }
}

/** The words of the customer app, fetched in the language in use only. */
export const textLoaders = {
  'zh-CN': async () => ({ customer: (await import('./zh.ts')).customer }),
  en: async () => ({ customer: (await import('./en.ts')).customer }),
}

/** The words of the pages about transfers, receiving, withdrawing and limits: fetched with the first of them. */
export const moneyTexts = {
  'zh-CN': async () => ({ money: (await import('./money.zh.ts')).money }),
  en: async () => ({ money: (await import('./money.en.ts')).money }),
}
