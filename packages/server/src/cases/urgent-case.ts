import { type CustomerCase, type LocalizedText } from '@topay/contract'
import { customerLocale } from '../identity/index.ts'
import { newId, timestamp, type Tx } from '../platform/index.ts'
import { caseChanged } from './case-events.ts'
import { newCaseNumber } from './case-number.ts'
import { findOpenUrgentCase, insertCase, lockMatter } from './queries.ts'
import { storable } from './text.ts'
import { post, postEvent, publishThread, type Thread } from './thread.ts'

export type NewUrgentCase = {
  customer_id: string
  topic: CustomerCase['topic']
  /** What the case is called, in the customer's language. */
  subject: LocalizedText
  /** What happened, as the first note: colleagues of either language read it. */
  note: LocalizedText
}

/**
 * Opens a case of a customer whose money or account is in danger: it stands before all others that wait. There is one open per customer and topic: asked
 * again it answers with that one. Its events are published at once, so call it last in a transaction.
 */
export const openUrgentCase = async (
  tx: Tx,
  wanted: NewUrgentCase,
): Promise<{ case_id: string; case_number: string }> => {
  const { customer_id, topic, subject, note } = wanted
  await lockMatter(tx, customer_id, 'urgent', topic)
  const existing = await findOpenUrgentCase(tx, customer_id, topic)
  if (existing) return { case_id: existing.id, case_number: existing.number }
  const at = timestamp()
  const row = await insertCase(tx, {
    id: newId('case'),
    number: await newCaseNumber(tx, at),
    customer_id,
    topic,
    channel: 'chat',
    kind: null,
    reference: null,
    subject: (await customerLocale(tx, customer_id)) === 'en' ? subject.en : subject.zh,
    opened_at: at,
    waiting_since: at,
    priority: 'urgent',
  })
  const thread: Thread = { row, at, events: caseChanged(row) }
  await postEvent(tx, thread, { type: 'opened' })
  await post(tx, thread, { kind: 'note', author: 'system', text: storable(`${note.zh}\n${note.en}`) })
  await publishThread(tx, thread)
  return { case_id: row.id, case_number: row.number }
}
