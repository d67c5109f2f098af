import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { Recovery, recoveryStatuses } from './recovery.ts'
import { caseParams } from './support.ts'
import { VerificationSubmission } from './verification.ts'
import { documentTypes, verificationReasons, verificationStatuses } from '../verification-terms.ts'

/** What speaks for and against, found by the machine; people decide. */
export const ReviewSignal = z.strictObject({ ok: z.boolean(), text: LocalizedText }).meta({ id: 'ReviewSignal' })

const Reviewer = shape({ id: id('staff'), name: LocalizedText, badge: z.string() })

export const VerificationReview = VerificationSubmission.extend({
  customer_id: id('customer'),
  customer_name: z.string().meta({ description: 'Masked' }),
  current_class: z.int(),
  legal_name: z
    .string()
    .nullable()
    .meta({ description: 'In clear only for the reviewer who took it; the look is recorded' }),
  document_number: z.string().nullable().meta({ description: 'As legal_name' }),
  document_expires_on: z.iso.date().nullable(),
  reviewer: Reviewer.nullable(),
  case_id: id('case').nullable(),
  signals: z.array(ReviewSignal),
}).meta({ id: 'VerificationReview' })
export type VerificationReview = z.infer<typeof VerificationReview>

export const RecoveryReview = Recovery.extend({
  customer_id: id('customer')
    .nullable()
    .meta({ description: 'Null: nobody has that account; the applicant does not learn it' }),
  customer_name: z.string().nullable().meta({ description: 'Masked' }),
  legal_name: z.string().nullable(),
  document_type: z.enum(documentTypes).nullable(),
  document_number: z.string().nullable(),
  message: z.string(),
  first_reviewer: Reviewer.nullable(),
  second_reviewer: Reviewer.nullable(),
  approval_id: id('approval').nullable(),
  case_id: id('case').nullable(),
  signals: z.array(ReviewSignal),
}).meta({ id: 'RecoveryReview' })
export type RecoveryReview = z.infer<typeof RecoveryReview>

const verificationParams = shape({ verification_id: id('verification') })
const recoveryParams = shape({ recovery_id: id('recovery') })
const documentParams = shape({ document_id: id('document') })

