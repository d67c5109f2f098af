import { Readable } from 'node:stream'
import type { Locale } from '@topay/contract'
import { AppError, type Db, type FileAnswer, found, timestamp } from '../platform/index.ts'
import { maskedCustomer } from '../identity/index.ts'
import { findTransaction } from './bills-queries.ts'
import { receiptPdf } from './pdf/receipt-pdf.ts'
import { statementPdf } from './pdf/statement-pdf.ts'
import { requireMonth } from './spending.ts'
import { openStatement } from './statement.ts'
import { statementCsv } from './statement-csv.ts'

/** Making a long statement takes seconds of this process and a connection of the database: one at a time, others wait. */
let last: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = last.then(work, work)
  last = mine.catch(() => undefined)
  return mine
}

const bytes = (pdf: Buffer, name: string): FileAnswer => ({
  stream: Readable.from([pdf]),
  media_type: 'application/pdf',
  size: pdf.length,
  name,
  cache: 'no-store',
})

/**
 * The statement of a customer's month (2026-11, China time) as a file: CSV is made while it is sent, a PDF before. Throws INPUT_INVALID for a month that has
 * not begun.
 */
export const exportStatement = async (
  db: Db,
  input: { customer_id: string; month: string; format: 'csv' | 'pdf'; locale: Locale },
): Promise<FileAnswer> => {
  const { month, locale } = input
  const name = locale === 'en' ? `topay-statement-${month}` : `Topay对账单-${month}`
  if (input.format === 'pdf') {
    requireMonth(month)
    return bytes(await inTurn(() => statementPdf(db, input)), `${name}.pdf`)
  }
  const head = await openStatement(db, input.customer_id, month)
  return {
    stream: Readable.from(statementCsv(db, head, locale), { objectMode: false }),
    media_type: 'text/csv; charset=utf-8',
    name: `${name}.csv`,
    cache: 'no-store',
  }
}

/** The receipt of a transaction that succeeded, as PDF. Throws NOT_FOUND, RECEIPT_NOT_YET. */
export const downloadReceipt = async (
  db: Db,
  input: { customer_id: string; transaction_id: string; locale: Locale },
): Promise<FileAnswer> => {
  const row = found(await findTransaction(db, input.customer_id, input.transaction_id))
  if (row.status !== 'succeeded') throw new AppError('RECEIPT_NOT_YET')
  const { name } = await maskedCustomer(db, input.customer_id)
  const { bank_name_zh, bank_name_en, card_last4 } = row
  const card =
    bank_name_zh !== null && bank_name_en !== null && card_last4 !== null
      ? { bank_name: { zh: bank_name_zh, en: bank_name_en }, last4: card_last4 }
      : null
  const pdf = await receiptPdf(
    {
      name,
      card,
      at: row.created_at,
      kind: row.kind,
      transaction_id: row.id,
      payment_id: row.payment_id,
      counterparty: { zh: row.counterparty_zh, en: row.counterparty_en },
      description: row.description,
      method: row.method,
      direction: row.direction,
      amount: row.amount,
      currency: row.currency,
      generated_at: timestamp(),
    },
    input.locale,
  )
  return bytes(pdf, input.locale === 'en' ? `topay-receipt-${row.id}.pdf` : `Topay回单-${row.id}.pdf`)
}
