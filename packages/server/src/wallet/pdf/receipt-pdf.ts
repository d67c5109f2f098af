import type { Currency, Locale } from '@topay/contract'
import type { StatementLine } from '../statement.ts'
import { clockTime, readable, type StatementWords, statementWords } from '../statement-words.ts'
import { INK, INNER, makePdf, PAPER, type Paper } from './paper.ts'

/** What a receipt says; the name is masked. Amount in minor units. */
export type ReceiptFacts = Omit<StatementLine, 'change' | 'balance' | 'transaction_id' | 'returned'> & {
  transaction_id: string
  payment_id: string | null
  name: string
  currency: Currency
  generated_at: string
}

const SIGN: Record<Currency, string> = { CNY: '¥', USD: 'US$' }

const writeReceipt = (paper: Paper, facts: ReceiptFacts, words: StatementWords): void => {
  const counterparty = facts.counterparty ? words.say(facts.counterparty) : ''
  paper.y += 8
  paper.y += paper.text(counterparty, PAPER.margin, paper.y, { size: 14, width: INNER }) + 8
  const sign = facts.direction === 'in' ? '+' : '-'
  const amount = `${sign}${SIGN[facts.currency]}${readable(facts.amount)}`
  paper.y += paper.text(amount, PAPER.margin, paper.y, { size: 30, bold: true }) + 6
  paper.y += paper.text(words.word('done'), PAPER.margin, paper.y, { size: 11, color: INK.jade }) + 16
  paper.line(paper.y)
  paper.y += 14
  const rows: [string, string | null][] = [
    [words.word('kind'), words.kind({ kind: facts.kind, returned: false })],
    [words.word('counterparty'), counterparty],
    [words.word('description'), facts.description],
    [words.word('method'), words.method(facts)],
    [words.word('customer'), facts.name],
    [words.word('time'), `${clockTime(facts.at)} (${words.word('china')})`],
    [words.word('number'), facts.transaction_id],
    [words.word('paymentNumber'), facts.payment_id],
  ]
  for (const [name, value] of rows) {
    if (value === null || value === '') continue
    paper.text(name, PAPER.margin, paper.y, { size: 10, color: INK.faint })
    paper.y += paper.text(value, PAPER.margin + 140, paper.y, { size: 10.5, width: INNER - 140 }) + 9
  }
  paper.y += 6
  paper.line(paper.y)
  paper.text(words.word('notInvoice'), PAPER.margin, paper.y + 12, { size: 9, color: INK.faint, width: INNER })
}

/** The receipt of one transaction that went through, one page. */
export const receiptPdf = async (facts: ReceiptFacts, locale: Locale): Promise<Buffer> => {
  const words = statementWords(locale)
  const about = {
    title: `Topay ${words.word('receipt')} ${facts.transaction_id}`,
    locale,
    made_at: facts.generated_at,
    note: words.word('receipt'),
    foot: (page: number, pages: number) => ({
      left: `${words.word('generated')} ${clockTime(facts.generated_at)}`,
      right: words.page(page, pages),
    }),
  }
  return makePdf(about, async (paper) => writeReceipt(paper, facts, words))
}
