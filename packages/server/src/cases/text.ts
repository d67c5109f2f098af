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
