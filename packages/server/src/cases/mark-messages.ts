import type { Receipts } from '@topay/contract'
import { AppError, found, publish, type Tx } from '../platform/index.ts'
import { receiptsMoved } from './case-events.ts'
import { type CaseRow, findCase, isCaseOf, moveReceipts, type Side } from './queries.ts'
import { receiptsOf } from './to-wire.ts'

/** How far messages were received and read; what was read was received. */
export type ReceivedUpTo = { delivered_seq: number; read_seq?: number | undefined }

const mark = async (tx: Tx, row: CaseRow, side: Side, upTo: ReceivedUpTo): Promise<Receipts> => {
  const read = upTo.read_seq ?? 0
  const moved = await moveReceipts(tx, row.id, side, { delivered: Math.max(upTo.delivered_seq, read), read })
  if (moved) await publish(tx, receiptsMoved(moved))
  return receiptsOf(moved ?? found(await findCase(tx, row.id)))
}

/** The customer's receipts; they only move forward, and never beyond the last message that the customer can see. Throws NOT_FOUND. */
export const markMessages = async (
  tx: Tx,
  marked: ReceivedUpTo & { case_id: string; customer_id: string },
): Promise<Receipts> => {
  const row = found(await findCase(tx, marked.case_id))
  if (!isCaseOf(row, marked.customer_id)) throw new AppError('NOT_FOUND')
  return mark(tx, row, 'customer', marked)
}

/**
 * The receipts of Topay's side: of whoever has the case, or of anybody while nobody has. A colleague who looks in does not read it in the other's place.
 * Throws NOT_FOUND.
 */
export const markCaseMessages = async (
  tx: Tx,
  marked: ReceivedUpTo & { case_id: string; staff_id: string },
): Promise<Receipts> => {
  const row = found(await findCase(tx, marked.case_id))
  if (row.assignee_id !== null && row.assignee_id !== marked.staff_id) return receiptsOf(row)
  return mark(tx, row, 'staff', marked)
}
