import type { Input, Locale } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { noteInternalCase, openInternalCase } from '../cases/index.ts'
import { maskName, verifiedAs } from '../identity/index.ts'
import { AppError, type Doer, fromNow, newId, timestamp, type Tx } from '../platform/index.ts'
import { ageOn, birthDateOf, isDocumentNumber, maskNumber, numberFingerprint, plainNumber } from './document-number.ts'
import type { VerificationDeps } from './deps.ts'
import { deleteDocuments } from './documents/delete-documents.ts'
import { neededForClass, requireDocuments } from './documents/needed.ts'
import { attachDocuments, documentsOf, type DocumentRow, waitingDocuments } from './documents/queries.ts'
import { sealPerson } from './names.ts'
import { reviewPolicy } from './policy.ts'
import {
  insertVerification,
  isNumberTaken,
  lockNumber,
  lockOwner,
  openVerification,
  updateVerification,
  type VerificationRow,
} from './queries.ts'
import { chinaToday, verificationSignals } from './signals.ts'
import { afterVerificationMove } from './verification-states.ts'
import { isBankMatch } from './wire.ts'

type Submission = Input<'submitVerification'>['body']

const fieldError = (
  code: 'DOCUMENT_NUMBER_INVALID' | 'DOCUMENT_EXPIRED' | 'INPUT_INVALID',
  path: string,
  message: string,
) => new AppError(code, { fields: [{ path, message }] })

/**
 * What the document says of itself, checked: the number's shape and check digit, the age where the number tells it, the day it is valid to. Answers the number
 * in its one form. Throws DOCUMENT_NUMBER_INVALID, DOCUMENT_EXPIRED, INPUT_INVALID (too young).
 */
const checkDocument = (
  { document_type, document_number, document_expires_on }: Submission,
  policy: { minimum_age: number },
  locale: Locale,
): string => {
  const number = plainNumber(document_number)
  const today = chinaToday()
  if (!isDocumentNumber(document_type, number, today))
    throw fieldError('DOCUMENT_NUMBER_INVALID', 'document_number', 'not a number of such a document')
  const born = birthDateOf(document_type, number)
  if (born !== null && ageOn(born, today) < policy.minimum_age) {
    const { minimum_age } = policy
    const message =
      locale === 'en' ? `verification is from ${minimum_age} years on` : `满 ${minimum_age} 周岁才能实名认证`
    throw fieldError('INPUT_INVALID', 'document_number', message)
  }
  if (document_expires_on !== null && document_expires_on < today)
    throw fieldError('DOCUMENT_EXPIRED', 'document_expires_on', 'in the past')
  return number
}

/** Nothing to verify for who has the class already, unless its document is about to expire. */
const requireNeeded = async (tx: Tx, customerId: string, target: number, renewBeforeMs: number): Promise<void> => {
  const { verification_class, verified_until } = await verifiedAs(tx, customerId)
  const renewable = verified_until !== null && verified_until <= fromNow(renewBeforeMs).slice(0, 10)
  if (verification_class >= target && !renewable) throw new AppError('VERIFICATION_NOT_NEEDED')
}

const openCaseFor = async (tx: Tx, row: VerificationRow): Promise<void> => {
  const level = row.target_class === 3 ? 'III' : 'II'
  const case_id = await openInternalCase(tx, {
    kind: 'verification',
    reference: row.id,
    subject: `身份认证 ${level} 类 Identity, class ${level}`,
    topic: 'account',
    text: {
      zh: `客户提交了 ${level} 类身份认证，请在身份审核里接手。`,
      en: `The customer sent documents for class ${level}. Take it in identity reviews.`,
    },
    customer_id: row.customer_id,
  })
  await updateVerification(tx, row.id, { case_id })
}

/** Writes the submission down: a new one, or what was asked for in addition to an open one. */
const writeDown = async (
  tx: Tx,
  open: VerificationRow | undefined,
  row: Omit<Parameters<typeof insertVerification>[1], 'id' | 'status'> & { id: string },
): Promise<VerificationRow> => {
  if (open) {
    const status = afterVerificationMove(open.status, 'resubmit')
    const { id, customer_id: _, ...change } = row
    return updateVerification(tx, id, { ...change, status, reasons: [], message: null, escalated_at: null })
  }
  return insertVerification(tx, { ...row, status: 'in_review' })
}

/**
 * Has the uploaded pictures reviewed for a class. After more was asked for, the same submission goes on: what is uploaded anew replaces, the rest stays.
 * Publishes the events of its case: call it last in a transaction. Throws VERIFICATION_OPEN, VERIFICATION_NOT_NEEDED, DOCUMENT_NUMBER_INVALID,
 * DOCUMENT_EXPIRED, DOCUMENTS_MISSING, DOCUMENT_TAKEN (verified on another account), INPUT_INVALID (too young).
 */
export const submitVerification = async (
  tx: Tx,
  { config }: Pick<VerificationDeps, 'config'>,
  wanted: { customer_id: string; submission: Submission; locale: Locale; doer: Doer },
): Promise<void> => {
  const { customer_id, submission, doer } = wanted
  const { target_class, document_type, legal_name, document_expires_on } = submission
  const policy = await reviewPolicy.read(tx)
  await lockOwner(tx, customer_id)
  const open = await openVerification(tx, customer_id)
  if (open?.status === 'in_review') throw new AppError('VERIFICATION_OPEN')
  await requireNeeded(tx, customer_id, target_class, policy.renew_before_ms)
  const number = checkDocument(submission, policy, wanted.locale)

  const fresh = await waitingDocuments(tx, { customer_id, recovery_id: null })
  const sent = open ? ((await documentsOf(tx, [open.id])).get(open.id) ?? []) : []
  const replaced = sent.filter(({ kind }) => fresh.some((document) => document.kind === kind))
  const documents: DocumentRow[] = [...sent.filter((document) => !replaced.includes(document)), ...fresh]
  const bankMatch = await isBankMatch(tx, customer_id, legal_name)
  requireDocuments(neededForClass(target_class, document_type, bankMatch), documents)

  const number_fingerprint = numberFingerprint(config.TOPAY_SECRET, document_type, number)
  await lockNumber(tx, number_fingerprint)
  if (await isNumberTaken(tx, number_fingerprint, customer_id)) throw new AppError('DOCUMENT_TAKEN')

  const id = open?.id ?? newId('verification')
  const claim = { legal_name, document_type, document_number: number, number_fingerprint, documents }
  const row = await writeDown(tx, open, {
    id,
    customer_id,
    target_class,
    document_type,
    ...(await sealPerson(tx, config, 'verification', id, { legal_name, document_number: number })),
    legal_name_masked: maskName(legal_name),
    document_number_masked: maskNumber(number),
    number_fingerprint,
    document_expires_on,
    submitted_at: timestamp(),
    answer_by: fromNow(policy.answer_within_ms),
  })
  await attachDocuments(
    tx,
    fresh.map((document) => document.id),
    id,
  )
  await deleteDocuments(tx, replaced)
  await updateVerification(tx, id, { signals: JSON.stringify(await verificationSignals(tx, customer_id, claim)) })
  await recordAudit(tx, {
    doer,
    action: 'verification.submitted',
    subject: id,
    detail: { target_class, document_type },
  })
  if (row.case_id === null) await openCaseFor(tx, row)
  else
    await noteInternalCase(tx, {
      case_id: row.case_id,
      text: { zh: '客户已补充材料。', en: 'The customer sent what was asked for.' },
    })
}
