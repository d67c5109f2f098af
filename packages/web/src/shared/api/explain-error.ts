import { ApiError } from '@topay/contract/web'
import type { Language } from '../i18n/language.ts'

/** An error as people read it: what happened, then what to do. */
export type ErrorExplanation = {
  /** Stable code of the contract's registry, or `NETWORK` when no answer came. */
  code: string
  title: string
  detail: string
  /** To be read to support; null when the request never reached the server. */
  requestId: string | null
  /** The same request may be sent again unchanged. */
  retryable: boolean
  /** When it may be tried again (RFC 3339), if the server says so. */
  retryAt: string | null
  /** Per field of the request: what is wrong with it. The key is the path, such as `amount` or `cards.0.number`. */
  fields: Record<string, string>
}

const noAnswer = {
  'zh-CN': { title: '没有连上 Topay', detail: '请检查网络，恢复后会自动重试' },
  en: { title: 'Topay could not be reached', detail: 'Check the network; this is tried again when it is back' },
} satisfies Record<Language, { title: string; detail: string }>

/** True when the server refused because nobody is signed in here (any more). */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError && (error.problem.code === 'NOT_SIGNED_IN' || error.problem.code === 'TOKEN_WRONG_KIND')

/** The stable code of a refusal of the API; null for anything else. */
export const errorCode = (error: unknown): string | null => (error instanceof ApiError ? error.problem.code : null)

/** True when the same request may succeed if sent again unchanged: no answer came, or the server said so. */
export const isPassing = (error: unknown): boolean => !(error instanceof ApiError) || error.problem.retryable

/** Words for an error, in the language of the reader. Never shows what a library or a proxy said. */
export const explainError = (error: unknown, language: Language): ErrorExplanation => {
  if (!(error instanceof ApiError)) {
    return { code: 'NETWORK', ...noAnswer[language], requestId: null, retryable: true, retryAt: null, fields: {} }
  }
  const { code, title, detail, request_id, retryable, retry_at, fields } = error.problem
  return {
    code,
    title,
    detail,
    requestId: request_id,
    retryable,
    retryAt: retry_at ?? null,
    fields: Object.fromEntries((fields ?? []).map((field) => [field.path, field.message])),
  }
}
