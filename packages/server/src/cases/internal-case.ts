import type { CustomerCase, LocalizedText } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { type Doer, newId, timestamp, type Tx } from '../platform/index.ts'
import { caseChanged } from './case-events.ts'
import type { InternalKindName, MatterRecord } from './case-kind.ts'
import { newCaseNumber } from './case-number.ts'
import { close } from './close-case.ts'
import { findOpenInternalCase, insertCase, lockMatter } from './queries.ts'
import { storable } from './text.ts'
import { openThread, post, postEvent, publishThread, type Thread } from './thread.ts'

/** Both languages, since colleagues of either read the same note. */
const inBoth = ({ zh, en }: LocalizedText): string => storable(`${zh}\n${en}`)

export type NewInternalCase = {
  /** The kind that knows the matter, and its id of it. */
  kind: InternalKindName
  reference: string
  subject: string
  topic: CustomerCase['topic']
  /** What was found, as the first note. */
  text: LocalizedText
  /** Whom it is about; they never see it. */
  customer_id?: string | null
}

/**
 * Opens a case among colleagues: in the inbox like any other, and seen by no customer. There is one open case per matter: asked again it answers with that
 * one. Its events are published at once, so call it last in a transaction. Returns the id of the case.
 */
export const openInternalCase = async (tx: Tx, wanted: NewInternalCase): Promise<string> => {
  const { kind, reference } = wanted
  await lockMatter(tx, 'internal', kind, reference)
  const existing = await findOpenInternalCase(tx, kind, reference)
  if (existing) return existing.id
  const at = timestamp()
  const row = await insertCase(tx, {
    id: newId('case'),
    number: await newCaseNumber(tx, at),
    customer_id: wanted.customer_id ?? null,
    topic: wanted.topic,
    channel: 'chat',
    kind,
    reference,
    subject: wanted.subject,
    opened_at: at,
    waiting_since: at,
    internal: true,
  })
  const thread: Thread = { row, at, events: caseChanged(row) }
  await postEvent(tx, thread, { type: 'opened' })
  await post(tx, thread, { kind: 'note', author: 'system', text: inBoth(wanted.text) })
  await publishThread(tx, thread)
  return row.id
}

/**
 * Brings an internal case to whoever looks after all of them: urgent from now on, with a note that says why. A closed case stays as it is. Publishes its
 * events: call it last in a transaction. Throws NOT_FOUND.
 */
export const escalateInternalCase = async (
  tx: Tx,
  wanted: { case_id: string; text: LocalizedText; doer: Doer },
): Promise<void> => {
  const thread = await openThread(tx, wanted.case_id)
  if (thread.row.status === 'closed') return
  const note = { kind: 'note', author: 'system', text: inBoth(wanted.text) } as const
  await post(tx, thread, note, { priority: 'urgent' })
  thread.events.push(...caseChanged(thread.row))
  await recordAudit(tx, { doer: wanted.doer, action: 'case.escalated', subject: thread.row.id })
  await publishThread(tx, thread)
}

/** Adds what became of the matter to its case as a note, also to a closed one. Publishes its events: call it last in a transaction. Throws NOT_FOUND. */
export const noteInternalCase = async (tx: Tx, wanted: { case_id: string; text: LocalizedText }): Promise<void> => {
  const thread = await openThread(tx, wanted.case_id)
  await post(tx, thread, { kind: 'note', author: 'system', text: inBoth(wanted.text) })
  await publishThread(tx, thread)
}

/**
 * Closes an internal case because its matter is cleared up, whoever has it in hand, with a last note that says how. A case that is closed already stays as
 * it is. `record` goes into the audit record with it. Publishes its events: call it last in a transaction. Throws NOT_FOUND.
 */
export const closeInternalCase = async (
  tx: Tx,
  wanted: {
    case_id: string
    doer: Doer
    text: string
    record?: MatterRecord
  },
): Promise<void> => {
  const { doer } = wanted
  const thread = await openThread(tx, wanted.case_id)
  if (wanted.record) await recordAudit(tx, { doer, ...wanted.record })
  if (thread.row.status === 'closed') return
  const author =
    doer.kind === 'staff' ? { author: 'staff' as const, author_id: doer.id } : { author: 'system' as const }
  await post(tx, thread, { ...author, kind: 'note', text: storable(wanted.text) })
  await close(tx, thread, 'solved')
  await recordAudit(tx, { doer, action: 'case.closed', subject: thread.row.id, detail: { reason: 'solved' } })
  await publishThread(tx, thread)
}
