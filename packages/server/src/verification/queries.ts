import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'
import { type Place, reviewOrder } from './review-order.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type VerificationRow = Selectable<Tables['verification']>
export type VerificationChange = Updateable<Tables['verification']>

/** Whatever happens to the verification of one customer happens one after another until the end of the transaction. */
export const lockOwner = async (tx: Tx, owner: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.verification ${owner}`}, 0))`.execute(tx)
}

/** Two accounts that want one document wait for each other until the end of the transaction. */
export const lockNumber = async (tx: Tx, fingerprint: Buffer): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.number ${fingerprint.toString('hex')}`}, 0))`.execute(
    tx,
  )
}

export const insertVerification = (
  tx: Tx,
  row: Omit<
    VerificationRow,
    | 'reasons'
    | 'message'
    | 'decided_at'
    | 'reviewer_id'
    | 'taken_at'
    | 'escalated_at'
    | 'warned_at'
    | 'passed_at'
    | 'case_id'
    | 'signals'
  >,
): Promise<VerificationRow> => tx.insertInto('verification').values(row).returningAll().executeTakeFirstOrThrow()

export const updateVerification = (tx: Tx, id: string, change: VerificationChange): Promise<VerificationRow> =>
  tx.updateTable('verification').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export const findVerification = (db: Tx | Db, id: string): Promise<VerificationRow | undefined> =>
  db.selectFrom('verification').selectAll().where('id', '=', id).executeTakeFirst()

export const lockVerification = (tx: Tx, id: string): Promise<VerificationRow | undefined> =>
  tx.selectFrom('verification').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** What a customer sent last. */
export const latestVerification = (db: Tx | Db, customerId: string): Promise<VerificationRow | undefined> =>
  db
    .selectFrom('verification')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** What is in review or waits for more; at most one. */
export const openVerification = (tx: Tx, customerId: string): Promise<VerificationRow | undefined> =>
  tx
    .selectFrom('verification')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('status', 'in', ['in_review', 'more_needed'])
    .forUpdate()
    .executeTakeFirst()

/** What a customer has passed and has not lapsed, the newest first. */
export const passedVerifications = (tx: Tx | Db, customerId: string): Promise<VerificationRow[]> =>
  tx
    .selectFrom('verification')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('status', '=', 'passed')
    .orderBy('decided_at', 'desc')
    .execute()

/** Whether another account, not a closed one, was verified with a document; also when the document has expired since. */
export const isNumberTaken = async (tx: Tx | Db, fingerprint: Buffer, customerId: string): Promise<boolean> =>
  (await tx
    .selectFrom('verification')
    .innerJoin('customer', 'customer.id', 'verification.customer_id')
    .select('verification.id')
    .where('number_fingerprint', '=', fingerprint)
    .where('customer_id', '<>', customerId)
    .where('customer.closed_at', 'is', null)
    .where('passed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** A page of submissions: those in review by deadline, all others by when they were last decided, the latest first. */
export const listVerifications = (
  db: Db,
  asked: { status: VerificationRow['status']; after: Place | null; limit: number },
): Promise<VerificationRow[]> => {
  const { at, direction, rest } = reviewOrder(asked, sql<string>`coalesce(decided_at, submitted_at)`)
  return db
    .selectFrom('verification')
    .selectAll()
    .where('status', '=', asked.status)
    .where(rest)
    .orderBy(at, direction)
    .orderBy('id', direction)
    .limit(asked.limit)
    .execute()
}

/** Ids of submissions whose answer is overdue and has not been brought to a supervisor. */
export const overdueVerifications = async (db: Db, at: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('verification')
    .select('id')
    .where('status', '=', 'in_review')
    .where('answer_by', '<', at)
    .where('escalated_at', 'is', null)
    .orderBy('answer_by')
    .limit(200)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of submissions for which more was asked before a moment, and nothing came. */
export const forgottenVerifications = async (db: Db, before: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('verification')
    .select('id')
    .where('status', '=', 'more_needed')
    .where('decided_at', '<', before)
    .limit(200)
    .execute()
  return rows.map(({ id }) => id)
}

/** Passed submissions whose document is valid to a day before `day` at the most; `unwarned` only those whose owner was not told yet. */
export const expiringVerifications = async (db: Db, day: string, unwarned: boolean): Promise<string[]> => {
  const rows = await db
    .selectFrom('verification')
    .select('id')
    .where('status', '=', 'passed')
    .where('document_expires_on', '<', day)
    .$if(unwarned, (query) => query.where('warned_at', 'is', null))
    .orderBy('document_expires_on')
    .limit(200)
    .execute()
  return rows.map(({ id }) => id)
}
