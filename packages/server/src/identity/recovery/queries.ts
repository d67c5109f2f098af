import { sql } from 'kysely'
import { type Address, type Db, timestamp, type Tx } from '../../platform/index.ts'

export const insertReset = async (
  tx: Tx,
  reset: {
    id: string
    customer_id: string | null
    address: Address
    code_hash: Buffer | null
    link_hash: Buffer | null
    code_expires_at: string
    created_at: string
    expires_at: string
  },
): Promise<void> => {
  const { address, ...row } = reset
  await tx
    .insertInto('password_reset')
    .values({ ...row, ...address })
    .execute()
}

/** The address that a reset was asked for with. */
export const selectResetAddress = async (db: Db, id: string): Promise<string | undefined> =>
  (await db.selectFrom('password_reset').select('value').where('id', '=', id).executeTakeFirst())?.value

/** A reset that can still be used, counted as tried and locked until the end of the transaction; undefined when there is none. */
export const tryReset = (tx: Tx, id: string, tries: number) =>
  tx
    .updateTable('password_reset')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returningAll()
    .executeTakeFirst()

export type ResetRow = NonNullable<Awaited<ReturnType<typeof tryReset>>>

export const updateReset = async (
  tx: Tx,
  id: string,
  change: Partial<Pick<ResetRow, 'tries' | 'factor_tries' | 'verified_at' | 'passkey_challenge'>>,
): Promise<void> => {
  await tx.updateTable('password_reset').set(change).where('id', '=', id).execute()
}

/** Ends every reset of a customer that is on its way. */
export const endResets = async (tx: Tx, customerId: string, at: string): Promise<void> => {
  await tx
    .updateTable('password_reset')
    .set({ used_at: at })
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .execute()
}

export const updatePassword = async (tx: Tx, customerId: string, password_hash: string, at: string): Promise<void> => {
  await tx
    .updateTable('customer')
    .set({ password_hash, password_changed_at: at })
    .where('id', '=', customerId)
    .execute()
}

/** Sets the payment password anew, unlocked and with all its tries. */
export const renewPaymentPassword = async (
  tx: Tx,
  customerId: string,
  payment_password_hash: string,
  at: string,
): Promise<void> => {
  await tx
    .updateTable('customer')
    .set({
      payment_password_hash,
      payment_password_changed_at: at,
      payment_password_failures: 0,
      payment_password_locked_until: null,
    })
    .where('id', '=', customerId)
    .execute()
}

/** The addresses that codes go to: of each kind, the one confirmed first. */
export const selectCodeAddresses = async (tx: Tx, customerId: string): Promise<Address[]> =>
  tx
    .selectFrom('customer_contact')
    .distinctOn('kind')
    .select(['kind', 'value'])
    .where('customer_id', '=', customerId)
    .orderBy('kind')
    .orderBy('verified_at')
    .orderBy('value')
    .execute()

/** All that is known of a customer and could stand in a bad password. */
export const selectKnownWords = async (tx: Tx | Db, customerId: string): Promise<string[]> => {
  const { rows } = await sql<{ word: string }>`
    select name as word from customer where id = ${customerId}
    union all select value from customer_contact where customer_id = ${customerId}`.execute(tx)
  return rows.map(({ word }) => word)
}
