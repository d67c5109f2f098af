import type { CustomerCase, Locale, LocalizedText } from '@topay/contract'
import { redactCardNumbers } from '../platform/index.ts'

/** Longest subject, in characters as people count them. */
const SUBJECT_LENGTH = 60

const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' })

/** Text as it is stored: card numbers never are. */
export const storable = (text: string): string => redactCardNumbers(text)

/** The first words of a text, on one line, as the name of a case. */
export const subjectOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const characters = [...graphemes.segment(line)].slice(0, SUBJECT_LENGTH + 1).map(({ segment }) => segment)
  return characters.length <= SUBJECT_LENGTH ? line : `${characters.slice(0, SUBJECT_LENGTH - 1).join('')}…`
}

type Topic = CustomerCase['topic']

/** What a case is called until its customer says something. */
const nameless: Record<Topic, LocalizedText> = {
  payment: { zh: '付款问题', en: 'A payment' },
  refund: { zh: '退款问题', en: 'A refund' },
  account: { zh: '账户问题', en: 'My account' },
  security: { zh: '安全问题', en: 'Security' },
  other: { zh: '在线咨询', en: 'A question' },
}

export const namelessSubject = (topic: Topic, locale: Locale): string => nameless[topic][locale === 'en' ? 'en' : 'zh']

/** Whether the first words of the customer should become the name of the case. */
export const isNameless = (row: { kind: string | null; topic: Topic; subject: string }): boolean =>
  row.kind === null && Object.values(nameless[row.topic]).includes(row.subject)
