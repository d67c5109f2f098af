import { Readable } from 'node:stream'
import { recordAudit } from '../audit/index.ts'
import type { StaffDoer } from '../cases/index.ts'
import { recordSecurityEvent } from '../identity/index.ts'
import { AppError, type FileAnswer, found, inTx, keysOf, timestamp } from '../platform/index.ts'
import { getAgent } from '../staff/index.ts'
import { chinaClock } from '../wallet/index.ts'
import type { VerificationDeps } from './deps.ts'
import { type DocumentRow, findDocument } from './documents/queries.ts'
import { readDocument } from './documents/vault-files.ts'
import { watermark } from './documents/watermark.ts'
import { findVerification } from './queries.ts'
import { doerOf } from './review-verification.ts'
import { findRecovery } from './recoveries/queries.ts'
import { hasInHand } from './recoveries/wire.ts'
import { isInHand } from './wire.ts'

/** What a picture was sent for, and whose account it is about. Throws NOT_FOUND for one that was not sent in. */
const matterOf = async (
  { db }: VerificationDeps,
  document: DocumentRow,
  staffId: string,
): Promise<{ subject: string; customer_id: string | null; mine: boolean }> => {
  if (document.recovery_id !== null) {
    const row = found(await findRecovery(db, document.recovery_id))
    return { subject: row.id, customer_id: row.customer_id, mine: hasInHand(row, staffId) }
  }
  const row = found(document.verification_id === null ? null : await findVerification(db, document.verification_id))
  return { subject: row.id, customer_id: row.customer_id, mine: isInHand(row, staffId) }
}

/**
 * A picture for the colleague who has its review in hand, with their badge, name and the time across it. Each look is recorded, and stands in the customer's list
 * of security events. Never kept by a browser. Throws NOT_FOUND, REVIEW_NOT_YOURS.
 */
export const viewIdentityDocument = async (
  deps: VerificationDeps,
  asked: { document_id: string; staff: StaffDoer },
): Promise<FileAnswer> => {
  const { db, config, dataDir } = deps
  const { staff } = asked
  const document = found(await findDocument(db, asked.document_id))
  const { subject, customer_id, mine } = await matterOf(deps, document, staff.id)
  if (!mine) throw new AppError('REVIEW_NOT_YOURS')
  const { name, badge } = await getAgent(db, staff.id)
  const { date, time } = chinaClock(timestamp())
  const keys = await keysOf(db, config.TOPAY_SECRET, 'document')
  const picture = await readDocument(dataDir, document.id, keys)
  const shown = await watermark(picture, `${badge} ${name.zh} ${name.en} ${date} ${time}`)
  await inTx(db, async (tx) => {
    if (customer_id !== null) await recordSecurityEvent(tx, { customer_id, kind: 'identity_viewed', detail: badge })
    const detail = { document_id: document.id, kind: document.kind }
    await recordAudit(tx, { doer: doerOf(staff), action: 'identity_document.viewed', subject, detail })
  })
  return {
    stream: Readable.from([shown]),
    media_type: 'image/jpeg',
    size: shown.length,
    name: `${document.id}.jpg`,
    cache: 'no-store',
  }
}
