import { api } from '@topay/contract'
import { type BoundRoute, type Db, decodeCursor, encodeCursor, normaliseAddress, on } from '../platform/index.ts'
import { selectMessages } from './queries.ts'

/** The demo outbox; `to` is understood in every form that sign-in understands. */
export const notificationRoutes = ({ db }: { db: Db }): BoundRoute[] => [
  on(api.listDemoOutbox, async ({ query }) => {
    const address = query.to === undefined ? undefined : normaliseAddress(query.to)
    // Nothing is ever sent to what is no address.
    if (address === null) return { items: [], next_cursor: null }
    const after = decodeCursor(query.cursor, 1)
    const rows = await selectMessages(db, {
      to: address?.value,
      before: after ? String(after[0]) : undefined,
      limit: query.limit + 1,
    })
    const items = rows.slice(0, query.limit)
    const last = items.at(-1)
    return { items, next_cursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null }
  }),
]
