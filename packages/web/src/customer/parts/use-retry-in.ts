import { explainError } from '#shared/api/explain-error.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { useNow } from '#shared/ui/use-now.ts'

/** Whole seconds until what was refused may be tried again, as the server said; 0 when now, or when it said nothing. */
export const useRetryIn = (error: unknown): number => {
  const language = useLanguage()
  const now = useNow()
  const at = error ? explainError(error, language).retryAt : null
  return at === null ? 0 : Math.max(0, Math.ceil((Date.parse(at) - now) / 1000))
}
