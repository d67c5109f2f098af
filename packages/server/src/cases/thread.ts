import type { Message } from '@topay/contract'
import { AppError, found, newId, publish, type StoredFile, timestamp, type Tx } from '../platform/index.ts'
import { messagePosted, type Publication } from './case-events.ts'
import {
  type CaseChange,
  type CaseRow,
  findMessageByClientId,
  insertMessage,
  isCaseOf,
  lockCase,
  takeMessageNumber,
  updateCase,
} from './queries.ts'
import { toMessage } from './to-wire.ts'

/** A case in the hands of one transaction: its row, locked, the moment of all that happens now, and the events that are published at the end. */
export type Thread = { row: CaseRow; at: string; events: Publication[] }

/** The thread of a row that is locked, or that this transaction has just made. */
export const threadOf = (row: CaseRow, events: Publication[] = []): Thread => ({ row, at: timestamp(), events })

/** Takes a case in hand. NOT_FOUND when there is none, or when it is not `customerId`'s. */
export const openThread = async (tx: Tx, caseId: string, customerId?: string): Promise<Thread> => {
  const row = found(await lockCase(tx, caseId))
  if (customerId !== undefined && !isCaseOf(row, customerId)) throw new AppError('NOT_FOUND')
  return threadOf(row)
}

type Content = Partial<Pick<Message, 'text' | 'card' | 'event'>> & {
  kind: Message['kind']
  author: Message['author']
  author_id?: string
  client_id?: string | null
  files?: StoredFile[]
}

/** Numbers and stores a message, together with what else changes in the case. */
export const post = async (tx: Tx, thread: Thread, content: Content, change: CaseChange = {}): Promise<Message> => {
  const { at } = thread
  thread.row = await takeMessageNumber(tx, thread.row.id, content.kind !== 'note' && !thread.row.internal, {
    ...change,
    updated_at: at,
  })
  const stored = await insertMessage(tx, {
    case_id: thread.row.id,
    seq: thread.row.last_seq,
    id: newId('message'),
    author: content.author,
    author_id: content.author_id ?? null,
    kind: content.kind,
    text: content.text ?? '',
    card: content.card ?? null,
    event: content.event ?? null,
    attachments: (content.files ?? []).map(({ id, name, media_type, size }) => ({
      file_id: id,
      name,
      media_type,
      size,
    })),
    client_id: content.client_id ?? null,
    created_at: at,
  })
  const message = await toMessage(tx, stored)
  thread.events.push(...messagePosted(thread.row, message))
  return message
}

/** Something that happened, as a line in the conversation. */
export const postEvent = (
  tx: Tx,
  thread: Thread,
  event: NonNullable<Message['event']>,
  change: CaseChange = {},
): Promise<Message> => post(tx, thread, { kind: 'event', author: 'system', event }, change)

/** Changes the row without a message. */
export const change = async (tx: Tx, thread: Thread, columns: CaseChange): Promise<void> => {
  thread.row = await updateCase(tx, thread.row.id, { ...columns, updated_at: thread.at })
}

/** Publishes what happened; the last step of the transaction, because streams are locked from here to its end. */
export const publishThread = (tx: Tx, thread: Thread): Promise<void> => publish(tx, thread.events)

/**
 * The message that was stored under this author's `client_id` before, or undefined. The same key and content is a retry; other content under the same key
 * throws IDEMPOTENCY_KEY_REUSED. Asked with the case locked, so a retry that runs beside the first try waits for it.
 */
export const sentBefore = async (
  tx: Tx,
  thread: Thread,
  sent: { author_id: string; client_id: string | null; kind: Message['kind']; text: string; attachments: string[] },
): Promise<Message | undefined> => {
  if (sent.client_id === null) return undefined
  const stored = await findMessageByClientId(tx, thread.row.id, sent.author_id, sent.client_id)
  if (!stored) return undefined
  const message = await toMessage(tx, stored)
  const same =
    message.kind === sent.kind &&
    message.text === sent.text &&
    message.attachments.length === sent.attachments.length &&
    message.attachments.every(({ file_id }, index) => file_id === sent.attachments[index])
  if (!same) throw new AppError('IDEMPOTENCY_KEY_REUSED')
  return message
}
