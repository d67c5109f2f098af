import { allows, type Attachment } from '@topay/contract'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import {
  type Actor,
  AppError,
  type Db,
  type FileAnswer,
  found,
  getFile,
  inTx,
  openFile,
  storeFile,
} from '../platform/index.ts'
import { recordAudit } from '../audit/index.ts'
import { caseHasFile, customerHasFile, findCase } from './queries.ts'
import { doerOf, type StaffDoer } from './staff-doer.ts'

export type FileStore = { db: Db; dataDir: string }

/** Takes a file that its uploader may then attach to a message. Throws FILE_TYPE_REFUSED, BODY_TOO_LARGE, PERMISSION_MISSING. */
export const uploadFile = async (
  store: FileStore,
  actor: Extract<Actor, { realm: 'customer' | 'staff' }>,
  upload: { name: string; content: Readable | undefined },
): Promise<z.infer<typeof Attachment>> => {
  if (actor.realm === 'staff' && !allows(actor.roles, 'cases.reply')) throw new AppError('PERMISSION_MISSING')
  const { id, name, media_type, size } = await storeFile(store, {
    name: upload.name,
    owner: `${actor.realm}:${actor.id}`,
    content: upload.content ?? Readable.from([]),
  })
  return { file_id: id, name, media_type, size }
}

/** A file for a customer: one that they uploaded, or one from their conversations. Throws NOT_FOUND for all others. */
export const openCustomerFile = async (store: FileStore, customerId: string, fileId: string): Promise<FileAnswer> => {
  const file = await getFile(store.db, fileId)
  if (file.owner !== `customer:${customerId}` && !(await customerHasFile(store.db, customerId, fileId)))
    throw new AppError('NOT_FOUND')
  return openFile(store.dataDir, file)
}

/**
 * A file from a case for staff: for the one who has the case; whoever may open all panels may too, which is recorded.
 * Throws NOT_FOUND, CASE_NOT_YOURS.
 */
export const openCaseFile = async (
  store: FileStore,
  staff: StaffDoer,
  asked: { case_id: string; file_id: string },
): Promise<FileAnswer> => {
  const row = found(await findCase(store.db, asked.case_id))
  const file = await getFile(store.db, asked.file_id)
  if (!(await caseHasFile(store.db, row.id, file.id))) throw new AppError('NOT_FOUND')
  if (row.assignee_id !== staff.id && file.owner !== `staff:${staff.id}`) {
    if (!allows(staff.roles, 'cases.panel_any')) throw new AppError('CASE_NOT_YOURS')
    await inTx(store.db, (tx) =>
      recordAudit(tx, {
        doer: doerOf(staff),
        action: 'case.file_opened',
        subject: row.id,
        detail: { file_id: file.id },
      }),
    )
  }
  return openFile(store.dataDir, file)
}
