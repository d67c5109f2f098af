import type { Message } from '@topay/contract'
import type { Tx } from '../platform/index.ts'
import type { Publication } from './case-events.ts'
import type { CaseKindName } from './case-kind.ts'
import { lockOpenCasesAbout } from './queries.ts'
import { postEvent, threadOf } from './thread.ts'

/**
 * Posts something that happened to a matter into all open cases of a customer about it, in the transaction where it happened. The caller publishes the events
 * answered here together with its own. Call it before anything that is recorded for audit: cases are locked first, then the record, then the streams.
 */
export const postEventAbout = async (
  tx: Tx,
  about: {
    customer_id: string
    kind: CaseKindName
    references: readonly string[]
    event: NonNullable<Message['event']>
  },
): Promise<Publication[]> => {
  if (about.references.length === 0) return []
  const events: Publication[] = []
  for (const row of await lockOpenCasesAbout(tx, about.customer_id, about.kind, about.references)) {
    await postEvent(tx, threadOf(row, events), about.event)
  }
  return events
}
