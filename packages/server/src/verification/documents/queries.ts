import { type Kysely, type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type DocumentRow = Selectable<Tables['identity_document']>

/** Whose a picture is: a customer's, or a request's to get an account back. */
export type DocumentOwner = { customer_id: string; recovery_id: null } | { customer_id: null; recovery_id: string }

const ofOwner = (tx: Tx | Db, owner: DocumentOwner) =>
  owner.customer_id === null
    ? tx.selectFrom('identity_document').where('recovery_id', '=', owner.recovery_id)
    : tx.selectFrom('identity_document').where('customer_id', '=', owner.customer_id)

export const insertDocument = async (
  tx: Tx,
  row: Omit<DocumentRow, 'deleted_at' | 'verification_id'>,
): Promise<void> => {
  await tx.insertInto('identity_document').values(row).execute()
}

/** How many pictures an owner uploaded since a moment, deleted ones too. */
export const countUploads = async (tx: Tx, owner: DocumentOwner, since: string): Promise<number> => {
  const { count } = await ofOwner(tx, owner)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('uploaded_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Pictures that wait to be sent in: a customer's that belong to no submission, all of a request's. The oldest first. */
export const waitingDocuments = (tx: Tx | Db, owner: DocumentOwner): Promise<DocumentRow[]> =>
  ofOwner(tx, owner)
    .selectAll()
    .where('verification_id', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('uploaded_at')
    .orderBy('id')
    .execute()

/** The pictures of submissions, by submission. */
export const documentsOf = async (
  tx: Tx | Db,
  verificationIds: readonly string[],
): Promise<Map<string, DocumentRow[]>> => {
  const rows = await tx
    .selectFrom('identity_document')
    .selectAll()
    .where('verification_id', '=', sql<string>`any(${verificationIds as string[]})`)
    .where('deleted_at', 'is', null)
    .orderBy('uploaded_at')
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, ({ verification_id }) => verification_id ?? '')
}

/** The pictures of requests, by request. */
export const documentsOfRecoveries = async (
  tx: Tx | Db,
  recoveryIds: readonly string[],
): Promise<Map<string, DocumentRow[]>> => {
  const rows = await tx
    .selectFrom('identity_document')
    .selectAll()
    .where('recovery_id', '=', sql<string>`any(${recoveryIds as string[]})`)
    .where('deleted_at', 'is', null)
    .orderBy('uploaded_at')
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, ({ recovery_id }) => recovery_id ?? '')
}

export const findDocument = (db: Db, id: string): Promise<DocumentRow | undefined> =>
  db.selectFrom('identity_document').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst()

export const attachDocuments = async (tx: Tx, ids: readonly string[], verificationId: string): Promise<void> => {
  await tx
    .updateTable('identity_document')
    .set({ verification_id: verificationId })
    .where('id', '=', sql<string>`any(${ids as string[]})`)
    .execute()
}

/** What a deleted picture looked like is forgotten with it; its keyed hash stays, to know it again. */
export const markDeleted = async (tx: Tx, ids: readonly string[], at: string): Promise<void> => {
  await tx
    .updateTable('identity_document')
    .set({ deleted_at: at, look: null })
    .where('id', '=', sql<string>`any(${ids as string[]})`)
    .execute()
}

/**
 * How many other accounts, or requests of people who are not known to be this customer, sent one of these pictures: the same bytes, or nearly the same look
 * (fewer than `bits` of 256 differ). Looks through all pictures that are kept, so ask it per review and not per list.
 */
export const seenElsewhere = async (
  tx: Tx | Db,
  pictures: readonly Pick<DocumentRow, 'fingerprint' | 'look'>[],
  mine: { customer_id: string | null; recovery_id: string | null },
  bits: number,
): Promise<number> => {
  if (pictures.length === 0) return 0
  const fingerprints = pictures.map(({ fingerprint }) => fingerprint)
  const looks = pictures.flatMap(({ look }) => (look === null ? [] : [look.toString('hex')]))
  const { rows } = await sql<{ count: number }>`
    select count(distinct coalesce(d.customer_id, r.customer_id, d.recovery_id))::int as count
    from identity_document d left join recovery r on r.id = d.recovery_id
    where coalesce(d.customer_id, r.customer_id, '') is distinct from ${mine.customer_id ?? 'nobody'}
      and (d.recovery_id is null or d.recovery_id is distinct from ${mine.recovery_id})
      and (d.fingerprint = any(${fingerprints}::bytea[]) or (d.look is not null and exists (
        select from unnest(${looks}::text[]) as own(look)
        where bit_count(('x' || own.look)::bit(256) # ('x' || encode(d.look, 'hex'))::bit(256)) < ${bits})))`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

/** Pictures whose time is over: never sent in before one moment, or of something decided before another. */
export const staleDocuments = async (
  db: Db,
  before: { unsent: string; decided: string },
  limit: number,
): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select d.id from identity_document d left join verification v on v.id = d.verification_id
      left join recovery r on r.id = d.recovery_id
    where d.deleted_at is null and (
      (d.customer_id is not null and v.id is null and d.uploaded_at < ${before.unsent}::timestamptz)
      or (v.status not in ('in_review', 'more_needed') and v.decided_at < ${before.decided}::timestamptz)
      or (r.status not in ('draft', 'in_review', 'more_needed') and r.updated_at < ${before.decided}::timestamptz))
    limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Those of the ids that are pictures still kept. */
export const keptDocuments = async (db: Db, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('identity_document')
    .select('id')
    .where('id', '=', sql<string>`any(${ids as string[]})`)
    .where('deleted_at', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
