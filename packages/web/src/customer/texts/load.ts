import type { customer } from './zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    customer: typeof customer
  }
}

/** The words of the customer app, fetched in the language in use only. */
export const textLoaders = {
  'zh-CN': async () => ({ customer: (await import('./zh.ts')).customer }),
  en: async () => ({ customer: (await import('./en.ts')).customer }),
}
