import { useQuery } from '@tanstack/react-query'
import type { DeskCase } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'
import { localized } from '#shared/i18n/localized.ts'

/**
 * The diagnosis of the case's payment as sentences for the customer, in the customer's language: verdict, cause, advice.
 * Null when the case is about no payment, or its panel is not open to the reader.
 */
export const useDiagnosisWords = (deskCase: DeskCase): string | null => {
  const { data } = useQuery({ ...apiQuery('getCasePanel', { params: { case_id: deskCase.id } }), retry: false })
  const diagnosis = data?.diagnosis
  if (!diagnosis) return null
  const locale = deskCase.customer_locale ?? 'zh-CN'
  const english = locale === 'en'
  const sentences = [diagnosis.verdict, diagnosis.cause, diagnosis.advice].flatMap((text) =>
    text === null ? [] : [localized(text, locale).replace(/[。.]$/, '')],
  )
  return sentences
    .map((sentence) => sentence + (english ? '. ' : '。'))
    .join('')
    .trim()
}
