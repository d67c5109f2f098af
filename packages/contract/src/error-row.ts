/** One row of the error registry: HTTP status, whether the same request may simply be sent again, and the words people read. */
export type ErrorRow = {
  status: number
  retryable: boolean
  /** What happened. */
  zh: string
  en: string
  /** The next step. */
  zhNext: string
  enNext: string
}

/** Makes a row: status, what happened and the next step in both languages, and whether the same request may be sent again. */
export const row = (
  status: number,
  zh: string,
  zhNext: string,
  en: string,
  enNext: string,
  retryable = false,
): ErrorRow => ({
  status,
  retryable,
  zh,
  en,
  zhNext,
  enNext,
})
