import { money } from '@topay/contract'
import { z } from 'zod'
import type { StatementResult, StatementRow } from './bank-connector.ts'

const HEADER = 'type,id,token,amount,currency,status,at'
const Row = z.tuple([
  z.enum(['debit', 'payout', 'refund']),
  z.string().min(1),
  z.string().min(1),
  z.string().regex(/^[1-9]\d{0,14}$/),
  z.literal('CNY'),
  z.enum(['approved', 'returned']),
  z.iso.datetime(),
])
const Trailer = z.tuple([
  z.literal('end'),
  z.string(),
  z.string().regex(/^\d+$/),
  z.string().regex(/^\d+$/),
  z.enum(['open', 'closed']),
])

const unavailable = (reason: string): StatementResult => ({ kind: 'unavailable', reason })

/**
 * Reads the CSV file of a day (docs/sandbox-bank.md). A file without its last line, or whose rows do not make the count and sum that this line names, was
 * cut or changed on the way: none of it is used. No field needs quotes, so there are none.
 */
export const parseStatement = (date: string, text: string): StatementResult => {
  const lines = text.split('\n')
  if (lines[0] !== HEADER) return unavailable('the first line is not the expected header')
  const trailer = Trailer.safeParse(lines.at(-2)?.split(','))
  if (lines.at(-1) !== '' || !trailer.success) return unavailable('the last line is missing: the file was cut')
  const [, of, count, sum, state] = trailer.data
  if (of !== date) return unavailable(`the file is of ${of}, not of ${date}`)
  const rows: StatementRow[] = []
  for (const line of lines.slice(1, -2)) {
    const row = Row.safeParse(line.split(','))
    if (!row.success) return unavailable(`line ${rows.length + 2} cannot be read`)
    const [type, id, token, amount, currency, status, at] = row.data
    rows.push({ type, id, token, amount: money(Number(amount), currency), status, at })
  }
  if (rows.length !== Number(count)) return unavailable(`${rows.length} rows, though the last line says ${count}`)
  const total = rows.reduce((all, row) => all + BigInt(row.amount.amount), 0n)
  if (total !== BigInt(sum)) return unavailable(`the rows sum to ${total}, though the last line says ${sum}`)
  return { kind: 'statement', date, complete: state === 'closed', rows }
}
