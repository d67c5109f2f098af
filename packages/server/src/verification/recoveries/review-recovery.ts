import { recordAudit } from '../../audit/index.ts'
import { closeInternalCase, noteInternalCase, type StaffDoer } from '../../cases/index.ts'
import { AppError, found, fromNow, timestamp, type Tx } from '../../platform/index.ts'
import { requestApproval, requireUnlinked } from '../../staff/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { recoveryPolicy } from '../policy.ts'
import { doerOf } from '../review-verification.ts'
import { insertStep, lockRecovery, type RecoveryRow, updateRecovery } from './queries.ts'
import { afterRecoveryMove } from './recovery-states.ts'
import { signalsOf } from './request-unlock.ts'
import { tellApplicant } from './tell-applicant.ts'
import { contactOwner, hasInHand } from './wire.ts'

/** Exactly what a second person agrees to. */
export type RecoveryPayload = {
  recovery_id: string
  customer_id: string
  kind: 'email' | 'phone'
  value: string
  reason: NonNullable<RecoveryRow['reason']>
}

/** Nobody decides about an account of their own, nor about one that would come to their own address. */
export const requireStranger = (tx: Tx, staffId: string, row: RecoveryRow): Promise<void> =>
  requireUnlinked(tx, staffId, row.customer_id, [{ kind: row.kind, value: row.value }])

/** Which of the two a colleague becomes by taking the request: `in_hand` when they are one already. Throws REVIEW_TAKEN. */
const placeFor = (row: RecoveryRow, staffId: string, staleBefore: string): 'first' | 'second' | 'in_hand' => {
  if (hasInHand(row, staffId)) return 'in_hand'
  if (row.approval_id !== null) {
    if (row.second_reviewer_id === null) return 'second'
    throw new AppError('REVIEW_TAKEN')
  }
  if (row.first_reviewer_id === null || row.taken_at === null || row.taken_at <= staleBefore) return 'first'
  throw new AppError('REVIEW_TAKEN')
}

/**
 * Takes a request in hand: as the first of the two, or, once the first has proposed to give the account back, as the second, who then sees the pictures too.
 * Throws NOT_FOUND, TRANSITION_ILLEGAL, REVIEW_TAKEN, APPROVAL_LINKED.
 */
export const takeRecoveryReview = async (
  tx: Tx,
  { config }: Pick<VerificationDeps, 'config'>,
  wanted: { recovery_id: string; staff: StaffDoer },
): Promise<void> => {
  const { staff } = wanted
  const row = found(await lockRecovery(tx, wanted.recovery_id))
  const status = afterRecoveryMove(row.status, 'take')
  await requireStranger(tx, staff.id, row)
  const { take_over_after_ms } = await recoveryPolicy.read(tx)
  const place = placeFor(row, staff.id, fromNow(-take_over_after_ms))
  if (place === 'in_hand') return
  await updateRecovery(tx, row.id, {
    status,
    ...(place === 'first' ? { first_reviewer_id: staff.id, taken_at: timestamp() } : { second_reviewer_id: staff.id }),
    signals: await signalsOf(tx, config, row),
  })
  await recordAudit(tx, { doer: doerOf(staff), action: 'recovery.taken', subject: row.id, detail: { as: place } })
}

/** The first review in words that the applicant reads; it says nothing of what was found. */
const FIRST_DONE = {
  zh: '第一位审核人员已经看过，正在由第二位审核。',
  en: 'The first reviewer has looked; a second one looks now.',
}

type Review = {
  recovery_id: string
  decision: 'approve' | 'reject' | 'more'
  message: string
  staff: StaffDoer
}

