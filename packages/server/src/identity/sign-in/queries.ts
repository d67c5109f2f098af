import type { Address, Db, Tx } from '../../platform/index.ts'
import { timestamp } from '../../platform/index.ts'

/** The account that an address belongs to, with what signing in asks about it. Closed accounts are nobody's. */
export const selectAccount = (db: Db | Tx, address: Address) =>
  db
    .selectFrom('customer_contact')
    .innerJoin('customer', 'customer.id', 'customer_contact.customer_id')
    .select((row) => [
      'customer.id',
      'customer.locale',
      'customer.password_hash',
      'customer.two_factor',
      // Another way to confirm than a code to this kind of address.
      row
        .or([
          row.exists(
            row
              .selectFrom('customer_contact as other')
              .select('other.id')
              .whereRef('other.customer_id', '=', 'customer.id')
              .where('other.kind', '<>', address.kind),
          ),
          row.exists(
            row.selectFrom('passkey').select('passkey.id').whereRef('passkey.customer_id', '=', 'customer.id'),
          ),
        ])
        .as('has_other_way'),
    ])
    .where('customer_contact.kind', '=', address.kind)
    .where('customer_contact.value', '=', address.value)
    .where('customer.closed_at', 'is', null)
    .executeTakeFirst()

export type NewSignIn = {
  id: string
  way: 'password' | 'code' | 'passkey'
  customer_id: string | null
  kind: Address['kind'] | null
  value: string | null
  reason: 'two_factor' | 'new_device' | null
  code_hash: Buffer | null
  code_expires_at: string | null
  passkey_challenge: Buffer | null
  device_token_hash: Buffer | null
  user_agent: string
  ip: string
  expires_at: string
}

export const insertSignIn = async (tx: Tx, signIn: NewSignIn): Promise<void> => {
  await tx
    .insertInto('sign_in')
    .values({ ...signIn, created_at: timestamp() })
    .execute()
}

const running = (tx: Tx | Db, id: string) =>
  tx
    .selectFrom('sign_in')
    .selectAll()
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())

/** A sign-in that is on its way, as it stands. */
export const selectSignIn = (tx: Tx | Db, id: string) => running(tx, id).executeTakeFirst()
export type SignInRow = NonNullable<Awaited<ReturnType<typeof selectSignIn>>>

/** The same, locked until the end of the transaction. */
export const lockSignIn = (tx: Tx, id: string) => running(tx, id).forUpdate().executeTakeFirst()

/** Counts a try of the code that is the first step; undefined when there is none to try any more. */
export const tryFirstCode = (tx: Tx, id: string, tries: number) =>
  tx
    .updateTable('sign_in')
    .set((row) => ({ code_tries: row('code_tries', '+', 1) }))
    .where('id', '=', id)
    .where('way', '=', 'code')
    .where('reason', 'is', null)
    .where('used_at', 'is', null)
    .where('code_expires_at', '>', timestamp())
    .where('code_tries', '<', tries)
    .returningAll()
    .executeTakeFirst()

/** Counts a try of the second step; undefined when there is none to try any more. */
export const trySecondStep = (tx: Tx, id: string, tries: number) =>
  tx
    .updateTable('sign_in')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('reason', 'is not', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returningAll()
    .executeTakeFirst()

export const updateSignIn = async (
  tx: Tx,
  id: string,
  change: Partial<
    Pick<
      SignInRow,
      | 'reason'
      | 'code_hash'
      | 'code_method'
      | 'code_expires_at'
      | 'code_tries'
      | 'passkey_challenge'
      | 'expires_at'
      | 'used_at'
    >
  >,
): Promise<void> => {
  await tx.updateTable('sign_in').set(change).where('id', '=', id).execute()
}
