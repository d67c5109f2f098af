import type { Tx } from '../platform/index.ts'

export const verificationsAfter = (tx: Tx, id: string, limit: number) =>
  tx
    .selectFrom('verification')
    .select(['id', 'document_type', 'legal_name', 'document_number'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute()

export const setNumberFingerprint = async (tx: Tx, id: string, number_fingerprint: Buffer): Promise<void> => {
  await tx.updateTable('verification').set({ number_fingerprint }).where('id', '=', id).execute()
}

export const documentIdsAfter = async (tx: Tx, id: string, limit: number): Promise<string[]> =>
  (
    await tx
      .selectFrom('identity_document')
      .select('id')
      .where('id', '>', id)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .limit(limit)
      .execute()
  ).map((row) => row.id)

export const setFingerprint = async (tx: Tx, id: string, fingerprint: Buffer): Promise<void> => {
  await tx.updateTable('identity_document').set({ fingerprint }).where('id', '=', id).execute()
}
