import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileTypeFromFile } from 'file-type'
import { AppError, found } from '../app-error.ts'
import { timestamp } from '../clock.ts'
import type { Db } from '../database/database.ts'
import type { FileAnswer } from '../http/handler.ts'
import { newId } from '../ids.ts'

/** Largest file that is taken, in bytes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024

/** The types that are taken, and the endings their names get. */
const endings: Record<string, readonly string[]> = {
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/webp': ['.webp'],
  'image/gif': ['.gif'],
  'application/pdf': ['.pdf'],
}

/** A stored file; `owner` is who uploaded it, as `<realm>:<id>`. */
export type StoredFile = { id: string; sha256: string; size: number; media_type: string; name: string; owner: string }

const contentPath = (dataDir: string, sha256: string): string => join(dataDir, 'files', sha256.slice(0, 2), sha256)

/** A name that says what the content is, whatever the sender called it: no path, and an ending that fits the type. */
export const safeName = (name: string, mediaType: string): string => {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).trim()
  const fitting = endings[mediaType] ?? []
  return fitting.some((ending) => base.toLowerCase().endsWith(ending)) ? base : `${base || 'file'}${fitting[0] ?? ''}`
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes the bytes to a temporary file on disk, counting and hashing on the way. Throws BODY_TOO_LARGE. */
const receive = async (path: string, content: Readable): Promise<{ sha256: string; size: number }> => {
  const hash = createHash('sha256')
  const handle = await open(path, 'wx', 0o600)
  let size = 0
  try {
    // The stream is left open on a refusal, or the connection would be gone before the answer is sent.
    const chunks: AsyncIterable<Buffer> = content.iterator({ destroyOnReturn: false })
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > MAX_FILE_BYTES) throw new AppError('BODY_TOO_LARGE')
      hash.update(chunk)
      await handle.appendFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), size }
}

/**
 * Takes a file: its type is found from its content (pictures and PDF only), its place from its hash, so the same content is kept once. It is written under a
 * temporary name and renamed when complete and on disk: a crash leaves no half file behind a row.
 * Throws FILE_TYPE_REFUSED, BODY_TOO_LARGE.
 */
export const storeFile = async (
  store: { db: Db; dataDir: string },
  upload: { name: string; owner: string; content: Readable },
): Promise<StoredFile> => {
  const arriving = join(store.dataDir, 'files', 'arriving')
  await mkdir(arriving, { recursive: true, mode: 0o700 })
  const temporary = join(arriving, randomUUID())
  try {
    const { sha256, size } = await receive(temporary, upload.content)
    const mediaType = (await fileTypeFromFile(temporary))?.mime
    if (mediaType === undefined || !(mediaType in endings)) throw new AppError('FILE_TYPE_REFUSED')
    const folder = join(store.dataDir, 'files', sha256.slice(0, 2))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rename(temporary, contentPath(store.dataDir, sha256))
    await syncFolder(folder)
    const file = {
      id: newId('file'),
      sha256,
      size,
      media_type: mediaType,
      name: safeName(upload.name, mediaType),
      owner: upload.owner,
    }
    await store.db
      .insertInto('file')
      .values({ ...file, created_at: timestamp() })
      .execute()
    return file
  } finally {
    await rm(temporary, { force: true })
  }
}

const columns = ['id', 'sha256', 'size', 'media_type', 'name', 'owner'] as const

/** The files of these ids that `owner` uploaded, in the order asked for; FILE_MISSING when one of them is not there or is somebody else's. */
export const ownFiles = async (db: Db, owner: string, ids: readonly string[]): Promise<StoredFile[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('file')
    .select(columns)
    .where('owner', '=', owner)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const file = byId.get(id)
    if (!file) throw new AppError('FILE_MISSING')
    return file
  })
}

/** A file by id; NOT_FOUND. Whether the asker may have it is for the caller to decide. */
export const getFile = async (db: Db, id: string): Promise<StoredFile> =>
  found(await db.selectFrom('file').select(columns).where('id', '=', id).executeTakeFirst())

/** The file as an answer of a route. NOT_FOUND when its content is gone from the disk. */
export const openFile = async (dataDir: string, file: StoredFile): Promise<FileAnswer> => {
  const handle = await open(contentPath(dataDir, file.sha256), 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new AppError('NOT_FOUND')
    throw error
  })
  return {
    stream: handle.createReadStream(),
    media_type: file.media_type,
    size: file.size,
    name: file.name,
  }
}
