import {
  type caseViews,
  type CustomerCase,
  type Message,
  type Output,
  timestamp as timestampSchema,
} from '@topay/contract'
import { AppError, type Db, decodeCursor, encodeCursor, found } from '../platform/index.ts'
import type { CaseKinds } from './case-kind.ts'
import {
  type CaseOverview,
  caseOverview,
  closedCases,
  countCases,
  customerCases,
  type Newest,
  openCases,
  type Waiting,
} from './list-queries.ts'
import { findCase, isCaseOf, readMessages, type Side } from './queries.ts'
import { receiptsOf, toCustomerCases, toDeskCases, toMessages } from './to-wire.ts'

type View = (typeof caseViews)[number]
type Page = { cursor?: string | undefined; limit: number }

const asTime = (part: unknown): string => {
  const time = timestampSchema.safeParse(part)
  if (!time.success)
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
  return time.data
}

const newestCursor = (cursor: string | undefined): Newest | null => {
  const parts = decodeCursor(cursor, 2)
  return parts && { at: asTime(parts[0]), id: String(parts[1]) }
}

const waitingCursor = (cursor: string | undefined): Waiting | null => {
  const parts = decodeCursor(cursor, 4)
  return (
    parts && {
      urgent: parts[0] === 1,
      waiting_since: parts[1] === null ? null : asTime(parts[1]),
      opened_at: asTime(parts[2]),
      id: String(parts[3]),
    }
  )
}

/** Asked for one row more than a page has: its presence says that there is a next page. */
const cut = (
  rows: CaseOverview[],
  limit: number,
  positionOf: (row: CaseOverview) => (string | number | null)[],
): { rows: CaseOverview[]; next_cursor: string | null } => {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next_cursor: rows.length > limit && last ? encodeCursor(positionOf(last)) : null }
}

/** A customer's cases, newest first. */
export const listMyCases = async (db: Db, customerId: string, page: Page): Promise<Output<'listMyCases'>> => {
  const all = await customerCases(db, customerId, newestCursor(page.cursor), page.limit + 1)
  const { rows, next_cursor } = cut(all, page.limit, (row) => [row.opened_at, row.id])
  return { items: await toCustomerCases(db, rows), next_cursor }
}

/** A case as its customer sees it. NOT_FOUND when it is not theirs. */
export const getMyCase = async (db: Db, customerId: string, caseId: string): Promise<CustomerCase> => {
  const row = found(await caseOverview(db, caseId, 'customer'))
  if (!isCaseOf(row, customerId)) throw new AppError('NOT_FOUND')
  return found((await toCustomerCases(db, [row]))[0])
}

/** A case as the desk sees it. */
export const getCase = async (db: Db, kinds: CaseKinds, caseId: string): Promise<Output<'getCase'>> =>
  found((await toDeskCases(db, kinds, [found(await caseOverview(db, caseId, 'staff'))]))[0])

const isUrgent = (row: CaseOverview): boolean => row.priority === 'urgent' && row.waiting_since !== null

const viewOf = async (
  db: Db,
  staffId: string,
  asked: Page & { view: View; q?: string | undefined },
): Promise<{ rows: CaseOverview[]; next_cursor: string | null }> => {
  const search = { words: asked.q ?? '', limit: asked.limit + 1 }
  if (asked.view === 'closed') {
    const rows = await closedCases(db, { ...search, after: newestCursor(asked.cursor) })
    return cut(rows, asked.limit, (row) => [row.closed_at, row.id])
  }
  const rows = await openCases(db, {
    ...search,
    after: waitingCursor(asked.cursor),
    ...(asked.view === 'mine' && { assignee: staffId }),
    ...(asked.view === 'unassigned' && { assignee: null }),
  })
  return cut(rows, asked.limit, (row) => [isUrgent(row) ? 1 : 0, row.waiting_since, row.opened_at, row.id])
}

/**
 * The inbox. Open cases: urgent ones that wait, then the longest wait, then newest; closed ones: last closed first. A page begins after the last case of the page before, wherever that
 * one has moved since, so a case that did not change is on exactly one page.
 */
export const listCases = async (
  db: Db,
  kinds: CaseKinds,
  staffId: string,
  asked: Page & { view: View; q?: string | undefined },
): Promise<Output<'listCases'>> => {
  const { rows, next_cursor } = await viewOf(db, staffId, asked)
  const counts = await countCases(db, staffId)
  return { items: await toDeskCases(db, kinds, rows), next_cursor, counts }
}

type Range = { after?: number | undefined; before?: number | undefined; limit: number }

const messagePage = async (db: Db, caseId: string, side: Side, range: Range, customerId?: string) => {
  // The head first: a message that arrives between the two is then in the page, and not counted as read by a page without it.
  const row = found(await findCase(db, caseId))
  if (customerId !== undefined && !isCaseOf(row, customerId)) throw new AppError('NOT_FOUND')
  const items: Message[] = await toMessages(db, await readMessages(db, caseId, side, range))
  const last_seq = side === 'customer' ? row.last_public_seq : row.last_seq
  return { items, last_seq, receipts: receiptsOf(row) }
}

/** Messages of a case as its customer sees them: without notes. NOT_FOUND when it is not theirs. */
export const listMessages = (db: Db, customerId: string, caseId: string, range: Range) =>
  messagePage(db, caseId, 'customer', range, customerId)

/** Messages and notes of a case. */
export const listCaseMessages = (db: Db, caseId: string, range: Range) => messagePage(db, caseId, 'staff', range)
