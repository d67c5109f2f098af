import type { LocalizedText } from '@topay/contract'
import { openInternalCase } from '../cases/index.ts'
import { newId, timestamp, type Tx } from '../platform/index.ts'
import type { Movement } from './bank-side.ts'
import { type DifferenceRow, insertDifference, resolveRow, setDifferenceCase } from './queries.ts'
import { subjectOf, words } from './words.ts'

export type Found = Pick<DifferenceRow, 'date' | 'kind' | 'operation' | 'reference'> & {
  customer_id?: string | null
  bank_amount?: number
  books_amount?: number
  detail: LocalizedText
}

/**
 * Writes movements of the bank's file of a day down as differences that are explained already, without cases: what asked for them is gone with its books.
 * Comparing the day finds them again and does nothing. The module must know none of them.
 */
export const explainMovements = async (
  tx: Tx,
  date: string,
  movements: readonly Movement[],
  explained: LocalizedText,
): Promise<void> => {
  const at = timestamp()
  for (const row of movements) {
    const id = newId('difference')
    const { zh, en } = words.unknownAtTopay(row)
    const isNew = await insertDifference(tx, {
      id,
      date,
      kind: 'bank_only',
      operation: row.operation,
      reference: row.reference,
      customer_id: null,
      bank_amount: row.amount,
      books_amount: null,
      detail_zh: zh,
      detail_en: en,
      found_at: at,
    })
    if (!isNew) continue
    await resolveRow(tx, id, {
      resolution: `${explained.zh} ${explained.en}`,
      resolved_by: 'reconciliation',
      resolved_at: at,
    })
  }
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
