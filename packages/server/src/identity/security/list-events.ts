import { type SecurityEvent, securityEventKinds } from '@topay/contract'
import { cutPage, type Db, found, type Position } from '../../platform/index.ts'
import { selectEvents } from './access-queries.ts'
import { placeInWords } from './origin.ts'

const kindOf = (kind: string): SecurityEvent['kind'] => found(securityEventKinds.find((known) => known === kind))

/** A page of what happened to the security of an account, the latest first. */
export const listSecurityEvents = async (
  db: Db,
  customerId: string,
  asked: { kind?: 'sign_in' | 'change' | undefined; after: Position | null; limit: number },
): Promise<{ items: SecurityEvent[]; next_cursor: string | null }> => {
  const { kind, after, limit } = asked
  const rows = await selectEvents(db, customerId, { kind, after, limit: limit + 1 })
  const { page, next_cursor } = cutPage(
    rows.map((row) => ({ ...row, created_at: row.at })),
    limit,
  )
  const items = page.map(({ created_at: _created, ...event }) => ({
    ...event,
    kind: kindOf(event.kind),
    place: placeInWords(event.place),
  }))
  return { items, next_cursor }
}
