import { type Db, enqueue, fromNow, HOUR, inTx, timestamp, type Tx } from '../../platform/index.ts'
import { documentPolicy } from '../policy.ts'
import { keptDocuments, markDeleted, staleDocuments } from './queries.ts'
import { listDocuments, removeDocuments } from './vault-files.ts'

/** Name of the job that takes deleted pictures from the disk. */
export const PURGE = 'verification:purge_documents'

/** A file that belongs to nothing is left alone for so long: its row may be on its way. */
const ORPHAN_AGE = HOUR
const BATCH = 200

/** Deletes pictures: in the database now, from the disk by a job of the same transaction. */
export const deleteDocuments = async (tx: Tx, documents: readonly { id: string }[]): Promise<void> => {
  const ids = documents.map(({ id }) => id)
  if (ids.length === 0) return
  await markDeleted(tx, ids, timestamp())
  await enqueue(tx, PURGE, { ids })
}

/** Takes from the disk what was deleted; one that is kept after all stays. */
export const purgeDocuments = async (deps: { db: Db; dataDir: string }, ids: readonly string[]): Promise<void> => {
  const kept = await keptDocuments(deps.db, ids)
  await removeDocuments(
    deps.dataDir,
    ids.filter((id) => !kept.has(id)),
  )
}

/** Deletes what has been kept long enough, and files that nothing points to, such as those of a crash between file and row. */
export const deleteStaleDocuments = async (deps: { db: Db; dataDir: string }): Promise<void> => {
  const policy = await documentPolicy.read(deps.db)
  const before = { unsent: fromNow(-policy.keep_unsent_ms), decided: fromNow(-policy.keep_decided_ms) }
  for (;;) {
    const stale = await staleDocuments(deps.db, before, BATCH)
    if (stale.length === 0) break
    await inTx(deps.db, (tx) => markDeleted(tx, stale, timestamp()))
    await removeDocuments(deps.dataDir, stale)
  }
  await purgeDocuments(deps, await listDocuments(deps.dataDir, ORPHAN_AGE))
}
