import { explainError, isPassing, isSignedOut } from '#shared/api/explain-error.ts'
import { sentences } from '#shared/format/sentences.ts'
import { storedLanguage } from '#shared/i18n/language.ts'
import type { ChatTransport } from './chat-hub.ts'

/** Whether a message that could not be sent is sent again by itself, or what to tell the person in their language. */
export const judgeSendError: ChatTransport['judge'] = (error) => {
  // Signed out: the message waits in this browser until the same person signs in again.
  if (isPassing(error) || isSignedOut(error)) return { outcome: 'retry' }
  const language = storedLanguage()
  const { code, title, detail } = explainError(error, language)
  return { outcome: 'refused', code, message: sentences(language, title, detail) }
}