export const identityDeskRoutes = {
  listVerificationReviews: route('listVerificationReviews', {
    summary: 'Submissions by deadline; decided ones the latest first',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    query: shape({ ...pageQuery, status: z.enum(verificationStatuses).default('in_review') }),
    status: 200,
    response: page(VerificationReview),
  }),
  getVerificationReview: route('getVerificationReview', {
    summary: 'One submission. Name and number are in clear for who took it.',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: verificationParams,
    status: 200,
    response: VerificationReview,
  }),
  takeVerificationReview: route('takeVerificationReview', {
    summary: 'Take a submission in hand: from now on its pictures open for you',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: verificationParams,
    status: 200,
    response: VerificationReview,
    errors: ['TRANSITION_ILLEGAL', 'REVIEW_TAKEN', 'APPROVAL_LINKED'],
  }),
  reviewVerification: route('reviewVerification', {
    summary:
      'Pass, fail or ask for more; the customer is told with the reasons, and the class changes in the same transaction',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: verificationParams,
    body: shape({
      decision: z.enum(['pass', 'fail', 'more']),
      reasons: z.array(z.enum(verificationReasons)).max(verificationReasons.length).default([]),
      message: text(500, 0).default(''),
    }),
    status: 200,
    response: VerificationReview,
    errors: ['TRANSITION_ILLEGAL', 'REVIEW_NOT_YOURS', 'REVIEW_REASON_MISSING', 'APPROVAL_LINKED', 'DOCUMENT_TAKEN'],
  }),
  viewIdentityDocument: route('viewIdentityDocument', {
    summary:
      'A picture with the reviewer’s name and the time across it; every look is recorded and shown to the customer',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: documentParams,
    status: 200,
    responseKind: 'binary',
    errors: ['REVIEW_NOT_YOURS'],
  }),
  listRecoveryReviews: route('listRecoveryReviews', {
    summary: 'Requests to get an account back, by deadline',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    query: shape({ ...pageQuery, status: z.enum(recoveryStatuses).default('in_review') }),
    status: 200,
    response: page(RecoveryReview),
  }),
  getRecoveryReview: route('getRecoveryReview', {
    summary: 'One request',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: recoveryParams,
    status: 200,
    response: RecoveryReview,
  }),
  takeRecoveryReview: route('takeRecoveryReview', {
    summary: 'Take a request in hand as its first reviewer',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: recoveryParams,
    status: 200,
    response: RecoveryReview,
    errors: ['TRANSITION_ILLEGAL', 'REVIEW_TAKEN', 'APPROVAL_LINKED'],
  }),
  reviewRecovery: route('reviewRecovery', {
    summary:
      'As the first of two: propose to give the account back, refuse, or ask for more. Giving back waits for a second person (decideApproval).',
    tag: 'desk',
    realms: ['staff'],
    permission: 'identity.review',
    params: recoveryParams,
    body: shape({
      decision: z.enum(['approve', 'reject', 'more']),
      message: text(500, 0).default('').meta({ description: 'For the applicant; needed to refuse or to ask for more' }),
    }),
    status: 200,
    response: RecoveryReview,
    errors: ['TRANSITION_ILLEGAL', 'REVIEW_NOT_YOURS', 'REVIEW_REASON_MISSING', 'APPROVAL_LINKED', 'APPROVAL_ASKED'],
  }),
  sendResetLink: route('sendResetLink', {
    summary:
      'Start a password reset for the customer of the case: the code goes to their own addresses, never to the desk',
    tag: 'desk',
    realms: ['staff'],
    permission: 'accounts.protect',
    params: caseParams,
    status: 200,
    response: shape({ sent_to: z.array(z.string()).meta({ description: 'Masked' }) }),
    errors: ['CASE_NOT_YOURS', 'CODE_TOO_SOON', 'CODE_LIMIT', 'INTERNAL_CASE'],
  }),
  freezeCustomer: route('freezeCustomer', {
    summary: 'Freeze the account of the customer of the case, at once',
    tag: 'desk',
    realms: ['staff'],
    permission: 'accounts.protect',
    params: caseParams,
    body: shape({ reason: text(200) }),
    status: 200,
    response: shape({ frozen_at: timestamp }),
    errors: ['CASE_NOT_YOURS', 'INTERNAL_CASE'],
  }),
  requestUnfreeze: route('requestUnfreeze', {
    summary: 'Ask a second person to unfreeze the account',
    tag: 'desk',
    realms: ['staff'],
    permission: 'accounts.unfreeze',
    params: caseParams,
    body: shape({ reason: text(200) }),
    status: 201,
    response: shape({ approval_id: id('approval') }),
    errors: ['CASE_NOT_YOURS', 'TRANSITION_ILLEGAL', 'APPROVAL_LINKED', 'INTERNAL_CASE', 'APPROVAL_ASKED'],
  }),
}

/** What the desk shows of how a customer's account stands; no secrets, no addresses in clear. */
export const AccountStanding = z
  .strictObject({
    verification_class: z.int(),
    two_factor: z.enum(['off', 'code', 'totp']),
    passkeys: z.int(),
    frozen_at: timestamp.nullable(),
    sign_in_locked_until: timestamp.nullable(),
    outbound_hold_until: timestamp.nullable(),
    sessions: z.int(),
    devices: z.array(shape({ name: z.string(), place: LocalizedText.nullable(), last_seen_at: timestamp })).max(5),
    recent: z.array(shape({ kind: z.string(), at: timestamp, place: LocalizedText.nullable() })).max(10),
  })
  .meta({ id: 'AccountStanding' })
export type AccountStanding = z.infer<typeof AccountStanding>
