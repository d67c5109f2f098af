import { api } from '@topay/contract'
import { AppError, type BoundRoute, type Db, decodeCursor, encodeCursor, found, inTx, on } from '../platform/index.ts'
import { differencesOf, findDay, listDays } from './queries.ts'
import { resolveDifference } from './resolve-difference.ts'
import { toDifference, toReconciliation } from './wire.ts'

const dayPattern = /^\d{4}-\d{2}-\d{2}$/

const dayOfCursor = (cursor: string | undefined): string | null => {
  const [day] = decodeCursor(cursor, 1) ?? [null]
  if (day === null || day === undefined) return null
  if (typeof day === 'string' && dayPattern.test(day) && !Number.isNaN(Date.parse(day))) return day
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}

/** The operations of reconciliation in the contract, all for staff. */
export const reconciliationRoutes = ({ db }: { db: Db }): BoundRoute[] => [
  on(api.listReconciliations, async ({ query }) => {
    const rows = await listDays(db, dayOfCursor(query.cursor), query.limit + 1)
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      items: page.map(toReconciliation),
      next_cursor: rows.length > page.length && last ? encodeCursor([last.date]) : null,
    }
  }),
  on(api.getReconciliation, async ({ params }) => {
    const reconciliation = toReconciliation(found(await findDay(db, params.date)))
    return { reconciliation, differences: (await differencesOf(db, params.date)).map(toDifference) }
  }),
  on(api.resolveDifference, ({ actor, params, body, request_id }) =>
    inTx(db, (tx) => resolveDifference(tx, { ...params, ...body, doer: { kind: 'staff', id: actor.id, request_id } })),
  ),
]
