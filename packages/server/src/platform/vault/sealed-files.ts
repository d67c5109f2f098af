import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../app-error.ts'
import { decryptWithAny, encrypt } from './vault.ts'

/** Files of one kind in the vault of the data folder, encrypted and named by the id of their row. */
export type SealedFolder = { dataDir: string; folder: 'documents' | 'exports' }

const folderOf = ({ dataDir, folder }: SealedFolder): string => join(dataDir, 'vault', folder)
const pathOf = (place: SealedFolder, id: string): string => join(folderOf(place), id)

/** Writes a file, encrypted and bound to its id; when this returns it is on disk. */
export const writeSealedFile = async (place: SealedFolder, id: string, key: Buffer, content: Buffer): Promise<void> => {
  await mkdir(folderOf(place), { recursive: true, mode: 0o700 })
  const arriving = pathOf(place, `arriving-${randomUUID()}`)
  try {
    const handle = await open(arriving, 'wx', 0o600)
    try {
      await handle.writeFile(encrypt(key, id, content))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(arriving, pathOf(place, id))
  } finally {
    await rm(arriving, { force: true })
  }
}

/** A file in clear, opened with the one of the keys that sealed it. NOT_FOUND when it is gone from the disk; throws when key, id or a byte is another. */
export const readSealedFile = async (place: SealedFolder, id: string, keys: readonly Buffer[]): Promise<Buffer> => {
  const sealed = await readFile(pathOf(place, id)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new AppError('NOT_FOUND')
    throw error
  })
  return decryptWithAny(keys, id, sealed).plain
}

/** Deletes files from the disk; those that are gone already are no matter. */
export const removeSealedFiles = async (place: SealedFolder, ids: readonly string[]): Promise<void> => {
  for (const id of ids) await rm(pathOf(place, id), { force: true })
}

/** Names of the files that are at least this old (ms by the disk's own clock), for a look at which of them belong to nothing any more. */
export const listSealedFiles = async (place: SealedFolder, olderThanMs: number): Promise<string[]> => {
  const names = await readdir(folderOf(place)).catch(() => [])
  const old: string[] = []
  for (const name of names) {
    const about = await stat(pathOf(place, name)).catch(() => null)
    if (about?.isFile() === true && Date.now() - about.mtimeMs >= olderThanMs) old.push(name)
  }
  return old
}
