import type { money } from './money.zh.ts'
import type { stepUp } from './step-up.zh.ts'
import type { customer } from './zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    customer: typeof customer
    money: typeof money
    stepUp: typeof stepUp
  }
}

/** The words of the customer app, fetched in the language in use only. */
export const textLoaders = {
  'zh-CN': async () => ({ customer: (await import('./zh.ts')).customer }),
  en: async () => ({ customer: (await import('./en.ts')).customer }),
}

/** The words of confirming by a second factor: fetched with the pages that ask for one. */
export const stepUpTexts = {
  'zh-CN': async () => ({ stepUp: (await import('./step-up.zh.ts')).stepUp }),
  en: async () => ({ stepUp: (await import('./step-up.en.ts')).stepUp }),
}

/** The words of the pages about transfers, receiving, withdrawing and limits: fetched with the first of them. */
export const moneyTexts = {
  'zh-CN': async () => ({ money: (await import('./money.zh.ts')).money, ...(await stepUpTexts['zh-CN']()) }),
  en: async () => ({ money: (await import('./money.en.ts')).money, ...(await stepUpTexts.en()) }),
}
