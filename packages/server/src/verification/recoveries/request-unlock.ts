import type { Input } from '@topay/contract'
import { recordAudit } from '../../audit/index.ts'
import { noteInternalCase, openInternalCase, caseNumberOf } from '../../cases/index.ts'
import { alertCustomer, findCustomerByAddress } from '../../identity/index.ts'
import { AppError, type Db, enqueue, found, fromNow, inTx, normaliseAddress, type Tx } from '../../platform/index.ts'
import { isDocumentNumber, numberFingerprint, plainNumber } from '../document-number.ts'
import type { VerificationDeps } from '../deps.ts'
import { neededForRecovery, requireDocuments } from '../documents/needed.ts'
import { waitingDocuments } from '../documents/queries.ts'
import { openPerson, sealPerson } from '../names.ts'
import { recoveryPolicy } from '../policy.ts'
import { chinaToday, recoverySignals } from '../signals.ts'
import { findRecovery, insertStep, lockRecovery, type RecoveryRow, updateRecovery } from './queries.ts'
import { afterRecoveryMove } from './recovery-states.ts'
import { tellApplicant } from './tell-applicant.ts'
import { contactOwner } from './wire.ts'

/** Name of the job that looks up what speaks for and against a request, and tells the account, if there is one. */
export const LOOK_INTO = 'verification:look_into_recovery'

/** What speaks for and against the request as things stand now, for the row. Throws when nothing was sent yet. */
export const signalsOf = async (tx: Tx, config: VerificationDeps['config'], row: RecoveryRow): Promise<string> => {
  const { id, customer_id, document_type } = row
  const sealed = { id, legal_name: found(row.legal_name), document_number: found(row.document_number) }
  const person = await openPerson(tx, config, 'recovery', sealed)
  const type = found(document_type)
  const claim = {
    ...person,
    document_type: type,
    number_fingerprint: numberFingerprint(config.TOPAY_SECRET, type, person.document_number),
    documents: await waitingDocuments(tx, { customer_id: null, recovery_id: id }),
  }
  const mine = { customer_id, recovery_id: id, contact_owner: await contactOwner(tx, row) }
  return JSON.stringify(await recoverySignals(tx, mine, claim))
}

const caseOf = async (tx: Tx, row: RecoveryRow): Promise<void> => {
  if (row.case_id !== null) {
    const text = { zh: '申请人已补充材料。', en: 'The applicant sent what was asked for.' }
    return noteInternalCase(tx, { case_id: row.case_id, text })
  }
  const case_id = await openInternalCase(tx, {
    kind: 'recovery',
    reference: row.id,
    subject: '找回账户 Account recovery',
    topic: 'security',
    text: {
      zh: '有人凭证件申请找回账户，请两位同事先后审核。',
      en: 'Somebody asks for an account back with identity documents. Two people decide.',
    },
    customer_id: row.customer_id,
  })
  await updateRecovery(tx, row.id, { case_id, case_number: await caseNumberOf(tx, case_id) })
}

/**
 * Sends the request to the two people who decide. An account that does not exist is treated like one that does, here and in all that the applicant sees; what
 * differs is done by a job afterwards. Publishes: call it last in a transaction.
 * Throws TRANSITION_ILLEGAL, IDENTIFIER_INVALID, DOCUMENT_NUMBER_INVALID, DOCUMENTS_MISSING.
 */
export const requestUnlock = async (
  tx: Tx,
  deps: Pick<VerificationDeps, 'config' | 'publicUrl'>,
  wanted: { recovery_id: string; request_id: string; request: Input<'requestUnlock'>['body'] },
): Promise<void> => {
  const { recovery_id, request, request_id } = wanted
  const { document_type, legal_name, reason, message = '' } = request
  const row = found(await lockRecovery(tx, recovery_id))
  const status = afterRecoveryMove(row.status, 'submit')
  const address = normaliseAddress(request.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  const number = plainNumber(request.document_number)
  if (!isDocumentNumber(document_type, number, chinaToday()))
    throw new AppError('DOCUMENT_NUMBER_INVALID', {
      fields: [{ path: 'document_number', message: 'not a number of such a document' }],
    })
  requireDocuments(neededForRecovery(document_type), await waitingDocuments(tx, { customer_id: null, recovery_id }))
  const sealed = await sealPerson(tx, deps.config, 'recovery', recovery_id, { legal_name, document_number: number })
  const customer_id = (await findCustomerByAddress(tx, address)) ?? null
  await updateRecovery(tx, recovery_id, {
    status,
    reason,
    identifier: address.value,
    customer_id,
    document_type,
    ...sealed,
    message,
    approval_id: null,
    second_reviewer_id: null,
    escalated_at: null,
    answer_by: fromNow((await recoveryPolicy.read(tx)).answer_within_ms),
  })
  await insertStep(tx, { recovery_id, status, by: 'applicant' })
  await enqueue(tx, LOOK_INTO, { recovery_id, again: row.case_id !== null })
  const doer = { kind: 'system', id: 'applicant', request_id } as const
  await recordAudit(tx, { doer, action: 'recovery.submitted', subject: recovery_id, detail: { reason } })
  await caseOf(tx, row.case_id === null ? { ...row, customer_id } : row)
  await tellApplicant(tx, found(await findRecovery(tx, recovery_id)), 'recovery_received', deps.publicUrl())
}

/** Looks up what speaks for and against, and tells every address of the account that somebody asks for it; after the answer, so that it tells nobody else. */
export const lookIntoRecovery = (
  db: Db,
  deps: Pick<VerificationDeps, 'config' | 'publicUrl'>,
  job: { recovery_id: string; again: boolean },
): Promise<void> =>
  inTx(db, async (tx) => {
    const row = await lockRecovery(tx, job.recovery_id)
    if (row?.status !== 'in_review') return
    await updateRecovery(tx, row.id, { signals: await signalsOf(tx, deps.config, row) })
    if (row.customer_id === null || job.again) return
    await alertCustomer(tx, deps, { customer_id: row.customer_id, kind: 'recovery_started' })
  })
