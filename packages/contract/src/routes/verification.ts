import { z } from 'zod'
import { id, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import {
  documentKinds,
  documentTypes,
  imageProblems,
  verificationReasons,
  verificationStatuses,
} from '../verification-terms.ts'

export const documentNumber = z
  .string()
  .trim()
  .min(5)
  .max(30)
  .meta({ description: 'As printed; a Chinese id number is checked by its check digit' })

export const IdentityDocument = z
  .strictObject({ id: id('document'), kind: z.enum(documentKinds), size: z.int(), uploaded_at: timestamp })
  .meta({
    id: 'IdentityDocument',
    description: 'A picture in the vault: never shown again to who sent it, watermarked to who reviews it',
  })
export type IdentityDocument = z.infer<typeof IdentityDocument>

export const DocumentChecks = z
  .strictObject({
    ok: z.boolean(),
    problems: z
      .array(z.enum(imageProblems))
      .meta({ description: 'Hints for a better picture; it may be sent all the same, unless it is no picture' }),
  })
  .meta({ id: 'DocumentChecks' })
export type DocumentChecks = z.infer<typeof DocumentChecks>

export const VerificationSubmission = z
  .strictObject({
    id: id('verification'),
    target_class: z.int().min(2).max(3),
    status: z.enum(verificationStatuses),
    document_type: z.enum(documentTypes),
    document_number_masked: z.string().meta({ example: '3101**********2417' }),
    legal_name_masked: z.string(),
    reasons: z.array(z.enum(verificationReasons)),
    message: z.string().nullable().meta({ description: 'What the reviewer adds, in the customer’s language' }),
    submitted_at: timestamp,
    answer_by: timestamp.nullable(),
    decided_at: timestamp.nullable(),
    documents: z.array(IdentityDocument),
  })
  .meta({ id: 'VerificationSubmission' })
export type VerificationSubmission = z.infer<typeof VerificationSubmission>

export const VerificationState = z
  .strictObject({
    verification_class: z.int().min(1).max(3),
    expires_at: timestamp.nullable().meta({ description: 'When the document that the class rests on expires' }),
    submission: VerificationSubmission.nullable().meta({ description: 'The latest' }),
    uploads: z.array(IdentityDocument).meta({ description: 'Uploaded, not yet submitted' }),
    /** For class III, in place of a proof of address. */
    bank_match: z.boolean().meta({ description: 'A linked card bears the verified name' }),
  })
  .meta({ id: 'VerificationState' })
export type VerificationState = z.infer<typeof VerificationState>

export const verificationRoutes = {
  getVerification: route('getVerification', {
    summary: 'The customer’s class and where their submission stands',
    tag: 'verification',
    realms: ['customer'],
    status: 200,
    response: VerificationState,
  }),
  uploadIdentityDocument: route('uploadIdentityDocument', {
    summary:
      'Add a picture; a newer one of the same kind replaces it. Checked at once, encrypted with a key of its own.',
    tag: 'verification',
    realms: ['customer'],
    query: shape({ kind: z.enum(documentKinds) }),
    bodyKind: 'binary',
    status: 201,
    response: shape({ document: IdentityDocument, checks: DocumentChecks }),
    errors: ['FILE_TYPE_REFUSED', 'BODY_TOO_LARGE', 'DOCUMENTS_MANY'],
  }),
  submitVerification: route('submitVerification', {
    summary: 'Have the uploaded pictures reviewed for class II or III',
    tag: 'verification',
    realms: ['customer'],
    idempotency: 'optional',
    body: shape({
      target_class: z.int().min(2).max(3),
      document_type: z.enum(documentTypes),
      legal_name: text(60),
      document_number: documentNumber,
      document_expires_on: z.iso.date().nullable().meta({ description: 'Null: valid for good' }),
      consent: z.literal(true).meta({ description: 'To what is kept, how long and who sees it' }),
    }),
    status: 201,
    response: VerificationState,
    errors: [
      'DOCUMENTS_MISSING',
      'DOCUMENT_NUMBER_INVALID',
      'DOCUMENT_EXPIRED',
      'DOCUMENT_TAKEN',
      'VERIFICATION_OPEN',
      'VERIFICATION_NOT_NEEDED',
    ],
  }),
  withdrawVerification: route('withdrawVerification', {
    summary: 'Take the submission back; its pictures are deleted',
    tag: 'verification',
    realms: ['customer'],
    status: 200,
    response: VerificationState,
    errors: ['TRANSITION_ILLEGAL'],
  }),
}
