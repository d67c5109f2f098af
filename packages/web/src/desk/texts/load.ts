import type { desk } from './desk.zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    desk: typeof desk
  }
}

/** The words of the desk, fetched in the language in use only. */
export const textLoaders = {
  'zh-CN': async () => ({ desk: (await import('./desk.zh.ts')).desk }),
  en: async () => ({ desk: (await import('./desk.en.ts')).desk }),
}
