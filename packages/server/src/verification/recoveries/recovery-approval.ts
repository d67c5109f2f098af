import { z } from 'zod'
import { id, recoveryReasons } from '@topay/contract'
import { closeInternalCase, noteInternalCase } from '../../cases/index.ts'
import { giveAccountBack } from '../../identity/index.ts'
import { AppError, found, HOUR, now, timestamp, type Tx } from '../../platform/index.ts'
import type { ApprovalKinds, ApprovalRequest } from '../../staff/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { insertStep, lockRecovery, type RecoveryRow, updateRecovery } from './queries.ts'
import { afterRecoveryMove } from './recovery-states.ts'
import { rejectRecovery, requireStranger } from './review-recovery.ts'

type Deps = Pick<VerificationDeps, 'config' | 'publicUrl'>

const Payload = z.strictObject({
  recovery_id: id('recovery'),
  customer_id: id('customer'),
  kind: z.enum(['email', 'phone']),
  value: z.string(),
  reason: z.enum(recoveryReasons),
})

/** `until`: when the hold on the account ends, RFC 3339. */
const approvedMessage = (until: string) => {
  const hours = Math.ceil((Date.parse(until) - now().getTime()) / HOUR)
  return {
    zh: `两位审核人员都同意了。我们已把设置新密码的链接发给您。${hours} 小时内大额转出会受限。`,
    en: `Two reviewers agreed. We sent you a link to set a new password. For ${hours} hours only small amounts can leave the account.`,
  }
}
const REFUSED = {
  zh: '两位审核人员看过后，无法确认账户是您的。',
  en: 'Two reviewers looked and could not confirm that the account is yours.',
}

/** The request that an approval is about, when it still stands as it was put to the second person. */
const standing = (row: RecoveryRow | undefined, approval: ApprovalRequest): RecoveryRow | null =>
  row?.status === 'in_review' && row.approval_id === approval.id ? row : null

const execute = async (tx: Tx, deps: Deps, approval: ApprovalRequest): Promise<void> => {
  const asked = Payload.parse(approval.payload)
  const row = standing(await lockRecovery(tx, asked.recovery_id), approval)
  const same =
    row?.customer_id === asked.customer_id &&
    row.kind === asked.kind &&
    row.value === asked.value &&
    row.reason === asked.reason
  if (row === null || !same) throw new AppError('APPROVAL_STALE')
  const second = found(approval.decided_by)
  await requireStranger(tx, second, row)
  const { customer_id, kind, value, reason } = asked
  const hold = await giveAccountBack(tx, deps, {
    customer_id,
    address: { kind, value },
    locale: row.locale,
    reset_factors: reason === 'lost_factors' || reason === 'taken_over',
    taken_over: reason === 'taken_over',
  })
  if (!hold) throw new AppError('APPROVAL_STALE')
  const status = afterRecoveryMove(row.status, 'approve')
  await updateRecovery(tx, row.id, { status, second_reviewer_id: second, answer_by: null })
  await insertStep(tx, { recovery_id: row.id, status, by: 'topay', message: approvedMessage(hold.until) })
  if (row.case_id === null) return
  await closeInternalCase(tx, {
    case_id: row.case_id,
    doer: { kind: 'staff', id: second },
    text: '两位同意，账户已归还。\nTwo agreed; the account was given back.',
    record: { action: 'recovery.approved', subject: row.id, detail: { reason, first: approval.requested_by } },
  })
}

/** No from the second person ends the request; when nobody answered in time it goes back to the first one, and the delay to a supervisor. */
const refused = async (tx: Tx, deps: Deps, approval: ApprovalRequest): Promise<void> => {
  const row = standing(await lockRecovery(tx, approval.subject_id), approval)
  if (row === null) return
  if (approval.status === 'refused' && approval.decided_by !== null) {
    const second = approval.decided_by
    await rejectRecovery(tx, deps, row, { staff: { id: second }, message: REFUSED, second })
    return
  }
  await updateRecovery(tx, row.id, { approval_id: null, second_reviewer_id: null, taken_at: timestamp() })
  const text = {
    zh: '第二位没有在时限内决定，请第一位重新提出。',
    en: 'No second person decided in time: the first one proposes anew.',
  }
  if (row.case_id !== null) await noteInternalCase(tx, { case_id: row.case_id, text })
}

/** Two people give an account back: how the approval is carried out, and what its refusal means. */
export const recoveryApproval = (deps: Deps): ApprovalKinds['recovery'] => ({
  permission: 'approvals.identity',
  execute: (tx, approval) => execute(tx, deps, approval),
  refused: (tx, approval) => refused(tx, deps, approval),
})
