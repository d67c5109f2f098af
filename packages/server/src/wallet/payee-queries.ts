import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type PayeeRow = Selectable<Tables['payee']>

/** A customer's searches for payees wait for each other here until the end of the transaction, so that they can be counted. */
export const lockLookups = async (tx: Tx, customerId: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.payee_lookup ${customerId}`}, 0))`.execute(tx)
}

/** The time of the `nth` latest search since a moment, only misses or all; undefined when there were fewer. */
export const findNthLookup = async (
  tx: Tx,
  customerId: string,
  filter: { since: string; nth: number; misses: boolean },
): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('payee_lookup')
    .select('at')
    .where('customer_id', '=', customerId)
    .where('at', '>', filter.since)
    .$if(filter.misses, (query) => query.where('found', '=', false))
    .orderBy('at', 'desc')
    .offset(filter.nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

export const insertLookup = (tx: Tx, row: { customer_id: string; found: boolean; at: string }) =>
  tx.insertInto('payee_lookup').values(row).execute()

/** Removes searches that count for nothing any more. */
export const deleteLookups = (db: Db, before: string) =>
  db.deleteFrom('payee_lookup').where('at', '<', before).execute()

/** The payee as the customer holds them, made on first sight. The address they were last found by stays. */
export const upsertPayee = (
  tx: Tx,
  row: Pick<PayeeRow, 'id' | 'customer_id' | 'payee_customer_id' | 'found_by' | 'created_at'>,
): Promise<PayeeRow> =>
  tx
    .insertInto('payee')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['customer_id', 'payee_customer_id'])
        .doUpdateSet({ found_by: sql`coalesce(excluded.found_by, payee.found_by)` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()

export const findPayeeRow = (tx: Tx | Db, customerId: string, id: string): Promise<PayeeRow | undefined> =>
  tx.selectFrom('payee').selectAll().where('id', '=', id).where('customer_id', '=', customerId).executeTakeFirst()

/** What a customer holds of some other customers. */
export const findPayees = (tx: Tx | Db, customerId: string, others: readonly string[]): Promise<PayeeRow[]> =>
  tx
    .selectFrom('payee')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('payee_customer_id', '=', sql<string>`any(${others as string[]})`)
    .execute()

/** Payees that money was sent to, the latest first. */
export const findUsedPayees = (tx: Tx | Db, customerId: string, limit: number): Promise<PayeeRow[]> =>
  tx
    .selectFrom('payee')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('last_used_at', 'is not', null)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()

export const setPayeeUsed = (tx: Tx, id: string, at: string) =>
  tx.updateTable('payee').set({ last_used_at: at }).where('id', '=', id).execute()

export const findCodeOwner = async (tx: Tx | Db, code: string): Promise<string | undefined> =>
  (await tx.selectFrom('receive_code').select('customer_id').where('code', '=', code).executeTakeFirst())?.customer_id

export const findReceiveCode = async (tx: Tx | Db, customerId: string): Promise<string | undefined> =>
  (await tx.selectFrom('receive_code').select('code').where('customer_id', '=', customerId).executeTakeFirst())?.code

/** Stores a code where there is none yet, or in place of the old one. Answers the code that is good now. */
export const saveReceiveCode = async (
  tx: Tx | Db,
  row: { customer_id: string; code: string; created_at: string },
  renew: boolean,
): Promise<string> => {
  const { code } = await tx
    .insertInto('receive_code')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('customer_id')
        .doUpdateSet(
          renew
            ? { code: row.code, created_at: row.created_at }
            : { code: sql<string>`receive_code.code`, created_at: sql<string>`receive_code.created_at` },
        ),
    )
    .returning('code')
    .executeTakeFirstOrThrow()
  return code
}
