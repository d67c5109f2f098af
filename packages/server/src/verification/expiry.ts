import type { LocalizedText } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { escalateInternalCase } from '../cases/index.ts'
import { reachCustomer } from '../identity/index.ts'
import { notify } from '../notifications/index.ts'
import { type Db, fromNow, inTx, timestamp, type Tx } from '../platform/index.ts'
import { chinaClock } from '../wallet/index.ts'
import type { VerificationDeps } from './deps.ts'
import { endVerification } from './end-verification.ts'
import { recoveryPolicy, reviewPolicy } from './policy.ts'
import {
  expiringVerifications,
  findVerification,
  forgottenVerifications,
  lockOwner,
  lockVerification,
  overdueVerifications,
  updateVerification,
  type VerificationRow,
} from './queries.ts'
import { endRecovery } from './recoveries/end-recovery.ts'
import {
  forgetUnproved,
  forgottenRecoveries,
  lockRecovery,
  overdueRecoveries,
  updateRecovery,
} from './recoveries/queries.ts'
import { setClassFromPassed } from './set-class.ts'
import { chinaToday } from './signals.ts'
import { afterVerificationMove } from './verification-states.ts'

const SYSTEM = { kind: 'system', id: 'verification' } as const
const CLASSES = { 1: 'I', 2: 'II', 3: 'III' } as const
const OVERDUE: LocalizedText = {
  zh: '审核已超过承诺的答复时间，请主管安排。',
  en: 'The promised answer is overdue. A supervisor sees to it.',
}

/** The submission and its customer, locked in the usual order, when it still has the status it was found with. */
const lockStill = async (tx: Tx, id: string, status: VerificationRow['status']): Promise<VerificationRow | null> => {
  const found = await findVerification(tx, id)
  if (!found) return null
  await lockOwner(tx, found.customer_id)
  const row = await lockVerification(tx, id)
  return row?.status === status ? row : null
}

/** Brings answers that are overdue to a supervisor, once each: their case is urgent from now on and says why. Nothing expires. */
export const escalateOverdue = async (db: Db): Promise<void> => {
  const at = timestamp()
  for (const id of await overdueVerifications(db, at)) {
    await inTx(db, async (tx) => {
      const row = await lockStill(tx, id, 'in_review')
      if (row === null || row.escalated_at !== null) return
      await updateVerification(tx, id, { escalated_at: at })
      if (row.case_id !== null) await escalateInternalCase(tx, { case_id: row.case_id, text: OVERDUE, doer: SYSTEM })
    })
  }
  for (const id of await overdueRecoveries(db, at)) {
    await inTx(db, async (tx) => {
      const row = await lockRecovery(tx, id)
      if (row?.status !== 'in_review' || row.escalated_at !== null) return
      await updateRecovery(tx, id, { escalated_at: at })
      if (row.case_id !== null) await escalateInternalCase(tx, { case_id: row.case_id, text: OVERDUE, doer: SYSTEM })
    })
  }
}

const pageOf = (publicUrl: string): string => `${publicUrl}/verification`

/** Tells a customer, once, that the document their class rests on is about to expire. */
const warn = (deps: VerificationDeps, id: string): Promise<void> =>
  inTx(deps.db, async (tx) => {
    const row = await lockStill(tx, id, 'passed')
    if (row === null || row.warned_at !== null || row.document_expires_on === null) return
    await updateVerification(tx, id, { warned_at: timestamp() })
    const params = { date: row.document_expires_on, url: pageOf(deps.publicUrl()) }
    await notify(tx, { ...(await reachCustomer(tx, row.customer_id)), template: 'verification_expiring', params })
  })

/** Takes the class away that rests on a document which has expired: what else was passed and is valid decides the class from now on. */
const lapse = (deps: VerificationDeps, id: string): Promise<void> =>
  inTx(deps.db, async (tx) => {
    const row = await lockStill(tx, id, 'passed')
    if (row === null || row.document_expires_on === null) return
    const { customer_id, document_expires_on: date } = row
    await updateVerification(tx, id, { status: afterVerificationMove(row.status, 'lapse') })
    const level = await setClassFromPassed(tx, deps.config, customer_id, 'anew')
    const params = { date, class: CLASSES[level], url: pageOf(deps.publicUrl()) }
    // Another document that gives the same class or a higher one is in its place already.
    if (level < row.target_class)
      await notify(tx, { ...(await reachCustomer(tx, customer_id)), template: 'verification_expired', params })
    await recordAudit(tx, { doer: SYSTEM, action: 'verification.expired', subject: id, detail: { class: level } })
  })

/** Tells whose document is about to expire, and lowers the class of those whose document has. */
export const expireDocuments = async (deps: VerificationDeps): Promise<void> => {
  const { renew_before_ms } = await reviewPolicy.read(deps.db)
  const soon = chinaClock(fromNow(renew_before_ms)).date
  for (const id of await expiringVerifications(deps.db, chinaToday(), false)) await lapse(deps, id)
  for (const id of await expiringVerifications(deps.db, soon, true)) await warn(deps, id)
}

/** Ends what waits for its customer or applicant for too long; they are told. */
export const endForgotten = async (deps: VerificationDeps): Promise<void> => {
  const { db } = deps
  const { more_within_ms } = await reviewPolicy.read(db)
  for (const id of await forgottenVerifications(db, fromNow(-more_within_ms))) {
    await inTx(db, async (tx) => {
      const row = await lockStill(tx, id, 'more_needed')
      if (row === null) return
      const params = { url: pageOf(deps.publicUrl()) }
      await notify(tx, { ...(await reachCustomer(tx, row.customer_id)), template: 'verification_ended', params })
      await endVerification(tx, row, {
        move: 'lapse',
        doer: SYSTEM,
        text: '客户没有补充，已结束。\nNothing more came.',
      })
    })
  }
  const policy = await recoveryPolicy.read(db)
  const before = { draft: fromNow(-policy.draft_ms), more: fromNow(-policy.more_within_ms) }
  for (const recovery_id of await forgottenRecoveries(db, before))
    await inTx(db, (tx) => endRecovery(tx, deps, { recovery_id, move: 'lapse', doer: SYSTEM }))
  await forgetUnproved(db, fromNow(-policy.draft_ms))
}
