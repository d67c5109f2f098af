import type { Kysely, Selectable } from 'kysely'
import { type Address, type Db, timestamp, type Tx } from '../../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type ContactRow = Selectable<Tables['customer_contact']>

/** Addresses of a customer, of each kind the one confirmed first at the front. */
export const selectContacts = (tx: Tx | Db, customerId: string): Promise<ContactRow[]> =>
  tx
    .selectFrom('customer_contact')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('kind')
    .orderBy('verified_at')
    .orderBy('value')
    .execute()

export const deleteContact = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('customer_contact').where('id', '=', id).execute()
}

export const insertContactChange = async (
  tx: Tx,
  change: {
    id: string
    customer_id: string
    address: Address
    code_hash: Buffer | null
    created_at: string
    expires_at: string
  },
): Promise<void> => {
  const { address, ...row } = change
  await tx
    .insertInto('contact_change')
    .values({ ...row, ...address })
    .execute()
}

/** A change of this customer that can still be confirmed, counted as tried and locked until the end of the transaction; undefined when there is none. */
export const tryContactChange = (tx: Tx, customerId: string, id: string, tries: number) =>
  tx
    .updateTable('contact_change')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returning(['kind', 'value', 'code_hash'])
    .executeTakeFirst()

export const markContactChangeUsed = async (tx: Tx, id: string, at: string): Promise<void> => {
  await tx.updateTable('contact_change').set({ used_at: at }).where('id', '=', id).execute()
}
