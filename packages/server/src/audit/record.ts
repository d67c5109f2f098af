import { sql } from 'kysely'
import { type Doer, timestamp, type Tx } from '../platform/index.ts'

/** Small facts about what was done: ids, amounts, reasons. Never a secret, never a whole record of a customer. */
export type AuditDetail = Record<string, string | number | boolean | null | readonly string[]>

/**
 * Adds an entry to the record of who did what, in the transaction of the deed. `action` is `<thing>.<what happened>`, such as `case.closed`; `subject` the id
 * of the thing. Writers wait for each other from here to commit, so let it be the last statement that may be slow or may wait; and record what staff do and
 * what matters for security, not every read.
 */
export const recordAudit = async (
  tx: Tx,
  entry: { doer: Doer; action: string; subject: string; detail?: AuditDetail },
): Promise<void> => {
  const { doer, action, subject, detail = {} } = entry
  // The trigger numbers and chains; a table with columns that only a trigger fills is beyond the query builder.
  await sql`
    insert into audit_entry (at, actor_kind, actor_id, action, subject, detail, request_id)
    values (${timestamp()}, ${doer.kind}, ${doer.id}, ${action}, ${subject}, ${JSON.stringify(detail)}::jsonb, ${doer.request_id ?? null})`.execute(
    tx,
  )
}
