import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'
import type { Side } from './queries.ts'

/** A case with its last message and the number of unread ones, as one side sees them. */
const overview = (db: Db, side: Side) =>
  db
    .selectFrom('support_case as c')
    .leftJoin('case_message as m', (join) =>
      join
        .onRef('m.case_id', '=', 'c.id')
        .onRef('m.seq', '=', side === 'customer' ? 'c.last_public_seq' : 'c.last_seq'),
    )
    .selectAll('c')
    .select([
      'm.author as last_author',
      'm.kind as last_kind',
      'm.text as last_text',
      'm.event as last_event',
      'm.created_at as last_at',
    ])
    .select((eb) =>
      eb
        .selectFrom('case_message as u')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('u.case_id', '=', 'c.id')
        .whereRef('u.seq', '>', side === 'customer' ? 'c.customer_read_seq' : 'c.staff_read_seq')
        .where('u.author', '=', side === 'customer' ? 'staff' : 'customer')
        .where('u.kind', '<>', 'note')
        .as('unread'),
    )

export type CaseOverview = Awaited<ReturnType<ReturnType<typeof overview>['execute']>>[number]

export const caseOverview = (db: Db, caseId: string, side: Side): Promise<CaseOverview | undefined> =>
  overview(db, side).where('c.id', '=', caseId).executeTakeFirst()

/** Where a page of a list ended. */
export type Newest = { at: string; id: string }
export type Waiting = { urgent: boolean; waiting_since: string | null; opened_at: string; id: string }

/** A customer's cases, newest first. */
export const customerCases = (
  db: Db,
  customerId: string,
  after: Newest | null,
  limit: number,
): Promise<CaseOverview[]> =>
  overview(db, 'customer')
    .where('c.customer_id', '=', customerId)
    .where('c.internal', '=', false)
    .$if(after !== null, (query) => query.where(sql<boolean>`(c.opened_at, c.id) < (${after?.at}, ${after?.id})`))
    .orderBy('c.opened_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit)
    .execute()

/** Other cases of a customer, newest first. */
export const otherCases = (db: Db, customerId: string, caseId: string, limit: number) =>
  db
    .selectFrom('support_case')
    .select(['id', 'number', 'subject', 'topic', 'status', 'opened_at', 'rating_score', 'rating_comment', 'internal'])
    .where('customer_id', '=', customerId)
    .where('id', '<>', caseId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many of a case's newest messages a search in the inbox looks at. */
const SEARCHED_MESSAGES = 20

const matches = (words: string) => {
  const pattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const number = words.replaceAll(/\s/g, '')
  return sql<boolean>`(replace(c.number, ' ', '') ilike ${pattern(number)} or c.subject ilike ${pattern(words)} or exists (
    select 1 from case_message s where s.case_id = c.id and s.seq > c.last_seq - ${SEARCHED_MESSAGES}::int and s.text ilike ${pattern(words)}))`
}

type Search = { words: string; limit: number }

/** Whether a case stands before all others: it is urgent and somebody waits. As in its index. */
const urgent = sql<boolean>`(c.priority = 'urgent' and c.waiting_since is not null)`

/** What comes after a case in the order of the inbox. */
const comesAfter = (after: Waiting) => {
  const newer = sql<boolean>`(c.opened_at, c.id) < (${after.opened_at}, ${after.id})`
  const waited =
    after.waiting_since === null
      ? sql<boolean>`(c.waiting_since is null and ${newer})`
      : sql<boolean>`(c.waiting_since is null or c.waiting_since > ${after.waiting_since} or (c.waiting_since = ${after.waiting_since} and ${newer}))`
  return after.urgent ? sql<boolean>`(not ${urgent} or ${waited})` : sql<boolean>`(not ${urgent} and ${waited})`
}

/** Open cases: urgent ones that wait, then the longest wait, then the newest; only those of `assignee` (null = nobody's) when it is given. */
export const openCases = (
  db: Db,
  search: Search & { assignee?: string | null; after: Waiting | null },
): Promise<CaseOverview[]> => {
  const { after, assignee } = search
  return overview(db, 'staff')
    .where('c.status', '<>', 'closed')
    .$if(assignee === null, (query) => query.where('c.assignee_id', 'is', null))
    .$if(typeof assignee === 'string', (query) => query.where('c.assignee_id', '=', assignee ?? ''))
    .$if(search.words !== '', (query) => query.where(matches(search.words)))
    .$if(after !== null, (query) => (after === null ? query : query.where(comesAfter(after))))
    .orderBy(urgent, 'desc')
    .orderBy('c.waiting_since', (order) => order.asc().nullsLast())
    .orderBy('c.opened_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(search.limit)
    .execute()
}

/** Closed cases, the last closed first. */
export const closedCases = (db: Db, search: Search & { after: Newest | null }): Promise<CaseOverview[]> =>
  overview(db, 'staff')
    .where('c.status', '=', 'closed')
    .$if(search.words !== '', (query) => query.where(matches(search.words)))
    .$if(search.after !== null, (query) =>
      query.where(sql<boolean>`(c.closed_at, c.id) < (${search.after?.at}, ${search.after?.id})`),
    )
    .orderBy('c.closed_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(search.limit)
    .execute()

/** Closed cases are counted up to here, so that the count costs the same however long the history grows. */
const CLOSED_COUNTED = 10_000

/** How many cases each view of a staff member has, in one look at the indexes. */
export const countCases = (db: Db, staffId: string) =>
  db
    .selectFrom('support_case')
    .where('status', '<>', 'closed')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('assignee_id', '=', staffId).as('mine'),
      eb.fn.countAll<number>().filterWhere('assignee_id', 'is', null).as('unassigned'),
      eb.fn.countAll<number>().as('all'),
      sql<number>`(select count(*) from (select from support_case where status = 'closed' limit ${CLOSED_COUNTED}) closed)`.as(
        'closed',
      ),
    ])
    .executeTakeFirstOrThrow()