/** Asks for the second person. The request stays in review until they decide. */
const propose = async (tx: Tx, deps: Deps, row: RecoveryRow, { staff, message }: Review): Promise<void> => {
  const { id, customer_id, reason, kind, value } = row
  const status = afterRecoveryMove(row.status, 'propose')
  if (customer_id === null || reason === null)
    throw new AppError('TRANSITION_ILLEGAL', { fields: [{ path: 'decision', message: 'there is no such account' }] })
  const owner = await contactOwner(tx, row)
  if (owner !== null && owner !== customer_id)
    throw new AppError('TRANSITION_ILLEGAL', {
      fields: [{ path: 'decision', message: 'the contact address belongs to another account' }],
    })
  const payload: RecoveryPayload = { recovery_id: id, customer_id, kind, value, reason }
  const loses = reason === 'lost_factors' || reason === 'taken_over'
  const { second_person_ms } = await recoveryPolicy.read(tx)
  const approval = await requestApproval(tx, {
    kind: 'recovery',
    subject_id: id,
    customer_id,
    summary: {
      zh: `把账户还给凭证件申请的人${loses ? '，并清除两步验证' : ''}`,
      en: `Give the account back to whoever showed documents${loses ? ', and take its two-factor off' : ''}`,
    },
    reason: message || '证件与账户相符 The documents fit the account',
    payload,
    by: doerOf(staff),
    expires_in_ms: second_person_ms,
  })
  await updateRecovery(tx, id, { status, approval_id: approval.id, second_reviewer_id: null })
  await insertStep(tx, { recovery_id: id, status, by: 'topay', message: FIRST_DONE })
  await tellApplicant(tx, row, 'recovery_first_review', deps.publicUrl())
  const text = { zh: '第一位审核同意，等待第二位决定。', en: 'The first reviewer agrees; a second person decides.' }
  if (row.case_id !== null) await noteInternalCase(tx, { case_id: row.case_id, text })
}

type Deps = Pick<VerificationDeps, 'publicUrl'>

/** Ends a request with no: the applicant is told, the case closed. Publishes: call it last in a transaction. */
export const rejectRecovery = async (
  tx: Tx,
  deps: Deps,
  row: RecoveryRow,
  said: { staff: Pick<StaffDoer, 'id' | 'request_id'>; message: { zh: string; en: string }; second?: string },
): Promise<void> => {
  const status = afterRecoveryMove(row.status, 'reject')
  const { second } = said
  await updateRecovery(tx, row.id, {
    status,
    answer_by: null,
    ...(second !== undefined && { second_reviewer_id: second }),
  })
  await insertStep(tx, { recovery_id: row.id, status, by: 'topay', message: said.message })
  await tellApplicant(tx, row, 'recovery_rejected', deps.publicUrl())
  const doer = doerOf({ ...said.staff, roles: [] })
  const record = { action: 'recovery.rejected', subject: row.id, detail: { second: second !== undefined } }
  const text = `申请已拒绝。${said.message.zh}\nRefused. ${said.message.en}`
  if (row.case_id === null) await recordAudit(tx, { doer, ...record })
  else await closeInternalCase(tx, { case_id: row.case_id, doer, text, record })
}

const askForMore = async (tx: Tx, deps: Deps, row: RecoveryRow, { staff, message }: Review): Promise<void> => {
  const status = afterRecoveryMove(row.status, 'ask_more')
  await updateRecovery(tx, row.id, { status, answer_by: null })
  await insertStep(tx, { recovery_id: row.id, status, by: 'topay', message: { zh: message, en: message } })
  await tellApplicant(tx, row, 'recovery_more_needed', deps.publicUrl())
  await recordAudit(tx, { doer: doerOf(staff), action: 'recovery.more_needed', subject: row.id })
  const text = { zh: `请申请人补充：${message}`, en: `The applicant was asked for more: ${message}` }
  if (row.case_id !== null) await noteInternalCase(tx, { case_id: row.case_id, text })
}

/**
 * What the first of two says: yes waits for a second person (approval `recovery`), no and "more" are told to the applicant at once.
 * Publishes: call it last in a transaction. Throws NOT_FOUND, TRANSITION_ILLEGAL (also while a second person is asked, and for yes to an account that does not
 * exist), REVIEW_NOT_YOURS, REVIEW_REASON_MISSING, APPROVAL_LINKED.
 */
export const reviewRecovery = async (
  tx: Tx,
  deps: Pick<VerificationDeps, 'config' | 'publicUrl'>,
  review: Review,
): Promise<void> => {
  const { staff, decision, message } = review
  const row = found(await lockRecovery(tx, review.recovery_id))
  afterRecoveryMove(row.status, 'take')
  if (row.first_reviewer_id !== staff.id) throw new AppError('REVIEW_NOT_YOURS')
  if (row.approval_id !== null) throw new AppError('TRANSITION_ILLEGAL')
  await requireStranger(tx, staff.id, row)
  if (decision !== 'approve' && message === '') throw new AppError('REVIEW_REASON_MISSING')
  if (decision === 'approve') return propose(tx, deps, row, review)
  if (decision === 'more') return askForMore(tx, deps, row, review)
  return rejectRecovery(tx, deps, row, { staff, message: { zh: message, en: message } })
}
