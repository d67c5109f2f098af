import { AppError, type Tx } from '../platform/index.ts'
import { requireInHand, type StaffDoer } from './staff-doer.ts'
import { openThread } from './thread.ts'

/** A case whose customer something is done for, locked until the transaction ends. */
export type CaseInHand = { case_id: string; number: string; customer_id: string }

/**
 * The case that a colleague works on, and whose customer they may therefore do something for. Throws NOT_FOUND, CASE_NOT_YOURS, INTERNAL_CASE (it is of no
 * customer's).
 */
export const caseInHand = async (tx: Tx, wanted: { case_id: string; staff: StaffDoer }): Promise<CaseInHand> => {
  const { row } = await openThread(tx, wanted.case_id)
  requireInHand(row, wanted.staff)
  if (row.internal || row.customer_id === null) throw new AppError('INTERNAL_CASE')
  return { case_id: row.id, number: row.number, customer_id: row.customer_id }
}
