import type { desk } from './desk.zh.ts'
import type { review } from './review.zh.ts'
import type { staff } from './staff.zh.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    desk: typeof desk
    staff: typeof staff
    review: typeof review
  }
}

/** The words of the desk, fetched in the language in use only. */
export const textLoaders = {
  'zh-CN': async () => ({
    desk: (await import('./desk.zh.ts')).desk,
    staff: (await import('./staff.zh.ts')).staff,
    review: (await import('./review.zh.ts')).review,
  }),
  en: async () => ({
    desk: (await import('./desk.en.ts')).desk,
    staff: (await import('./staff.en.ts')).staff,
    review: (await import('./review.en.ts')).review,
  }),
}
