import { type Kysely, type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type ReconciliationRow = Selectable<Tables['reconciliation']>
export type DifferenceRow = Selectable<Tables['reconciliation_difference']>

/** Days that were compared, since a day. */
export const comparedDays = (db: Db, since: string): Promise<Pick<ReconciliationRow, 'date' | 'status'>[]> =>
  db.selectFrom('reconciliation').select(['status', 'date']).where('date', '>=', since).execute()

/** Whether anything was asked of the bank before a moment. */
export const hasMovementsBefore = async (db: Db, at: string): Promise<boolean> => {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from payment where from_card > 0 and created_at < ${at}::timestamptz)
      or exists (select from top_up where created_at < ${at}::timestamptz)
      or exists (select from withdrawal where created_at < ${at}::timestamptz) as found`.execute(db)
  return rows[0]?.found === true
}

/** What became at Topay of something that was asked of the bank. `undecided`: pending or unknown; `to_balance`: a refund that was paid out another way. */
export type OwnRecord = {
  reference: string
  source: 'payment' | 'top_up' | 'withdrawal' | 'return'
  customer_id: string
  amount: number
  status: 'undecided' | 'moved' | 'returned' | 'not_moved' | 'to_balance'
  /** What was taken back from the balance for a withdrawal that had failed and was paid out all the same, minor units; null when nothing says so. */
  late_taken: number | null
  created_at: string
}

/** Our records of these references, those that exist; amounts are what the bank was asked for, minor units. */
export const findRecords = async (db: Tx | Db, references: readonly string[]): Promise<Map<string, OwnRecord>> => {
  const ids = [...references]
  const { rows } = await sql<OwnRecord>`
    select p.id as reference, 'payment' as source, p.customer_id, p.from_card as amount, p.created_at, null::bigint as late_taken,
      case when p.status in ('pending', 'unknown') then 'undecided' when p.status = 'succeeded' or r.id is not null then 'moved'
        else 'not_moved' end as status
    from payment p left join money_return r on r.source_id = p.id where p.id = any(${ids}) and p.from_card > 0
    union all
    select t.id, 'top_up', t.customer_id, t.amount, t.created_at, null,
      case when t.status in ('pending', 'unknown') then 'undecided' when t.status = 'succeeded' or r.id is not null then 'moved'
        else 'not_moved' end
    from top_up t left join money_return r on r.source_id = t.id where t.id = any(${ids})
    union all
    select id, 'withdrawal', customer_id, amount, created_at, late_taken,
      case status when 'succeeded' then 'moved' when 'returned' then 'returned' when 'failed' then 'not_moved' else 'undecided' end
    from withdrawal where id = any(${ids})
    union all
    select id, 'return', customer_id, amount, created_at, null,
      case status when 'succeeded' then 'moved' when 'to_balance' then 'to_balance' else 'undecided' end
    from money_return where id = any(${ids})`.execute(db)
  return new Map(rows.map((row) => [row.reference, row]))
}

/** Money on its way back that the bank contradicted before a moment and that is still open. */
export const contradictedReturns = (db: Db, before: string) =>
  db
    .selectFrom('money_return')
    .select(['id', 'customer_id', 'amount', sql<string>`contradicted_at`.as('contradicted_at')])
    .where('contradicted_at', '<', before)
    .where('settled_at', 'is', null)
    .orderBy('contradicted_at')
    .execute()

/** Writes down how a day compared; asked again, the newest look stands. */
export const saveReconciliation = (tx: Tx, row: ReconciliationRow): Promise<unknown> => {
  const { id: _, date: __, ...changes } = row
  return tx
    .insertInto('reconciliation')
    .values(row)
    .onConflict((conflict) => conflict.column('date').doUpdateSet(changes))
    .execute()
}

/** Writes a difference down unless it was found before; true when it is new. */
export const insertDifference = async (
  tx: Tx,
  row: Pick<
    DifferenceRow,
    | 'id'
    | 'kind'
    | 'operation'
    | 'reference'
    | 'customer_id'
    | 'bank_amount'
    | 'books_amount'
    | 'detail_zh'
    | 'detail_en'
    | 'found_at'
    | 'date'
  >,
): Promise<boolean> => {
  const result = await tx
    .insertInto('reconciliation_difference')
    .values({ ...row, status: 'open' })
    .onConflict((conflict) => conflict.columns(['date', 'operation', 'reference', 'kind']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export const setDifferenceCase = (tx: Tx, id: string, case_id: string) =>
  tx.updateTable('reconciliation_difference').set({ case_id }).where('id', '=', id).execute()

const differences = (db: Tx | Db) => db.selectFrom('reconciliation_difference').selectAll()

export const findDifference = (db: Tx | Db, id: string): Promise<DifferenceRow | undefined> =>
  differences(db).where('id', '=', id).executeTakeFirst()

/** The difference, locked until the transaction ends. */
export const lockDifference = (tx: Tx, id: string): Promise<DifferenceRow | undefined> =>
  differences(tx).where('id', '=', id).forUpdate().executeTakeFirst()

export const resolveRow = (tx: Tx, id: string, by: Pick<DifferenceRow, 'resolution' | 'resolved_by' | 'resolved_at'>) =>
  tx
    .updateTable('reconciliation_difference')
    .set({ ...by, status: 'resolved' })
    .where('id', '=', id)
    .execute()

/** The differences of a day, those that wait for somebody first. */
export const differencesOf = (db: Tx | Db, date: string): Promise<DifferenceRow[]> =>
  differences(db)
    .where('date', '=', date)
    .orderBy(sql`status = 'resolved'`)
    .orderBy('found_at')
    .orderBy('id')
    .execute()

const overview = (db: Db) =>
  db
    .selectFrom('reconciliation as r')
    .selectAll('r')
    .select([
      sql<number>`(select count(*)::int from reconciliation_difference d where d.date = r.date)`.as('difference_count'),
      sql<number>`(select count(*)::int from reconciliation_difference d where d.date = r.date and d.status = 'open')`.as(
        'open_difference_count',
      ),
    ])
export type ReconciliationOverview = Awaited<ReturnType<ReturnType<typeof overview>['execute']>>[number]

/** Days that were compared, the latest first, before a day when one is given. */
export const listDays = (db: Db, before: string | null, limit: number): Promise<ReconciliationOverview[]> =>
  overview(db)
    .$if(before !== null, (query) => query.where('r.date', '<', before ?? ''))
    .orderBy('r.date', 'desc')
    .limit(limit)
    .execute()

export const findDay = (db: Db, date: string): Promise<ReconciliationOverview | undefined> =>
  overview(db).where('r.date', '=', date).executeTakeFirst()
