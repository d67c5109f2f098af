import type { common } from './common.zh.ts'

/** The shape of a translation: the same keys as the Chinese original; a key in `_other` (a plural) also needs `_one`. */
export type Translation<Original> = {
  [Key in keyof Original]: Original[Key] extends string ? string : Translation<Original[Key]>
} & { [Key in keyof Original as Key extends `${infer Base}_other` ? `${Base}_one` : never]: string }

/** `common` belongs to both apps; each app declares its own namespace beside its texts in the same way. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    common: typeof common
  }
  interface CustomTypeOptions {
    defaultNS: 'common'
    returnNull: false
  }
}
