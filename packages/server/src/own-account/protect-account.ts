import { recordAudit } from '../audit/index.ts'
import { caseInHand, doerOf, type StaffDoer } from '../cases/index.ts'
import { frozenState, freeze, sendResetToCustomer, unfreeze } from '../identity/index.ts'
import { AppError, type Tx } from '../platform/index.ts'
import { type ApprovalKinds, type ApprovalRequest, requestApproval } from '../staff/index.ts'
import { z } from 'zod'
import type { OwnAccountDeps } from './deps.ts'

type Deps = Pick<OwnAccountDeps, 'config' | 'publicUrl'>
type Asked = { case_id: string; staff: StaffDoer }

/**
 * Starts a password reset for the customer of a case: code and link go to the customer's own addresses. Throws NOT_FOUND, CASE_NOT_YOURS, INTERNAL_CASE,
 * CODE_TOO_SOON, CODE_LIMIT.
 */
export const sendResetLink = async (tx: Tx, deps: Deps, asked: Asked): Promise<{ sent_to: string[] }> => {
  const { case_id, customer_id } = await caseInHand(tx, asked)
  const sent_to = await sendResetToCustomer(tx, deps, customer_id)
  const doer = doerOf(asked.staff)
  await recordAudit(tx, { doer, action: 'customer.reset_sent', subject: customer_id, detail: { case_id, sent_to } })
  await recordAudit(tx, { doer, action: 'case.reset_sent', subject: case_id, detail: { sent_to } })
  return { sent_to }
}

/**
 * Freezes the account of the customer of a case at once; the customer alone cannot unfreeze it. Throws NOT_FOUND, CASE_NOT_YOURS, INTERNAL_CASE.
 */
export const freezeCustomer = async (
  tx: Tx,
  deps: Deps,
  asked: Asked & { reason: string },
): Promise<{ frozen_at: string }> => {
  const { case_id, customer_id } = await caseInHand(tx, asked)
  const doer = doerOf(asked.staff)
  const { frozen_at, revoked } = await freeze(tx, deps, { customer_id, by: 'topay', doer })
  const detail = { reason: asked.reason, revoked }
  await recordAudit(tx, { doer, action: 'case.customer_frozen', subject: case_id, detail })
  return { frozen_at }
}

/** What is carried out when a second person agrees: this freeze is lifted, and no later one. */
const Payload = z.strictObject({ customer_id: z.string(), case_id: z.string(), frozen_at: z.string() })

/**
 * Asks a second person to unfreeze the account of the customer of a case. Throws NOT_FOUND, CASE_NOT_YOURS, INTERNAL_CASE, TRANSITION_ILLEGAL (it is not
 * frozen), APPROVAL_ASKED, APPROVAL_LINKED.
 */
export const requestUnfreeze = async (tx: Tx, asked: Asked & { reason: string }): Promise<{ approval_id: string }> => {
  const { case_id, customer_id, number } = await caseInHand(tx, asked)
  const { frozen_at } = await frozenState(tx, customer_id)
  if (frozen_at === null) throw new AppError('TRANSITION_ILLEGAL')
  const doer = { ...doerOf(asked.staff), kind: 'staff' as const }
  const { id } = await requestApproval(tx, {
    kind: 'unfreeze',
    subject_id: customer_id,
    customer_id,
    summary: { zh: `解除账户冻结（案件 ${number}）`, en: `Unfreeze the account (case ${number})` },
    reason: asked.reason,
    payload: { customer_id, case_id, frozen_at } satisfies z.infer<typeof Payload>,
    by: doer,
  })
  const detail = { approval_id: id, reason: asked.reason }
  await recordAudit(tx, { doer, action: 'case.unfreeze_requested', subject: case_id, detail })
  return { approval_id: id }
}

const carryOut = async (tx: Tx, deps: Deps, approval: ApprovalRequest): Promise<void> => {
  const { customer_id, case_id, frozen_at } = Payload.parse(approval.payload)
  // Unfrozen meanwhile, or frozen anew for another reason: that is not what two people agreed on.
  if ((await frozenState(tx, customer_id)).frozen_at !== frozen_at) throw new AppError('APPROVAL_STALE')
  const doer = { kind: 'staff', id: approval.decided_by ?? approval.requested_by } as const
  await unfreeze(tx, deps, { customer_id, doer })
  const detail = { approval_id: approval.id, requested_by: approval.requested_by }
  await recordAudit(tx, { doer, action: 'case.customer_unfrozen', subject: case_id, detail })
}

/** How an agreed unfreezing is carried out; for the wiring of `decideApproval`. */
export const unfreezeApproval = (deps: Deps): NonNullable<ApprovalKinds['unfreeze']> => ({
  permission: 'approvals.identity',
  execute: (tx, approval) => carryOut(tx, deps, approval),
})
