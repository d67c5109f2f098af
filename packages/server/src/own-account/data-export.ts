import { Readable } from 'node:stream'
import { strToU8, zip } from 'fflate'
import type { DataExport, Verification } from '@topay/contract'
import {
  accountFactor,
  checkOwnPassword,
  type FactorAnswer,
  type OwnRequest,
  requireFactor,
  tellOfChange,
} from '../identity/index.ts'
import {
  AppError,
  currentKey,
  type Db,
  enqueue,
  type FileAnswer,
  found,
  fromNow,
  inTx,
  keysOf,
  newId,
  readSealedFile,
  removeSealedFiles,
  type SealedFolder,
  timestamp,
  writeSealedFile,
} from '../platform/index.ts'
import type { OwnAccountDeps } from './deps.ts'
import { ownData } from './export-queries.ts'
import { ownDataPolicy } from './policy.ts'
import { endExport, expireExports, insertExport, selectExport, selectExports } from './queries.ts'

export const PREPARE = 'own-account:export'
const SHOWN = 10

export const exportsFolder = (dataDir: string): SealedFolder => ({ dataDir, folder: 'exports' })

/** Files that a customer asked for, the latest first. */
export const listDataExports = (db: Db, customerId: string): Promise<DataExport[]> =>
  selectExports(db, customerId, SHOWN)

/**
 * Has everything that is kept about a customer made into one file. Asked while one is being made it answers with that one.
 * Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED, FACTOR_NEEDED, CODE_WRONG.
 */
export const exportMyData = async (
  deps: OwnAccountDeps,
  own: OwnRequest,
  given: { password: string; verification?: Verification | undefined },
): Promise<DataExport> => {
  const { customer_id } = own
  const { password, verification } = given
  await checkOwnPassword(deps.db, { customer_id, session_id: own.origin.session_id, password })
  const asked = await inTx(deps.db, async (tx): Promise<{ factor: FactorAnswer; made?: DataExport | undefined }> => {
    const factor = await accountFactor(tx, deps.config, { customer_id, operation: 'export_data', verification })
    if (factor !== 'ok') return { factor }
    const made = await insertExport(tx, { id: newId('data_export'), customer_id })
    if (made) {
      await enqueue(tx, PREPARE, { data_export_id: made.id }, { maxAttempts: 5 })
      await tellOfChange(tx, deps, own, { kind: 'data_exported', action: 'customer.data_exported' })
    }
    return { factor, made: made ?? (await selectExports(tx, customer_id, 1))[0] }
  })
  requireFactor(asked.factor)
  return found(asked.made)
}

const zipped = (files: Record<string, Uint8Array>): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    zip(files, { level: 6 }, (error, data) => {
      if (error) reject(error)
      else resolve(data)
    })
  })

const README = `Your data at Topay / 您在 Topay 的数据

One JSON file a subject; times are UTC, amounts in minor units (fen).
每类数据一个 JSON 文件；时间为 UTC，金额单位为分。
`

/** Makes the file of an export; the job of `exportMyData`. */
export const prepareExport = async (deps: OwnAccountDeps, id: string): Promise<void> => {
  const { db, config, dataDir } = deps
  const row = await selectExport(db, id)
  if (row?.status !== 'preparing') return
  const files: Record<string, Uint8Array> = { 'README.txt': strToU8(README) }
  for (const [name, read] of Object.entries(ownData(db, row.customer_id)))
    files[`${name}.json`] = strToU8(`${JSON.stringify(await read(), null, 2)}\n`)
  const content = Buffer.from(await zipped(files))
  const { id: key_id, key } = await currentKey(db, config.TOPAY_SECRET, 'document')
  await writeSealedFile(exportsFolder(dataDir), id, key, content)
  const expires_at = fromNow((await ownDataPolicy.read(db)).export_life_ms)
  const ended = await endExport(db, id, { status: 'ready', expires_at, size: content.length, key_id })
  // The account was closed meanwhile.
  if (!ended) await removeSealedFiles(exportsFolder(dataDir), [id])
}

/** The file of an export. Throws NOT_FOUND for one that is somebody else's, EXPORT_NOT_READY. */
export const downloadDataExport = async (deps: OwnAccountDeps, customerId: string, id: string): Promise<FileAnswer> => {
  const { db, config, dataDir } = deps
  const row = await selectExport(db, id)
  if (row?.customer_id !== customerId) throw new AppError('NOT_FOUND')
  if (row.status !== 'ready' || row.expires_at === null || row.expires_at <= timestamp())
    throw new AppError('EXPORT_NOT_READY')
  const content = await readSealedFile(exportsFolder(dataDir), id, await keysOf(db, config.TOPAY_SECRET, 'document'))
  const day = row.requested_at.slice(0, 10)
  return {
    stream: Readable.from([content]),
    media_type: 'application/zip',
    size: content.length,
    name: `topay-${day}.zip`,
    cache: 'no-store',
  }
}

/** Deletes files whose time is over. */
export const deleteOldExports = async ({ db, dataDir }: OwnAccountDeps): Promise<void> => {
  const { export_stuck_ms } = await ownDataPolicy.read(db)
  await removeSealedFiles(exportsFolder(dataDir), await expireExports(db, export_stuck_ms))
}
