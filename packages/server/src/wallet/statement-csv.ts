import type { Locale } from '@topay/contract'
import type { Db } from '../platform/index.ts'
import { type StatementHead, type StatementLine, statementLines } from './statement.ts'
import { clockTime, decimal, type StatementWords, statementWords } from './statement-words.ts'

/** About how much text is sent at a time, in characters. */
const CHUNK = 16 * 1024

/** Begins like a formula, after spaces too and in full width: a spreadsheet would run it. */
const formula = /^\s*[=+\-@＝＋－＠|]/u

/** A cell of text as RFC 4180 has it; one that a spreadsheet would take for a formula gets an apostrophe before it. */
export const textCell = (text: string): string => {
  const line = text.replaceAll(/\s*[\r\n\t]+\s*/gu, ' ').replaceAll(/\p{Cc}/gu, '')
  const safe = formula.test(line) ? `'${line}` : line
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const row = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

const columnsOf = ({ word, locale }: StatementWords): string[] => {
  const time = locale === 'en' ? `${word('time')} (${word('china')})` : `${word('time')}（${word('china')}）`
  const names = [
    'kind',
    'counterparty',
    'description',
    'method',
    'amount',
    'change',
    'balance',
    'currency',
    'number',
  ] as const
  return [time, ...names.map(word)]
}

const lineOf = (line: StatementLine, { currency }: StatementHead, words: StatementWords): string =>
  row([
    clockTime(line.at),
    textCell(words.kind(line)),
    textCell(line.counterparty ? words.say(line.counterparty) : ''),
    textCell(line.description ?? ''),
    textCell(words.method(line)),
    decimal(line.direction === 'in' ? line.amount : -line.amount),
    line.change === null ? '' : decimal(line.change),
    line.balance === null ? '' : decimal(line.balance),
    currency,
    line.transaction_id ?? '',
  ])

const balanceLine = (at: string, name: string, balance: number, currency: string): string =>
  row([clockTime(at), textCell(name), '', '', '', '', '', decimal(balance), currency, ''])

/**
 * A statement as CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, headings in the reader's language, amounts as plain decimals of the major unit. The
 * first line is the opening balance and the last the closing balance. Made while it is read: memory does not grow with the month.
 */
export async function* statementCsv(db: Db, head: StatementHead, locale: Locale): AsyncGenerator<string> {
  const words = statementWords(locale)
  let text = `\u{FEFF}${row(columnsOf(words).map(textCell))}`
  text += balanceLine(head.from, words.word('opening'), head.opening, head.currency)
  for await (const line of statementLines(db, head)) {
    text += lineOf(line, head, words)
    if (text.length < CHUNK) continue
    yield text
    text = ''
  }
  const closing = head.to === head.generated_at ? 'soFar' : 'closing'
  yield text + balanceLine(head.to, words.word(closing), head.closing, head.currency)
}
