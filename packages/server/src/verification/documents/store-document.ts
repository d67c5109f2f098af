import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import type { DocumentChecks, IdentityDocument, Output } from '@topay/contract'
import { AppError, currentKey, DAY, fromNow, inTx, newId, timestamp, type Tx } from '../../platform/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { documentPolicy } from '../policy.ts'
import { lockOwner } from '../queries.ts'
import { deleteDocuments } from './delete-documents.ts'
import { readPicture } from './picture.ts'
import { countUploads, type DocumentOwner, type DocumentRow, insertDocument, waitingDocuments } from './queries.ts'
import { removeDocuments, writeDocument } from './vault-files.ts'

const MAX_BYTES = 10 * 1024 * 1024

const receive = async (content: Readable): Promise<Buffer> => {
  const parts: Buffer[] = []
  let size = 0
  // The stream is left open on a refusal, or the connection would be gone before the answer is sent.
  const chunks: AsyncIterable<Buffer> = content.iterator({ destroyOnReturn: false })
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_BYTES) throw new AppError('BODY_TOO_LARGE')
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/** Knows a picture again without saying anything of it. */
export const fingerprintOf = (secret: string, picture: Buffer): Buffer =>
  createHmac('sha256', secret).update('identity document picture ').update(picture).digest()

export const toDocument = ({ id, kind, size, uploaded_at }: DocumentRow): IdentityDocument => ({
  id,
  kind,
  size,
  uploaded_at,
})

type Upload = {
  owner: DocumentOwner
  kind: DocumentRow['kind']
  content: Readable | undefined
  allow?: (tx: Tx) => Promise<void>
}

/**
 * Takes a picture for one owner: looked at, made anew, encrypted with a key of the vault under its own id. It replaces one of the same kind that waits.
 * The answer has hints for a better one; `seen_before`: the owner sent the same for another kind. What is known from other accounts is for the reviewer, not
 * for whoever uploads. `allow` is asked in the transaction, with the owner locked, before anything is kept.
 * Throws FILE_TYPE_REFUSED, BODY_TOO_LARGE, DOCUMENTS_MANY, and what `allow` throws.
 */
export const storeDocument = async (
  deps: VerificationDeps,
  upload: Upload,
): Promise<Output<'uploadIdentityDocument'>> => {
  try {
    return await store(deps, upload)
  } finally {
    // What was not read of a refused file is thrown away: its sender listens for the answer only when all is sent.
    upload.content?.resume()
  }
}

const store = async (deps: VerificationDeps, upload: Upload): Promise<Output<'uploadIdentityDocument'>> => {
  const { db, config, dataDir } = deps
  const { owner, kind } = upload
  const policy = await documentPolicy.read(db)
  const requireAllowed = async (tx: Tx): Promise<void> => {
    await lockOwner(tx, owner.customer_id ?? owner.recovery_id)
    await upload.allow?.(tx)
    if ((await countUploads(tx, owner, fromNow(-DAY))) >= policy.uploads_per_day) throw new AppError('DOCUMENTS_MANY')
  }
  // Asked twice: before the work, and again with what happened meanwhile.
  await inTx(db, requireAllowed)
  const { jpeg, look, problems } = await readPicture(await receive(upload.content ?? Readable.from([])), policy)
  const fingerprint = fingerprintOf(config.TOPAY_SECRET, jpeg)
  const id = newId('document')
  const { id: key_id, key } = await currentKey(db, config.TOPAY_SECRET, 'document')
  await writeDocument(dataDir, id, key, jpeg)
  try {
    return await inTx(db, async (tx) => {
      await requireAllowed(tx)
      const waiting = await waitingDocuments(tx, owner)
      await deleteDocuments(
        tx,
        waiting.filter((document) => document.kind === kind),
      )
      const document = { id, kind, size: jpeg.length, uploaded_at: timestamp() }
      await insertDocument(tx, { ...owner, ...document, media_type: 'image/jpeg', key_id, fingerprint, look })
      const twice = waiting.some((other) => other.kind !== kind && other.fingerprint.equals(fingerprint))
      const all: DocumentChecks['problems'] = twice ? [...problems, 'seen_before'] : problems
      return { document, checks: { ok: all.length === 0, problems: all } }
    })
  } catch (error) {
    await removeDocuments(dataDir, [id])
    throw error
  }
}
