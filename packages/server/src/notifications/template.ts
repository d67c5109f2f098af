import type { Locale } from '@topay/contract'

export type Words = { subject: string; body: string }
/** A message in both languages; `params` are its placeholders. `code` and `link` are secrets. */
export type Template<Param extends string = string> = { params: readonly Param[] } & Record<Locale, Words>
