import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Locale } from '@topay/contract'
import { type Db, invariant, type Tx } from '../../platform/index.ts'
import { cardPayments, movements, openStatement, type StatementHead, type StatementLine } from '../statement.ts'
import { clockTime, readable, type StatementWords, statementWords } from '../statement-words.ts'
import { INK, INNER, makePdf, PAPER, type Paper } from './paper.ts'

/** Rows written before others have their turn on this process. */
const ROWS_AT_A_TIME = 20

/** What is only known at the end and said before it. */
type Known = { sums: Sums; digest: string }
type Sums = { count: number; in: number; out: number }

/** Columns of the tables: left edges and widths in points. */
const COLUMN = {
  time: { x: PAPER.margin, width: 86 },
  what: { x: PAPER.margin + 94, width: 176 },
  method: { x: PAPER.margin + 278, width: 86 },
  change: { x: PAPER.margin + 368, width: 68 },
  balance: { x: PAPER.margin + INNER - 71, width: 71 },
}

const heading = (paper: Paper, words: StatementWords, head: StatementHead): void => {
  const title = words.locale === 'en' ? `Statement, ${words.month(head.month)}` : `${words.month(head.month)}对账单`
  paper.y += paper.text(title, PAPER.margin, paper.y, { size: 20, bold: true }) + 8
  const facts: [string, string][] = [
    [words.word('customer'), head.name],
    [words.word('customerNumber'), head.customer_id],
    [words.word('period'), `${clockTime(head.from)} – ${clockTime(new Date(Date.parse(head.to) - 1).toISOString())}`],
    [words.word('currency'), head.currency],
    [
      words.word('generated'),
      `${clockTime(head.generated_at)}${words.locale === 'en' ? ' ' : '，'}${words.word('china')}`,
    ],
  ]
  for (const [name, value] of facts) {
    paper.text(name, PAPER.margin, paper.y, { color: INK.faint })
    paper.y += Math.max(14, paper.text(value, PAPER.margin + 94, paper.y, { width: INNER - 94 }) + 2)
  }
  paper.y += 10
}

const closingWord = (head: StatementHead) => (head.to === head.generated_at ? 'soFar' : 'closing')

/** Opening balance + in − out = closing balance, as four figures side by side. */
const summary = (paper: Paper, words: StatementWords, head: StatementHead, sums: Sums): void => {
  const cells = [
    [words.word('opening'), readable(head.opening), ''],
    [words.word('totalIn'), readable(sums.in, true), ''],
    [words.word('totalOut'), readable(-sums.out), ''],
    [words.word(closingWord(head)), readable(head.closing), ''],
  ] as const
  const width = INNER / cells.length
  paper.box(paper.y, 52)
  for (const [index, [name, value]] of cells.entries()) {
    const x = PAPER.margin + width * index + 12
    paper.text(name, x, paper.y + 9, { size: 8.5, color: INK.quiet })
    paper.text(value, x, paper.y + 24, { size: 12.5, bold: true })
  }
  paper.y += 52 + 16
}

const tableHead = (paper: Paper, words: StatementWords, ofBalance: boolean): void => {
  const style = { size: 8.5, color: INK.faint }
  paper.text(words.word('time'), COLUMN.time.x, paper.y, style)
  paper.text(words.word('what'), COLUMN.what.x, paper.y, style)
  paper.text(words.word('method'), COLUMN.method.x, paper.y, style)
  const right = { ...style, align: 'right' as const }
  if (ofBalance) {
    paper.text(words.word('change'), COLUMN.change.x - 20, paper.y, { ...right, width: COLUMN.change.width + 20 })
    paper.text(words.word('balance'), COLUMN.balance.x, paper.y, { ...right, width: COLUMN.balance.width })
  } else paper.text(words.word('amount'), COLUMN.balance.x, paper.y, { ...right, width: COLUMN.balance.width })
  paper.y += 15
  paper.line(paper.y)
  paper.y += 6
}

/** What a line says below the counterparty: what it was, the goods or the note, and the whole amount where a card paid the rest. */
const underline = (line: StatementLine, words: StatementWords): string =>
  [
    words.kind(line),
    line.description,
    line.change !== null && line.amount !== Math.abs(line.change)
      ? `${words.word('amount')} ${readable(line.amount)}`
      : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' · ')

const writeLine = (paper: Paper, line: StatementLine, words: StatementWords): void => {
  const who = line.counterparty ? words.say(line.counterparty) : words.kind(line)
  const below = underline(line, words)
  const whoStyle = { size: 9.5, width: COLUMN.what.width }
  const belowStyle = { size: 8, color: INK.faint, width: COLUMN.what.width }
  const methodStyle = { size: 8.5, color: INK.quiet, width: COLUMN.method.width }
  const whoHeight = paper.height(who, whoStyle)
  const height =
    Math.max(whoHeight + paper.height(below, belowStyle), paper.height(words.method(line), methodStyle)) + 7
  if (paper.room(height)) tableHead(paper, words, line.change !== null)
  const right = { size: 9.5, align: 'right' as const }
  paper.text(clockTime(line.at), COLUMN.time.x, paper.y + 1, { size: 8.5, color: INK.quiet })
  paper.text(who, COLUMN.what.x, paper.y, whoStyle)
  paper.text(below, COLUMN.what.x, paper.y + whoHeight, belowStyle)
  paper.text(words.method(line), COLUMN.method.x, paper.y + 1, methodStyle)
  if (line.change !== null && line.balance !== null) {
    const color = line.change > 0 ? INK.jade : INK.text
    paper.text(readable(line.change, true), COLUMN.change.x, paper.y, { ...right, color, width: COLUMN.change.width })
    paper.text(readable(line.balance), COLUMN.balance.x, paper.y, { ...right, width: COLUMN.balance.width })
  } else {
    const color = line.returned ? INK.faint : INK.text
    paper.text(readable(line.amount), COLUMN.balance.x, paper.y, { ...right, color, width: COLUMN.balance.width })
  }
  paper.y += height
  paper.line(paper.y - 4, INK.hairline)
  paper.y += 2
}

