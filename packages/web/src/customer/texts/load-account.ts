import type { account } from './account.zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    account: typeof account
  }
}

/** The words of signing in, getting back in and the lock over money: fetched with the first of their pages. */
export const accountTexts = {
  'zh-CN': async () => ({ account: (await import('./account.zh.ts')).account }),
  en: async () => ({ account: (await import('./account.en.ts')).account }),
}
