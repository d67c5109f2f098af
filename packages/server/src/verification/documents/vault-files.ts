import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, decrypt, encrypt } from '../../platform/index.ts'

const folderOf = (dataDir: string): string => join(dataDir, 'vault', 'documents')
const pathOf = (dataDir: string, id: string): string => join(folderOf(dataDir), id)

/** Writes a document, encrypted and bound to its id; when this returns it is on disk. */
export const writeDocument = async (dataDir: string, id: string, key: Buffer, content: Buffer): Promise<void> => {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const arriving = join(folder, `arriving-${randomUUID()}`)
  try {
    const handle = await open(arriving, 'wx', 0o600)
    try {
      await handle.writeFile(encrypt(key, id, content))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(arriving, pathOf(dataDir, id))
  } finally {
    await rm(arriving, { force: true })
  }
}

/** A document in clear. NOT_FOUND when it is gone from the disk; throws when key, id or a byte is another. */
export const readDocument = async (dataDir: string, id: string, key: Buffer): Promise<Buffer> => {
  const sealed = await readFile(pathOf(dataDir, id)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new AppError('NOT_FOUND')
    throw error
  })
  return decrypt(key, id, sealed)
}

/** Deletes documents from the disk; those that are gone already are no matter. */
export const removeDocuments = async (dataDir: string, ids: readonly string[]): Promise<void> => {
  for (const id of ids) await rm(pathOf(dataDir, id), { force: true })
}

/** Names of the files that are at least this old (ms by the disk's own clock), for a look at which of them belong to nothing any more. */
export const listDocuments = async (dataDir: string, olderThanMs: number): Promise<string[]> => {
  const names = await readdir(folderOf(dataDir)).catch(() => [])
  const old: string[] = []
  for (const name of names) {
    const about = await stat(pathOf(dataDir, name)).catch(() => null)
    if (about?.isFile() === true && Date.now() - about.mtimeMs >= olderThanMs) old.push(name)
  }
  return old
}