const section = (paper: Paper, words: StatementWords, key: 'movements' | 'cardPayments', ofBalance: boolean): void => {
  paper.room(90)
  paper.y += paper.text(words.word(key), PAPER.margin, paper.y, { size: 12, bold: true }) + 8
  tableHead(paper, words, ofBalance)
}

/** What goes into the fingerprint of a line: time, transaction and amounts, as plain text, so that anybody can compute it from the CSV. */
const printed = (line: StatementLine): string =>
  `${line.at} ${line.transaction_id ?? '-'} ${line.direction} ${line.amount} ${line.change ?? '-'} ${line.balance ?? '-'}\n`

const check = (paper: Paper, words: StatementWords, head: StatementHead, sums: Sums, digest: string): void => {
  paper.room(78)
  paper.y += 8
  paper.y += paper.text(words.word('check'), PAPER.margin, paper.y, { size: 12, bold: true }) + 6
  const sum = `${readable(head.opening)} + ${readable(sums.in)} - ${readable(sums.out)} = ${readable(head.closing)}`
  const rows: [string, string][] = [
    [`${words.word('movements')} (${words.count(sums.count)})`, sum],
    [words.word('fingerprint'), digest],
  ]
  for (const [name, value] of rows) {
    paper.text(name, PAPER.margin, paper.y, { size: 8.5, color: INK.faint })
    paper.text(value, PAPER.margin + 168, paper.y, { size: 8.5 })
    paper.y += 15
  }
  paper.text(words.word('masked'), PAPER.margin, paper.y + 2, { size: 8.5, color: INK.faint, width: INNER })
}

/** Writes the whole statement; what it sums up on the way is what the first page and the end say the second time. */
const writeStatement = async (tx: Tx, head: StatementHead, words: StatementWords, paper: Paper, known: Known) => {
  const sums: Sums = { count: 0, in: 0, out: 0 }
  heading(paper, words, head)
  summary(paper, words, head, known.sums)
  const hash = createHash('sha256').update(`${head.month} ${head.opening} ${head.closing}\n`)
  let rows = 0
  const write = async (line: StatementLine): Promise<void> => {
    writeLine(paper, line, words)
    hash.update(printed(line))
    rows += 1
    if (rows % ROWS_AT_A_TIME === 0) await setImmediate()
  }
  section(paper, words, 'movements', true)
  for await (const line of movements(tx, head)) {
    sums.count += 1
    if (line.change !== null && line.change > 0) sums.in += line.change
    if (line.change !== null && line.change < 0) sums.out -= line.change
    await write(line)
  }
  if (rows === 0) paper.y += paper.text(words.word('noMovements'), PAPER.margin, paper.y, { color: INK.quiet }) + 12
  let byCard = 0
  let cards = 0
  for await (const line of cardPayments(tx, head)) {
    if (cards === 0) {
      paper.y += 12
      section(paper, words, 'cardPayments', false)
    }
    cards += 1
    if (!line.returned) byCard += line.amount
    await write(line)
  }
  if (cards > 0) {
    paper.room(20)
    paper.text(words.word('cardTotal'), COLUMN.what.x, paper.y, { color: INK.quiet })
    paper.text(readable(byCard), COLUMN.balance.x, paper.y, { bold: true, width: COLUMN.balance.width, align: 'right' })
    paper.y += 22
  }
  check(paper, words, head, known.sums, known.digest)
  known.sums = sums
  known.digest = hash.digest('hex')
}

/**
 * A statement as PDF: whose, of when, opening and closing balance, every movement of the balance with the balance after it, what cards paid alone, and what it
 * can be checked with. Throws when the movements do not lead from the opening to the closing balance: no statement goes out that does not add up.
 */
export const statementPdf = (db: Db, input: { customer_id: string; month: string; locale: Locale }): Promise<Buffer> =>
  // One snapshot: what is written for good is what was measured.
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const words = statementWords(input.locale)
      const head = await openStatement(tx, input.customer_id, input.month)
      const known: Known = { sums: { count: 0, in: 0, out: 0 }, digest: '0'.repeat(64) }
      const about = {
        title: `Topay ${words.word('title')} ${head.month}`,
        locale: input.locale,
        made_at: head.generated_at,
        note: words.word('title'),
        foot: (page: number, pages: number) => ({
          left: `Topay · ${words.month(head.month)} · ${head.name}`,
          right: words.page(page, pages),
        }),
      }
      const pdf = await makePdf(about, (paper) => writeStatement(tx, head, words, paper, known))
      const { sums } = known
      invariant(head.opening + sums.in - sums.out === head.closing, `${head.customer_id} ${head.month} does not add up`)
      return pdf
    })
