import {
  listSealedFiles,
  readSealedFile,
  removeSealedFiles,
  type SealedFolder,
  writeSealedFile,
} from '../../platform/index.ts'

const place = (dataDir: string): SealedFolder => ({ dataDir, folder: 'documents' })

/** Writes a document, encrypted and bound to its id; when this returns it is on disk. */
export const writeDocument = (dataDir: string, id: string, key: Buffer, content: Buffer): Promise<void> =>
  writeSealedFile(place(dataDir), id, key, content)

/** A document in clear. NOT_FOUND when it is gone from the disk; throws when key, id or a byte is another. */
export const readDocument = (dataDir: string, id: string, keys: readonly Buffer[]): Promise<Buffer> =>
  readSealedFile(place(dataDir), id, keys)

/** Deletes documents from the disk; those that are gone already are no matter. */
export const removeDocuments = (dataDir: string, ids: readonly string[]): Promise<void> =>
  removeSealedFiles(place(dataDir), ids)

/** Names of the documents on disk that are at least this old, ms. */
export const listDocuments = (dataDir: string, olderThanMs: number): Promise<string[]> =>
  listSealedFiles(place(dataDir), olderThanMs)
