import type { DeskCase } from '@topay/contract'
import type { TFunction } from 'i18next'
import type { Language } from '#shared/i18n/language.ts'
import { localized } from '#shared/i18n/localized.ts'

/** The second line of a row: what was said last and by which side; the matter itself while nothing was said. */
export const lastWords = (deskCase: DeskCase, t: TFunction<'desk'>, language: Language): string => {
  const last = deskCase.last_message
  // The name of a case among colleagues stands on the line above already.
  if (last === null || last.kind === 'event' || last.kind === 'card')
    return deskCase.internal ? deskCase.number : deskCase.subject
  const words = last.text.replace(/\s+/g, ' ').trim() || t('row.attachment')
  if (last.kind === 'note') return t('row.noted', { words })
  if (last.author !== 'staff') return words
  const name = deskCase.agent === null ? t('row.us') : localized(deskCase.agent.name, language)
  return t('row.said', { name, words })
}
