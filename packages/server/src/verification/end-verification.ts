import { recordAudit } from '../audit/index.ts'
import { closeInternalCase } from '../cases/index.ts'
import { AppError, type Doer, timestamp, type Tx } from '../platform/index.ts'
import { deleteDocuments } from './documents/delete-documents.ts'
import { documentsOf, waitingDocuments } from './documents/queries.ts'
import { lockOwner, openVerification, updateVerification, type VerificationRow } from './queries.ts'
import { afterVerificationMove } from './verification-states.ts'

/** Ends an open submission without a decision and deletes its pictures; its case is closed with it. Publishes: call it last in a transaction. */
export const endVerification = async (
  tx: Tx,
  row: VerificationRow,
  ending: { move: 'withdraw' | 'lapse'; doer: Doer; text: string },
): Promise<void> => {
  const status = afterVerificationMove(row.status, ending.move)
  await updateVerification(tx, row.id, { status, decided_at: timestamp(), answer_by: null })
  await deleteDocuments(tx, (await documentsOf(tx, [row.id])).get(row.id) ?? [])
  const record = { action: `verification.${status}`, subject: row.id, detail: {} }
  if (row.case_id === null) await recordAudit(tx, { doer: ending.doer, ...record })
  else await closeInternalCase(tx, { case_id: row.case_id, doer: ending.doer, text: ending.text, record })
}

/** Takes the open submission of a customer back; its pictures, and those not sent yet, are deleted. Throws TRANSITION_ILLEGAL when there is none. */
export const withdrawVerification = async (tx: Tx, customerId: string, doer: Doer): Promise<void> => {
  await lockOwner(tx, customerId)
  const row = await openVerification(tx, customerId)
  if (!row) throw new AppError('TRANSITION_ILLEGAL')
  await deleteDocuments(tx, await waitingDocuments(tx, { customer_id: customerId, recovery_id: null }))
  await endVerification(tx, row, { move: 'withdraw', doer, text: '客户撤回了认证。\nThe customer took it back.' })
}

/** Ends what a customer who leaves has in review, if anything, and deletes every picture of theirs that is not needed any more. Publishes: call it last. */
export const forgetPictures = async (tx: Tx, customerId: string, doer: Doer): Promise<void> => {
  await lockOwner(tx, customerId)
  await deleteDocuments(tx, await waitingDocuments(tx, { customer_id: customerId, recovery_id: null }))
  const row = await openVerification(tx, customerId)
  if (row) await endVerification(tx, row, { move: 'withdraw', doer, text: '客户注销了账户。\nThe account was closed.' })
}
