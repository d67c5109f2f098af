import type { Db, Tx } from '../../platform/index.ts'
import { type Position, timestamp } from '../../platform/index.ts'

/** Kinds of events that are about getting in and out; all others change something. */
export const signInKinds = [
  'signed_up',
  'signed_in',
  'new_sign_in',
  'sign_in_failed',
  'sign_in_locked',
  'signed_out',
] as const

/** Security events of a customer, the latest first. */
export const selectEvents = (
  db: Db | Tx,
  customerId: string,
  page: { kind: 'sign_in' | 'change' | undefined; after: Position | null; limit: number },
) =>
  db
    .selectFrom('security_event')
    .select(['id', 'kind', 'at', 'device', 'place', 'ip', 'detail'])
    .where('customer_id', '=', customerId)
    .$if(page.kind === 'sign_in', (query) => query.where('kind', 'in', signInKinds))
    .$if(page.kind === 'change', (query) => query.where('kind', 'not in', signInKinds))
    .$if(page.after !== null, (query) =>
      query.where((row) =>
        row(row.refTuple('at', 'id'), '<', row.tuple(page.after?.created_at ?? '', page.after?.id ?? '')),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()

/** What the link of an alert is about, while it lasts. */
export const selectAlert = (db: Db | Tx, tokenHash: Buffer) =>
  db
    .selectFrom('security_alert as alert')
    .innerJoin('security_event as event', 'event.id', 'alert.event_id')
    .innerJoin('customer', 'customer.id', 'event.customer_id')
    .select([
      'event.id',
      'event.customer_id',
      'event.kind',
      'event.at',
      'event.place',
      'event.device',
      'alert.case_number',
      'customer.frozen_at',
    ])
    .where('alert.token_hash', '=', tokenHash)
    .where('alert.expires_at', '>', timestamp())
    .executeTakeFirst()

export const markReported = async (tx: Tx, tokenHash: Buffer, caseNumber: string): Promise<void> => {
  await tx
    .updateTable('security_alert')
    .set({ reported_at: timestamp(), case_number: caseNumber })
    .where('token_hash', '=', tokenHash)
    .execute()
}
