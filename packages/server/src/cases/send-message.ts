import type { Message } from '@topay/contract'
import { ownFiles, type Tx } from '../platform/index.ts'
import { caseChanged } from './case-events.ts'
import { afterMove } from './case-states.ts'
import { mayServe } from './people.ts'
import { isNameless, storable, subjectOf } from './text.ts'
import { openThread, post, postEvent, publishThread, sentBefore } from './thread.ts'

export type CustomerMessage = {
  case_id: string
  customer_id: string
  text: string
  /** Ids of files that the customer uploaded. */
  attachments: string[]
  /** Made by the sender: a message that is sent again with it is stored once. */
  client_id: string | null
}

/**
 * A customer's message. It reopens a closed case, ends the waiting for the customer, and starts the clock of the answer when it is not running.
 * Throws NOT_FOUND, FILE_MISSING, IDEMPOTENCY_KEY_REUSED.
 */
export const sendMessage = async (tx: Tx, sent: CustomerMessage): Promise<Message> => {
  const thread = await openThread(tx, sent.case_id, sent.customer_id)
  const text = storable(sent.text)
  const content = { kind: 'text' as const, author_id: sent.customer_id, client_id: sent.client_id, text }
  const stored = await sentBefore(tx, thread, { ...content, attachments: sent.attachments })
  if (stored) return stored
  const files = await ownFiles(tx, `customer:${sent.customer_id}`, sent.attachments)
  const { row: before, at } = thread
  const status = afterMove(before.status, 'customer_writes')
  if (before.status === 'closed') {
    // Back to whoever had it, or into the queue when they have left.
    const stays = before.assignee_id !== null && (await mayServe(tx, before.assignee_id))
    const change = { status, closed_at: null, close_reason: null, reopened_at: at }
    await postEvent(tx, thread, { type: 'reopened' }, stays ? change : { ...change, assignee_id: null })
  }
  const message = await post(
    tx,
    thread,
    { ...content, author: 'customer', files },
    {
      status,
      waiting_since: before.waiting_since ?? at,
      ...(isNameless(before) && text !== '' && { subject: subjectOf(text) }),
    },
  )
  if (status !== before.status) thread.events.push(...caseChanged(thread.row))
  await publishThread(tx, thread)
  return message
}
