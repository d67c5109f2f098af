import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Input, IdentityDocument } from '@topay/contract'
import { asFile, samplePicture } from './pictures.ts'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A made-up Chinese id number with its check digit: `born` as yyyymmdd, `sequence` 0..999. */
export const idNumber = (sequence: number, born = '19900307'): string => {
  const digits = `110101${born}${String(sequence).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return `${digits}${'10X98765432'[sum % 11]}`
}

type Kind = IdentityDocument['kind']

/** Uploads a picture of each kind, all of one made-up person. */
export const uploadAll = async (
  api: Client,
  operation: 'uploadIdentityDocument' | 'uploadRecoveryDocument',
  kinds: readonly Kind[],
  seed: number,
): Promise<IdentityDocument[]> => {
  const documents: IdentityDocument[] = []
  for (const [at, kind] of kinds.entries()) {
    const file = asFile(await samplePicture({ title: kind, seed: seed * 10 + at }))
    documents.push((await api(operation, { query: { kind }, file })).document)
  }
  return documents
}

/** What is sent with the pictures; the number follows from `sequence`. */
export const submissionOf = (
  sequence: number,
  more: Partial<Input<'submitVerification'>['body']> = {},
): Input<'submitVerification'>['body'] => ({
  target_class: 2,
  document_type: 'cn_id',
  legal_name: '陈思远',
  document_number: idNumber(sequence),
  document_expires_on: '2036-11-24',
  consent: true,
  ...more,
})

/** Names of the files in the vault. */
export const vaultFiles = (dataDir: string): string[] => {
  try {
    return readdirSync(join(dataDir, 'vault', 'documents'))
  } catch {
    return []
  }
}
