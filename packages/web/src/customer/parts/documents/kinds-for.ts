import type { IdentityDocument } from '@topay/contract'
import type { Input } from '@topay/contract/web'

export type DocumentType = Input<'requestUnlock'>['body']['document_type']

/** The pictures that prove who somebody is with such a document: a passport has one page, the others two sides. */
export const picturesFor = (type: DocumentType): IdentityDocument['kind'][] =>
  type === 'passport' ? ['document_front', 'selfie'] : ['document_front', 'document_back', 'selfie']
