import type { CustomerCase } from '@topay/contract'
import { newId, timestamp, type Tx } from '../platform/index.ts'
import { caseChanged } from './case-events.ts'
import type { CaseKindName, CaseKinds } from './case-kind.ts'
import { newCaseNumber } from './case-number.ts'
import { findOpenCaseAbout, insertCase, lockMatter } from './queries.ts'
import { sendMessage } from './send-message.ts'
import { customerLocale } from '../identity/index.ts'
import { namelessSubject, storable, subjectOf } from './text.ts'
import { post, postEvent, publishThread, type Thread } from './thread.ts'

export type NewCase = {
  customer_id: string
  topic: CustomerCase['topic']
  channel?: CustomerCase['channel']
  /** What the case is about, when a kind of case knows it. */
  matter?: { kind: CaseKindName; reference: string }
  text?: string
  /** `urgent`: money or an account is in danger now. */
  priority?: CustomerCase['priority']
}

/**
 * Opens a case: its first messages are the event, the card of the matter and the customer's first words. There is one open case per matter: asking again
 * answers with that one, and adds the text to it. Returns the id of the case. Throws NOT_FOUND when the matter is not this customer's.
 */
export const openCase = async (tx: Tx, kinds: CaseKinds, wanted: NewCase): Promise<string> => {
  const { customer_id, matter } = wanted
  const kind = matter && kinds[matter.kind]
  const context = matter && (await kind?.context(tx, customer_id, matter.reference))
  if (matter) {
    await lockMatter(tx, customer_id, matter.kind, matter.reference)
    const existing = await findOpenCaseAbout(tx, customer_id, matter.kind, matter.reference)
    if (existing) {
      if (wanted.text !== undefined)
        await sendMessage(tx, {
          case_id: existing.id,
          customer_id,
          text: wanted.text,
          attachments: [],
          client_id: null,
        })
      return existing.id
    }
  }
  const at = timestamp()
  const text = wanted.text === undefined ? undefined : storable(wanted.text)
  const topic = wanted.topic === 'other' && kind ? kind.topic : wanted.topic
  const words = text === undefined ? '' : subjectOf(text)
  const row = await insertCase(tx, {
    id: newId('case'),
    number: await newCaseNumber(tx, at),
    customer_id,
    topic,
    channel: wanted.channel ?? 'chat',
    kind: matter?.kind ?? null,
    reference: matter?.reference ?? null,
    subject: context?.subject || words || namelessSubject(topic, await customerLocale(tx, customer_id)),
    opened_at: at,
    // Somebody waits from here on, also when they have not said a word yet.
    waiting_since: at,
    priority: wanted.priority ?? 'normal',
  })
  const thread: Thread = { row, at, events: caseChanged(row) }
  await postEvent(tx, thread, { type: 'opened' })
  const author = { author: 'customer' as const, author_id: customer_id }
  if (context) await post(tx, thread, { ...author, kind: 'card', card: context.card })
  if (text !== undefined) await post(tx, thread, { ...author, kind: 'text', text })
  await publishThread(tx, thread)
  return row.id
}
