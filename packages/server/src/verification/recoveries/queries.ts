import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import { type Address, type Db, newId, timestamp, type Tx } from '../../platform/index.ts'
import { type Place, reviewOrder } from '../review-order.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type RecoveryRow = Selectable<Tables['recovery']>
export type RecoveryChange = Updateable<Tables['recovery']>
export type StepRow = Selectable<Tables['recovery_step']>

export const insertRecovery = async (
  tx: Tx,
  row: Pick<
    RecoveryRow,
    'id' | 'kind' | 'value' | 'locale' | 'code_hash' | 'code_expires_at' | 'created_at' | 'updated_at'
  >,
): Promise<void> => {
  await tx.insertInto('recovery').values(row).execute()
}

export const findRecovery = (db: Tx | Db, id: string): Promise<RecoveryRow | undefined> =>
  db.selectFrom('recovery').selectAll().where('id', '=', id).executeTakeFirst()

export const lockRecovery = (tx: Tx, id: string): Promise<RecoveryRow | undefined> =>
  tx.selectFrom('recovery').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateRecovery = (tx: Tx, id: string, change: RecoveryChange): Promise<RecoveryRow> =>
  tx
    .updateTable('recovery')
    .set({ ...change, updated_at: timestamp() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** A request whose code can still be tried, counted as tried and locked until the end of the transaction. */
export const tryRecoveryCode = (tx: Tx, id: string, tries: number): Promise<RecoveryRow | undefined> =>
  tx
    .updateTable('recovery')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('code_hash', 'is not', null)
    .where('code_expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returningAll()
    .executeTakeFirst()

/** The open request of an address that was proved for it; at most one. */
export const openRecoveryOf = (tx: Tx, address: Address): Promise<RecoveryRow | undefined> =>
  tx
    .selectFrom('recovery')
    .selectAll()
    .where('value', '=', address.value)
    .where('kind', '=', address.kind)
    .where('confirmed_at', 'is not', null)
    .where('status', 'in', ['draft', 'in_review', 'more_needed'])
    .forUpdate()
    .executeTakeFirst()

export const insertApplicantSession = async (
  tx: Tx,
  session: { token_hash: Buffer; recovery_id: string; expires_at: string },
): Promise<void> => {
  await tx
    .insertInto('applicant_session')
    .values({ ...session, created_at: timestamp() })
    .execute()
}

export const selectApplicantSession = (db: Db, tokenHash: Buffer) =>
  db
    .selectFrom('applicant_session')
    .select('recovery_id')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', timestamp())
    .executeTakeFirst()

/** Something the applicant sees in the course of their request. */
export const insertStep = async (
  tx: Tx,
  step: Pick<StepRow, 'recovery_id' | 'status' | 'by'> & { message?: { zh: string; en: string } | null },
): Promise<void> => {
  const { message, ...row } = step
  await tx
    .insertInto('recovery_step')
    .values({
      ...row,
      id: newId('recovery_step'),
      at: timestamp(),
      message_zh: message?.zh ?? null,
      message_en: message?.en ?? null,
    })
    .execute()
}

export const stepsOf = async (db: Tx | Db, ids: readonly string[]): Promise<Map<string, StepRow[]>> => {
  const rows = await db
    .selectFrom('recovery_step')
    .selectAll()
    .where('recovery_id', '=', sql<string>`any(${ids as string[]})`)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, ({ recovery_id }) => recovery_id)
}

/** A page of requests that were proved: those in review by deadline, all others the latest first. */
export const listRecoveries = (
  db: Db,
  asked: { status: RecoveryRow['status']; after: Place | null; limit: number },
): Promise<RecoveryRow[]> => {
  const { at, direction, rest } = reviewOrder(asked, sql<string>`updated_at`)
  return db
    .selectFrom('recovery')
    .selectAll()
    .where('status', '=', asked.status)
    .where('confirmed_at', 'is not', null)
    .where(rest)
    .orderBy(at, direction)
    .orderBy('id', direction)
    .limit(asked.limit)
    .execute()
}

/** Ids of requests whose answer is overdue and has not been brought to a supervisor. */
export const overdueRecoveries = async (db: Db, at: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('recovery')
    .select('id')
    .where('status', '=', 'in_review')
    .where('answer_by', '<', at)
    .where('escalated_at', 'is', null)
    .orderBy('answer_by')
    .limit(200)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of requests that wait for their applicant since a moment. */
export const forgottenRecoveries = async (db: Db, before: { draft: string; more: string }): Promise<string[]> => {
  const rows = await db
    .selectFrom('recovery')
    .select('id')
    .where('confirmed_at', 'is not', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('status', '=', 'draft'), eb('updated_at', '<', before.draft)]),
        eb.and([eb('status', '=', 'more_needed'), eb('updated_at', '<', before.more)]),
      ]),
    )
    .limit(200)
    .execute()
  return rows.map(({ id }) => id)
}

/** Forgets requests whose address nobody proved, and sessions that have ended. */
export const forgetUnproved = async (db: Db, before: string): Promise<void> => {
  await db.deleteFrom('recovery').where('confirmed_at', 'is', null).where('created_at', '<', before).execute()
  await db.deleteFrom('applicant_session').where('expires_at', '<', before).execute()
}

/** Forgets a request that has nothing in it yet. */
export const forgetRow = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('recovery').where('id', '=', id).execute()
}
