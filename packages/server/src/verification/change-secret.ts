import { AppError, keysOf, type SecretChange, type Tx } from '../platform/index.ts'
import { documentIdsAfter, setFingerprint, setNumberFingerprint, verificationsAfter } from './change-secret-queries.ts'
import { type DocumentType, numberFingerprint } from './document-number.ts'
import { fingerprintOf } from './documents/store-document.ts'
import { readDocument } from './documents/vault-files.ts'
import { openPerson } from './names.ts'

const BATCH = 200

/**
 * Makes the keyed hashes of document numbers and pictures anew with another secret, from what opens; the data keys must be wrapped with it already. Hashes of
 * pictures that were deleted stay as they are, and find nothing any more. Answers how many of each it made.
 */
export const rekeyFingerprints = async (
  tx: Tx,
  { to }: SecretChange,
  dataDir: string,
): Promise<{ numbers: number; pictures: number }> => {
  const config = { TOPAY_SECRET: to }
  const done = { numbers: 0, pictures: 0 }
  for (let after = ''; ;) {
    const rows = await verificationsAfter(tx, after, BATCH)
    for (const row of rows) {
      after = row.id
      const { document_number } = await openPerson(tx, config, 'verification', row)
      await setNumberFingerprint(tx, row.id, numberFingerprint(to, row.document_type as DocumentType, document_number))
      done.numbers += 1
    }
    if (rows.length < BATCH) break
  }
  const keys = await keysOf(tx, to, 'document')
  for (let after = ''; ;) {
    const ids = await documentIdsAfter(tx, after, BATCH)
    for (const id of ids) {
      after = id
      const picture = await readDocument(dataDir, id, keys).catch((error: unknown) => {
        // A picture that is gone from the disk is found by nothing, with either secret.
        if (error instanceof AppError && error.code === 'NOT_FOUND') return null
        throw error
      })
      if (picture === null) continue
      await setFingerprint(tx, id, fingerprintOf(to, picture))
      done.pictures += 1
    }
    if (ids.length < BATCH) break
  }
  return done
}
