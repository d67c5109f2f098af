import { AppError } from '../../platform/index.ts'
import type { DocumentType } from '../document-number.ts'
import type { DocumentRow } from './queries.ts'

type Kind = DocumentRow['kind']

/** A passport says everything on one page. */
const sides = (type: DocumentType): Kind[] =>
  type === 'passport' ? ['document_front'] : ['document_front', 'document_back']

/** Throws DOCUMENTS_MISSING naming what is missing. */
export const requireDocuments = (needed: readonly Kind[], documents: readonly Pick<DocumentRow, 'kind'>[]): void => {
  const missing = needed.filter((kind) => !documents.some((document) => document.kind === kind))
  if (missing.length === 0) return
  throw new AppError('DOCUMENTS_MISSING', { fields: missing.map((path) => ({ path, message: 'missing' })) })
}

/** Class II takes the document; class III also its owner's face, and a second proof: of the address, unless the bank knows the name. */
export const neededForClass = (level: number, type: DocumentType, bankMatch: boolean): Kind[] => [
  ...sides(type),
  ...(level === 3 ? (['selfie'] as const) : []),
  ...(level === 3 && !bankMatch ? (['address_proof'] as const) : []),
]

/** An account is given back to a face, not to a document alone. */
export const neededForRecovery = (type: DocumentType): Kind[] => [...sides(type), 'selfie']
