import { z } from 'zod'
import { id, LocalizedText, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { identifier, OutboundHold, password, token } from './account.ts'
import { FactorChoice, FactorProof, sentCode, sixDigits, webauthnJson } from './proof.ts'
import { DocumentChecks, documentNumber, IdentityDocument } from './verification.ts'
import { documentKinds, documentTypes } from '../verification-terms.ts'

/** The six digits of the message, or the long code in the link of the e-mail. */
const resetCode = z
  .string()
  .trim()
  .regex(/^(\d{6}|[\w-]{20,60})$/)
  .meta({ description: 'Six digits, or the code of the link that the e-mail carries' })

const resetParams = shape({ password_reset_id: id('password_reset') })

export const recoveryStatuses = [
  'draft',
  'in_review',
  'more_needed',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
] as const
/** What the account needs. `locked`: sign-in is locked and resetting does not work; `lost_factors`: neither codes nor second factor can be reached. */
export const recoveryReasons = ['locked', 'lost_address', 'lost_factors', 'taken_over', 'other'] as const

export const RecoveryStep = z
  .strictObject({
    at: timestamp,
    status: z.enum(recoveryStatuses),
    by: z.enum(['applicant', 'topay']),
    message: LocalizedText.nullable().meta({ description: 'What the reviewer says: what is missing, or why' }),
  })
  .meta({ id: 'RecoveryStep' })

export const Recovery = z
  .strictObject({
    id: id('recovery'),
    status: z.enum(recoveryStatuses),
    reason: z.enum(recoveryReasons).nullable(),
    contact: z.string().meta({ description: 'Masked; where the answer goes' }),
    identifier: z.string().nullable().meta({ description: 'Masked; the account as the applicant named it' }),
    case_number: z.string().nullable(),
    answer_by: timestamp.nullable(),
    documents: z.array(IdentityDocument),
    steps: z.array(RecoveryStep).meta({ description: 'The oldest first' }),
    reviews_done: z.int().min(0).max(2).meta({ description: 'Of the two people who decide, how many have' }),
  })
  .meta({
    id: 'Recovery',
    description: 'A request to get an account back with identity documents, as its applicant sees it',
  })
export type Recovery = z.infer<typeof Recovery>

export const alertKinds = [
  'new_sign_in',
  'sign_in_locked',
  'password_changed',
  'password_reset',
  'payment_password_changed',
  'payment_password_reset',
  'two_factor_on',
  'two_factor_off',
  'passkey_added',
  'passkey_removed',
  'recovery_codes_renewed',
  'contact_added',
  'contact_removed',
  'phrase_changed',
  'account_frozen',
  'account_unfrozen',
  'sessions_revoked',
  'verification_decided',
  'recovery_started',
  'data_exported',
  'account_closed',
] as const
export type AlertKind = (typeof alertKinds)[number]

const alertToken = shape({ alert_token: z.string().regex(/^[\w-]{20,80}$/) })

export const recoveryRoutes = {
  startPasswordReset: route('startPasswordReset', {
    summary: 'Forgotten password: a code goes to the address. Answers the same whether or not it has an account.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ identifier }),
    status: 202,
    response: shape({ password_reset_id: id('password_reset'), ...sentCode }),
    errors: ['IDENTIFIER_INVALID', 'CODE_TOO_SOON', 'CODE_LIMIT'],
  }),
  checkPasswordResetCode: route('checkPasswordResetCode', {
    summary:
      'Try the code, and learn whether the account also wants its second factor. The code stays good for the confirmation.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: resetParams,
    body: shape({ code: resetCode }),
    status: 200,
    response: shape({
      methods: z.array(FactorChoice).meta({ description: 'Empty when the code alone is enough' }),
      passkey_options: webauthnJson.nullable(),
      expires_at: timestamp,
    }),
    errors: ['CODE_WRONG'],
  }),
  confirmPasswordReset: route('confirmPasswordReset', {
    summary:
      'Set the new password with the code, and the second factor where the account has one. Every session ends, every address is told, nobody is signed in.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: resetParams,
    body: shape({ code: resetCode, password, proof: FactorProof.optional() }),
    status: 200,
    response: shape({ outbound_hold: OutboundHold }),
    errors: ['CODE_WRONG', 'PASSWORD_WEAK', 'FACTOR_NEEDED', 'FACTOR_WRONG'],
  }),
  startRecovery: route('startRecovery', {
    summary: 'When no code arrives any more: prove an address at which you can be reached now',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ contact: identifier }),
    status: 202,
    response: shape({ recovery_id: id('recovery'), ...sentCode }),
    errors: ['IDENTIFIER_INVALID', 'CODE_TOO_SOON', 'CODE_LIMIT'],
  }),
  confirmRecovery: route('confirmRecovery', {
    summary:
      'Prove the address; what follows needs the cookie or token of this answer. Coming back with the same address opens the same request.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: shape({ recovery_id: id('recovery') }),
    body: shape({ code: sixDigits, token }),
    status: 201,
    response: shape({ recovery: Recovery, expires_at: timestamp, token: z.string().optional() }),
    errors: ['CODE_WRONG'],
  }),
  getRecovery: route('getRecovery', {
    summary: 'Where the request stands and when it is answered',
    tag: 'account',
    realms: ['applicant'],
    status: 200,
    response: Recovery,
  }),
  uploadRecoveryDocument: route('uploadRecoveryDocument', {
    summary: 'Add a picture of an identity document or of oneself',
    tag: 'account',
    realms: ['applicant'],
    query: shape({ kind: z.enum(documentKinds) }),
    bodyKind: 'binary',
    status: 201,
    response: shape({ document: IdentityDocument, checks: DocumentChecks }),
    errors: ['FILE_TYPE_REFUSED', 'BODY_TOO_LARGE', 'DOCUMENTS_MANY', 'TRANSITION_ILLEGAL'],
  }),
  requestUnlock: route('requestUnlock', {
    summary: 'Send the request to the two people who decide',
    tag: 'account',
    realms: ['applicant'],
    body: shape({
      identifier: identifier.meta({ description: 'The e-mail or phone of the account' }),
      reason: z.enum(recoveryReasons),
      legal_name: text(60),
      document_type: z.enum(documentTypes),
      document_number: documentNumber,
      message: text(1000, 0).default(''),
    }),
    status: 201,
    response: Recovery,
    errors: ['DOCUMENTS_MISSING', 'TRANSITION_ILLEGAL', 'IDENTIFIER_INVALID', 'DOCUMENT_NUMBER_INVALID'],
  }),
  withdrawRecovery: route('withdrawRecovery', {
    summary: 'Take the request back; its documents are deleted',
    tag: 'account',
    realms: ['applicant'],
    status: 200,
    response: Recovery,
    errors: ['TRANSITION_ILLEGAL'],
  }),
  getSecurityAlert: route('getSecurityAlert', {
    summary: 'What a message of ours told, from the link in it',
    tag: 'security',
    realms: ['public'],
    rateLimit: 'credential',
    params: alertToken,
    status: 200,
    response: shape({
      kind: z.enum(alertKinds),
      at: timestamp,
      place: LocalizedText.nullable(),
      device: z.string().nullable(),
      frozen: z.boolean(),
      locked_until: timestamp.nullable().meta({ description: 'sign_in_locked: when sign-in opens by itself' }),
      case_number: z.string().nullable(),
    }),
  }),
  reportNotMe: route('reportNotMe', {
    summary: '"This was not me": freezes the account, ends every session, opens an urgent case',
    tag: 'security',
    realms: ['public'],
    rateLimit: 'credential',
    params: alertToken,
    status: 200,
    response: shape({ frozen_at: timestamp, case_number: z.string() }),
  }),
}
