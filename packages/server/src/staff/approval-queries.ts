import { sql } from 'kysely'
import type { Approval } from '@topay/contract'
import { type Db, timestamp, type Tx } from '../platform/index.ts'

export type ApprovalStatus = Approval['status']
export type ApprovalKind = Approval['kind']

const columns = [
  'id',
  'kind',
  'subject_id',
  'customer_id',
  'summary_zh',
  'summary_en',
  'reason',
  'payload',
  'status',
  'requested_by',
  'requested_at',
  'decided_by',
  'decided_at',
  'note',
  'expires_at',
] as const

export const insertApproval = async (
  tx: Tx,
  row: {
    id: string
    kind: ApprovalKind
    subject_id: string
    customer_id: string | null
    summary_zh: string
    summary_en: string
    reason: string
    payload: string
    requested_by: string
    requested_at: string
    expires_at: string
  },
) => tx.insertInto('approval').values(row).returning(columns).executeTakeFirstOrThrow()

/** Locked until the end of the transaction, so that two who decide at once do it one after the other. */
export const lockApproval = (tx: Tx, id: string) =>
  tx.selectFrom('approval').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()

/** The request about a subject that still waits, locked, whether or not its time is over. */
export const lockPendingApproval = (tx: Tx, kind: ApprovalKind, subjectId: string) =>
  tx
    .selectFrom('approval')
    .select(columns)
    .where('kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .where('status', '=', 'pending')
    .forUpdate()
    .executeTakeFirst()

/** Ids of requests whose time is over, oldest first. */
export const selectOverdueApprovals = async (db: Db, limit: number): Promise<string[]> =>
  (
    await db
      .selectFrom('approval')
      .select('id')
      .where('status', '=', 'pending')
      .where('expires_at', '<=', timestamp())
      .orderBy('expires_at')
      .limit(limit)
      .execute()
  ).map(({ id }) => id)

export const endApproval = (
  tx: Tx,
  id: string,
  outcome: { status: ApprovalStatus; decided_by: string | null; note: string | null },
) =>
  tx
    .updateTable('approval')
    .set({ ...outcome, decided_at: timestamp() })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()

/** Requests of one status. Waiting ones by the time they end, which the most urgent reach first; the others newest first. */
export const selectApprovals = (
  db: Db,
  wanted: { status: ApprovalStatus; after: { at: string; id: string } | null; limit: number },
) => {
  const { status, after, limit } = wanted
  const waiting = status === 'pending'
  const query = db
    .selectFrom('approval')
    .select(columns)
    .where('status', '=', status)
    .$if(waiting, (rows) => rows.where('expires_at', '>', timestamp()))
    .limit(limit)
  if (waiting) {
    return query
      .$if(after !== null, (rows) => rows.where(sql<boolean>`(expires_at, id) > (${after?.at}, ${after?.id})`))
      .orderBy('expires_at')
      .orderBy('id')
      .execute()
  }
  return query
    .$if(after !== null, (rows) => rows.where(sql<boolean>`(requested_at, id) < (${after?.at}, ${after?.id})`))
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** The work address of a staff member, and whether they are here still. */
export const selectMemberStanding = (tx: Tx, staffId: string) =>
  tx.selectFrom('staff').select(['email', 'active']).where('id', '=', staffId).executeTakeFirst()
