import type { Currency, Locale } from '@topay/contract'
import type { StatementLine } from '../statement.ts'
import { clockTime, readable, statementWords } from '../statement-words.ts'
import { INK, INNER, PAPER, startPaper } from './paper.ts'

/** What a receipt says; the name is masked. Amount in minor units. */
export type ReceiptFacts = Omit<StatementLine, 'change' | 'balance' | 'transaction_id' | 'returned'> & {
  transaction_id: string
  payment_id: string | null
  name: string
  currency: Currency
  generated_at: string
}

const SIGN: Record<Currency, string> = { CNY: '¥', USD: 'US$' }

/** The receipt of one transaction that went through, one page. */
export const receiptPdf = async (facts: ReceiptFacts, locale: Locale): Promise<Buffer> => {
  const words = statementWords(locale)
  const made = `${words.word('generated')} ${clockTime(facts.generated_at)}`
  const title = `Topay ${words.word('receipt')} ${facts.transaction_id}`
  const paper = await startPaper({ title, locale, made_at: facts.generated_at, note: words.word('receipt') })
  paper.y += 8
  const counterparty = facts.counterparty ? words.say(facts.counterparty) : ''
  paper.y += paper.text(counterparty, PAPER.margin, paper.y, { size: 14, width: INNER }) + 6
  const sign = facts.direction === 'in' ? '+' : '−'
  paper.text(`${sign}${SIGN[facts.currency]}${readable(facts.amount)}`, PAPER.margin, paper.y, { size: 30, bold: true })
  paper.y += 46
  paper.text(words.word('done'), PAPER.margin, paper.y, { size: 11, color: INK.jade })
  paper.y += 30
  paper.line(paper.y)
  paper.y += 14
  const rows: [string, string | null][] = [
    [words.word('kind'), words.kind({ kind: facts.kind, returned: false })],
    [words.word('counterparty'), counterparty],
    [words.word('description'), facts.description],
    [words.word('method'), words.method(facts)],
    [words.word('customer'), facts.name],
    [`${words.word('time')} (${words.word('china')})`, clockTime(facts.at)],
    [words.word('number'), facts.transaction_id],
    [words.word('paymentNumber'), facts.payment_id],
  ]
  for (const [name, value] of rows) {
    if (value === null || value === '') continue
    paper.text(name, PAPER.margin, paper.y, { size: 10, color: INK.faint, width: 130 })
    paper.y += Math.max(16, paper.text(value, PAPER.margin + 140, paper.y, { size: 10.5, width: INNER - 140 })) + 7
  }
  paper.y += 6
  paper.line(paper.y)
  paper.text(words.word('notInvoice'), PAPER.margin, paper.y + 12, { size: 9, color: INK.faint, width: INNER })
  return paper.finish((page, pages) => ({ left: made, right: words.page(page, pages) }))
}
