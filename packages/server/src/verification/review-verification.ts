import type { VerificationSubmission } from '@topay/contract'
import { listAudit, recordAudit } from '../audit/index.ts'
import { closeInternalCase, noteInternalCase, type StaffDoer } from '../cases/index.ts'
import { alertCustomer } from '../identity/index.ts'
import { AppError, type Db, type Doer, found, fromNow, HOUR, inTx, timestamp, type Tx } from '../platform/index.ts'
import { requireUnlinked } from '../staff/index.ts'
import type { VerificationDeps } from './deps.ts'
import { documentsOf } from './documents/queries.ts'
import { openPerson } from './names.ts'
import { reviewPolicy } from './policy.ts'
import {
  findVerification,
  isNumberTaken,
  lockNumber,
  lockOwner,
  lockVerification,
  updateVerification,
  type VerificationRow,
} from './queries.ts'
import { setClassFromPassed } from './set-class.ts'
import { verificationSignals } from './signals.ts'
import { afterVerificationMove } from './verification-states.ts'
import { isInHand } from './wire.ts'

const OPENED = 'verification.identity_opened'

export const doerOf = ({ id, request_id }: StaffDoer): Doer & { kind: 'staff' } => ({
  kind: 'staff',
  id,
  ...(request_id !== undefined && { request_id }),
})

/** Notes that a colleague sees a name and a number in clear; once an hour rather than at each look of the same screen. */
export const recordOpening = async (db: Db, subject: string, staff: StaffDoer): Promise<void> => {
  const since = fromNow(-HOUR)
  const entries = await listAudit(db, subject)
  if (entries.some(({ action, actor_id, at }) => action === OPENED && actor_id === staff.id && at > since)) return
  await inTx(db, (tx) => recordAudit(tx, { doer: doerOf(staff), action: OPENED, subject }))
}

/** Locks the submission and its customer, always in this order. Throws NOT_FOUND. */
const lockReview = async (tx: Tx, id: string): Promise<VerificationRow> => {
  const { customer_id } = found(await findVerification(tx, id))
  await lockOwner(tx, customer_id)
  return found(await lockVerification(tx, id))
}

const signalsNow = async (tx: Tx, config: VerificationDeps['config'], row: VerificationRow): Promise<string> => {
  const person = await openPerson(tx, config, 'verification', row)
  const documents = (await documentsOf(tx, [row.id])).get(row.id) ?? []
  const { document_type, number_fingerprint } = row
  const claim = { ...person, document_type, number_fingerprint, documents }
  return JSON.stringify(await verificationSignals(tx, row.customer_id, claim))
}

/**
 * Takes a submission in hand, or over from a colleague who has not decided for a while. What the machine has to say is looked up again.
 * Throws NOT_FOUND, TRANSITION_ILLEGAL, REVIEW_TAKEN, APPROVAL_LINKED.
 */
export const takeVerificationReview = async (
  tx: Tx,
  { config }: Pick<VerificationDeps, 'config'>,
  wanted: { verification_id: string; staff: StaffDoer },
): Promise<void> => {
  const { staff } = wanted
  const row = await lockReview(tx, wanted.verification_id)
  const status = afterVerificationMove(row.status, 'take')
  await requireUnlinked(tx, staff.id, row.customer_id)
  if (isInHand(row, staff.id)) return
  const { take_over_after_ms } = await reviewPolicy.read(tx)
  if (row.reviewer_id !== null && row.taken_at !== null && row.taken_at > fromNow(-take_over_after_ms))
    throw new AppError('REVIEW_TAKEN')
  const change = { status, reviewer_id: staff.id, taken_at: timestamp(), signals: await signalsNow(tx, config, row) }
  await updateVerification(tx, row.id, change)
  const detail = { from: row.reviewer_id }
  await recordAudit(tx, { doer: doerOf(staff), action: 'verification.taken', subject: row.id, detail })
}

const MOVES = { pass: 'pass', fail: 'fail', more: 'ask_more' } as const
const RESULTS = {
  pass: { zh: '审核通过', en: 'passed' },
  fail: { zh: '审核未通过', en: 'not passed' },
  more: { zh: '需要补充材料', en: 'more is needed' },
} as const

/**
 * Decides a submission in hand: the class, the answer to the customer, the case and the record change together. Publishes: call it last in a transaction.
 * Throws NOT_FOUND, TRANSITION_ILLEGAL, REVIEW_NOT_YOURS, REVIEW_REASON_MISSING, APPROVAL_LINKED, DOCUMENT_TAKEN.
 */
export const reviewVerification = async (
  tx: Tx,
  deps: Pick<VerificationDeps, 'config' | 'publicUrl'>,
  wanted: {
    verification_id: string
    decision: keyof typeof MOVES
    reasons: VerificationSubmission['reasons']
    message: string
    staff: StaffDoer
  },
): Promise<void> => {
  const { decision, reasons, message, staff } = wanted
  const row = await lockReview(tx, wanted.verification_id)
  const status = afterVerificationMove(row.status, MOVES[decision])
  if (row.reviewer_id !== staff.id) throw new AppError('REVIEW_NOT_YOURS')
  await requireUnlinked(tx, staff.id, row.customer_id)
  if (decision !== 'pass' && (reasons.length === 0 || (reasons.includes('other') && message === '')))
    throw new AppError('REVIEW_REASON_MISSING')
  const decided_at = timestamp()
  if (decision === 'pass') {
    await lockNumber(tx, row.number_fingerprint)
    if (await isNumberTaken(tx, row.number_fingerprint, row.customer_id)) throw new AppError('DOCUMENT_TAKEN')
  }
  await updateVerification(tx, row.id, {
    status,
    reasons: decision === 'pass' ? [] : [...new Set(reasons)],
    message: message === '' ? null : message,
    decided_at,
    answer_by: null,
    ...(decision === 'pass' && { passed_at: decided_at }),
  })
  if (decision === 'pass') await setClassFromPassed(tx, deps.config, row.customer_id, 'raise')
  const result = RESULTS[decision]
  await alertCustomer(tx, deps, {
    customer_id: row.customer_id,
    kind: 'verification_decided',
    detail: `${result.zh} · ${result.en}`,
    detailIn: (locale) => (locale === 'en' ? result.en : result.zh),
  })
  const record = { action: `verification.${status}`, subject: row.id, detail: { reasons } }
  const text = { zh: `${result.zh}。`, en: `Identity: ${result.en}.` }
  if (row.case_id !== null && decision !== 'more') {
    await closeInternalCase(tx, { case_id: row.case_id, doer: doerOf(staff), text: `${text.zh}\n${text.en}`, record })
    return
  }
  await recordAudit(tx, { doer: doerOf(staff), ...record })
  if (row.case_id !== null) await noteInternalCase(tx, { case_id: row.case_id, text })
}
