import type { LocalizedText } from '@topay/contract'
import { openInternalCase } from '../cases/index.ts'
import { newId, timestamp, type Tx } from '../platform/index.ts'
import { type DifferenceRow, insertDifference, setDifferenceCase } from './queries.ts'
import { subjectOf } from './words.ts'

export type Found = Pick<DifferenceRow, 'date' | 'kind' | 'operation' | 'reference'> & {
  customer_id?: string | null
  bank_amount?: number
  books_amount?: number
  detail: LocalizedText
}

/** Writes a difference down and opens its case, once: found again, nothing happens. True when it is new. */
export const fileDifference = async (tx: Tx, found: Found): Promise<boolean> => {
  const { detail, customer_id = null, bank_amount = null, books_amount = null, ...row } = found
  const id = newId('difference')
  const isNew = await insertDifference(tx, {
    ...row,
    id,
    customer_id,
    bank_amount,
    books_amount,
    detail_zh: detail.zh,
    detail_en: detail.en,
    found_at: timestamp(),
  })
  if (!isNew) return false
  const case_id = await openInternalCase(tx, {
    kind: 'reconciliation',
    reference: id,
    subject: subjectOf(row.kind, row.date, bank_amount ?? books_amount),
    topic: 'payment',
    text: { zh: `${detail.zh}（${row.reference}）`, en: `${detail.en} (${row.reference})` },
    customer_id,
  })
  await setDifferenceCase(tx, id, case_id)
  return true
}
