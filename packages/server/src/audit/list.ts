import type { Db, Doer, Tx } from '../platform/index.ts'

/** An entry as other modules read it. */
export type AuditEntry = {
  seq: number
  at: string
  actor_kind: Doer['kind']
  actor_id: string
  action: string
  detail: Record<string, unknown>
}

/** What was done to a subject: its newest `limit` entries, oldest first. */
export const listAudit = async (tx: Tx | Db, subject: string, limit = 200): Promise<AuditEntry[]> => {
  const rows = await tx
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'actor_kind', 'actor_id', 'action', 'detail'])
    .where('subject', '=', subject)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed().map((row) => ({ ...row, detail: row.detail as Record<string, unknown> }))
}
