import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer T> ? T : never
export type CaseRow = Selectable<Tables['support_case']>
export type CaseChange = Updateable<Tables['support_case']>
export type MessageRow = Selectable<Tables['case_message']>
export type Side = 'customer' | 'staff'

/** Whether a case is this customer's to see. An internal one is nobody's, also when it is about them. */
export const isCaseOf = (row: Pick<CaseRow, 'customer_id' | 'internal'>, customerId: string): boolean =>
  !row.internal && row.customer_id === customerId

/** The next number of a day, from 1. The day's row stays locked until the transaction ends, so no number is given out twice. */
export const takeCaseNumber = async (tx: Tx, day: string): Promise<number> => {
  const { last } = await tx
    .insertInto('case_number')
    .values({ day, last: 1 })
    .onConflict((conflict) => conflict.column('day').doUpdateSet({ last: sql`case_number.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** Lets one transaction at a time look for, and open, a case about one matter of a customer. */
export const lockMatter = async (tx: Tx, customerId: string, kind: string, reference: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.case ${customerId} ${kind} ${reference}`}, 0))`.execute(
    tx,
  )
}

export const findOpenCaseAbout = (db: Db, customerId: string, kind: string, reference: string) =>
  db
    .selectFrom('support_case')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('kind', '=', kind)
    .where('reference', '=', reference)
    .where('internal', '=', false)
    .where('status', '<>', 'closed')
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst()

export const findOpenUrgentCase = (tx: Tx, customerId: string, topic: CaseRow['topic']) =>
  tx
    .selectFrom('support_case')
    .select(['id', 'number'])
    .where('customer_id', '=', customerId)
    .where('topic', '=', topic)
    .where('priority', '=', 'urgent')
    .where('internal', '=', false)
    .where('status', '<>', 'closed')
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst()

export const findOpenInternalCase = (db: Db, kind: string, reference: string) =>
  db
    .selectFrom('support_case')
    .select('id')
    .where('kind', '=', kind)
    .where('reference', '=', reference)
    .where('internal', '=', true)
    .where('status', '<>', 'closed')
    .executeTakeFirst()

export const insertCase = (
  tx: Tx,
  row: Pick<
    CaseRow,
    | 'id'
    | 'number'
    | 'customer_id'
    | 'topic'
    | 'channel'
    | 'kind'
    | 'reference'
    | 'subject'
    | 'opened_at'
    | 'waiting_since'
  > &
    Partial<Pick<CaseRow, 'internal' | 'priority'>>,
): Promise<CaseRow> =>
  tx
    .insertInto('support_case')
    .values({ ...row, status: 'open', updated_at: row.opened_at })
    .returningAll()
    .executeTakeFirstOrThrow()

export const findCase = (db: Tx | Db, caseId: string): Promise<CaseRow | undefined> =>
  db.selectFrom('support_case').selectAll().where('id', '=', caseId).executeTakeFirst()

/** Whose case it is and whether it is open, for signals about it; undefined when there is none. */
export const caseAudience = (
  db: Db,
  caseId: string,
): Promise<Pick<CaseRow, 'customer_id' | 'status' | 'internal'> | undefined> =>
  db
    .selectFrom('support_case')
    .select(['customer_id', 'status', 'internal'])
    .where('id', '=', caseId)
    .executeTakeFirst()

/** The case, locked until the transaction ends: whatever happens to one case happens one after another. */
export const lockCase = (tx: Tx, caseId: string): Promise<CaseRow | undefined> =>
  tx.selectFrom('support_case').selectAll().where('id', '=', caseId).forUpdate().executeTakeFirst()

/** Open cases of a customer about any of these matters, locked, always in the same order. */
export const lockOpenCasesAbout = (
  tx: Tx,
  customerId: string,
  kind: string,
  references: readonly string[],
): Promise<CaseRow[]> =>
  tx
    .selectFrom('support_case')
    .selectAll()
    .where('reference', 'in', references)
    .where('kind', '=', kind)
    .where('customer_id', '=', customerId)
    .where('internal', '=', false)
    .where('status', '<>', 'closed')
    .orderBy('id')
    .forUpdate()
    .execute()

export const updateCase = (tx: Tx, caseId: string, change: CaseChange): Promise<CaseRow> =>
  tx.updateTable('support_case').set(change).where('id', '=', caseId).returningAll().executeTakeFirstOrThrow()

/** Takes the next message number of a case, together with whatever else changes in its row. */
export const takeMessageNumber = (tx: Tx, caseId: string, isPublic: boolean, change: CaseChange): Promise<CaseRow> =>
  tx
    .updateTable('support_case')
    .set(change)
    .set({ last_seq: sql`last_seq + 1`, ...(isPublic && { last_public_seq: sql`last_seq + 1` }) })
    .where('id', '=', caseId)
    .returningAll()
    .executeTakeFirstOrThrow()

export const insertMessage = (
  tx: Tx,
  message: Omit<MessageRow, 'card' | 'event' | 'attachments'> & {
    card: unknown
    event: unknown
    attachments: unknown[]
  },
): Promise<MessageRow> =>
  tx
    .insertInto('case_message')
    .values({
      ...message,
      card: message.card === null ? null : JSON.stringify(message.card),
      event: message.event === null ? null : JSON.stringify(message.event),
      attachments: JSON.stringify(message.attachments),
    })
    .returningAll()
    .executeTakeFirstOrThrow()

export const findMessageByClientId = (db: Db, caseId: string, authorId: string, clientId: string) =>
  db
    .selectFrom('case_message')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('author_id', '=', authorId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()

/** Messages in ascending order: the first after `after`, else the newest before `before`, else the newest. A customer's side has no notes. */
export const readMessages = async (
  db: Db,
  caseId: string,
  side: Side,
  range: { after?: number | undefined; before?: number | undefined; limit: number },
): Promise<MessageRow[]> => {
  const ascending = range.after !== undefined
  const rows = await db
    .selectFrom('case_message')
    .selectAll()
    .where('case_id', '=', caseId)
    .$if(side === 'customer', (query) => query.where('kind', '<>', 'note'))
    .$if(range.after !== undefined, (query) => query.where('seq', '>', range.after ?? 0))
    .$if(range.before !== undefined, (query) => query.where('seq', '<', range.before ?? 0))
    .orderBy('seq', ascending ? 'asc' : 'desc')
    .limit(range.limit)
    .execute()
  return ascending ? rows : rows.toReversed()
}

/** Numbers of the last answer of support, the last closing, and the last thing that the customer said (or how they rated); null when there was none. */
export const lastWords = (
  db: Db,
  caseId: string,
): Promise<{ answered: number | null; closed: number | null; customer: number | null }> =>
  db
    .selectFrom('case_message')
    .select((eb) => [
      eb.fn.max('seq').filterWhere('author', '=', 'staff').filterWhere('kind', '=', 'text').as('answered'),
      eb.fn
        .max('seq')
        .filterWhere(sql<boolean>`event ->> 'type' = 'closed'`)
        .as('closed'),
      eb.fn
        .max('seq')
        .filterWhere(sql<boolean>`author = 'customer' or event ->> 'type' = 'rated'`)
        .as('customer'),
    ])
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()

/** Moves one side's receipts forward, never beyond what that side can see; undefined when nothing moved. */
export const moveReceipts = (
  tx: Tx,
  caseId: string,
  side: Side,
  to: { delivered: number; read: number },
): Promise<CaseRow | undefined> => {
  const [delivered, read, head] =
    side === 'customer'
      ? (['customer_delivered_seq', 'customer_read_seq', 'last_public_seq'] as const)
      : (['staff_delivered_seq', 'staff_read_seq', 'last_seq'] as const)
  const newDelivered = sql<number>`greatest(${sql.ref(delivered)}, least(${to.delivered}::int, ${sql.ref(head)}))`
  const newRead = sql<number>`greatest(${sql.ref(read)}, least(${to.read}::int, ${sql.ref(head)}))`
  return tx
    .updateTable('support_case')
    .set({ [delivered]: newDelivered, [read]: newRead })
    .where('id', '=', caseId)
    .where((eb) => eb.or([eb(delivered, '<', newDelivered), eb(read, '<', newRead)]))
    .returningAll()
    .executeTakeFirst()
}

const holdsFile = (fileId: string) =>
  sql<boolean>`m.attachments <> '[]' and m.attachments @> ${JSON.stringify([{ file_id: fileId }])}::jsonb`

/** True when the file was sent in a conversation of this customer, as far as the customer sees it. */
export const customerHasFile = async (db: Db, customerId: string, fileId: string): Promise<boolean> =>
  (await db
    .selectFrom('case_message as m')
    .innerJoin('support_case as c', 'c.id', 'm.case_id')
    .select('m.id')
    .where(holdsFile(fileId))
    .where('m.kind', '<>', 'note')
    .where('c.customer_id', '=', customerId)
    .where('c.internal', '=', false)
    .limit(1)
    .executeTakeFirst()) !== undefined

export const caseHasFile = async (db: Db, caseId: string, fileId: string): Promise<boolean> =>
  (await db
    .selectFrom('case_message as m')
    .select('m.id')
    .where(holdsFile(fileId))
    .where('m.case_id', '=', caseId)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** The number by which people speak of a case. */
export const caseNumberOf = async (db: Tx | Db, caseId: string): Promise<string | null> =>
  (await db.selectFrom('support_case').select('number').where('id', '=', caseId).executeTakeFirst())?.number ?? null
