import { recordAudit } from '../../audit/index.ts'
import { closeInternalCase } from '../../cases/index.ts'
import { type Doer, found, type Tx } from '../../platform/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { deleteDocuments } from '../documents/delete-documents.ts'
import { waitingDocuments } from '../documents/queries.ts'
import { insertStep, lockRecovery, updateRecovery } from './queries.ts'
import { afterRecoveryMove } from './recovery-states.ts'
import { tellApplicant } from './tell-applicant.ts'

const ENDINGS = {
  withdraw: { by: 'applicant', news: 'recovery_withdrawn', text: '申请人撤回了申请。\nThe applicant took it back.' },
  lapse: {
    by: 'topay',
    news: 'recovery_expired',
    text: '申请人没有补充，申请已结束。\nNothing more came; it has ended.',
  },
} as const

/** Ends a request without a decision: its pictures are deleted, its applicant told. Publishes: call it last in a transaction. Throws NOT_FOUND, TRANSITION_ILLEGAL. */
export const endRecovery = async (
  tx: Tx,
  deps: Pick<VerificationDeps, 'publicUrl'>,
  ending: { recovery_id: string; move: keyof typeof ENDINGS; doer: Doer },
): Promise<void> => {
  const { move, doer } = ending
  const row = found(await lockRecovery(tx, ending.recovery_id))
  const status = afterRecoveryMove(row.status, move)
  const { by, news, text } = ENDINGS[move]
  await updateRecovery(tx, row.id, { status, answer_by: null })
  await insertStep(tx, { recovery_id: row.id, status, by })
  await deleteDocuments(tx, await waitingDocuments(tx, { customer_id: null, recovery_id: row.id }))
  await tellApplicant(tx, row, news, deps.publicUrl())
  const record = { action: `recovery.${status}`, subject: row.id, detail: {} }
  if (row.case_id === null) await recordAudit(tx, { doer, ...record })
  else await closeInternalCase(tx, { case_id: row.case_id, doer, text, record })
}
