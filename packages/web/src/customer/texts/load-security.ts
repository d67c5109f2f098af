import type { security } from './security.zh.ts'
import { stepUpTexts } from './load.ts'
import { accountTexts } from './load-account.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    security: typeof security
  }
}

/** The words of the security centre and of what its pages share with getting back in. */
export const securityTexts = {
  'zh-CN': async () => ({
    security: (await import('./security.zh.ts')).security,
    ...(await stepUpTexts['zh-CN']()),
    ...(await accountTexts['zh-CN']()),
  }),
  en: async () => ({
    security: (await import('./security.en.ts')).security,
    ...(await stepUpTexts.en()),
    ...(await accountTexts.en()),
  }),
}
