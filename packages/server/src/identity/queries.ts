import { sql } from 'kysely'
import type { Locale } from '@topay/contract'
import { type Address, type Db, fromNow, newId, timestamp, type Tx } from '../platform/index.ts'

// Customers

export const insertCustomer = async (
  tx: Tx,
  customer: {
    id: string
    name: string
    locale: Locale
    password_hash: string
    payment_password_hash: string | null
    payment_password_changed_at: string | null
    password_changed_at: string
    created_at: string
  },
): Promise<void> => {
  await tx.insertInto('customer').values(customer).execute()
}

/** A taken address is a unique violation of `customer_contact_pkey`. */
export const insertContact = async (
  tx: Tx,
  customerId: string,
  address: Address,
  verifiedAt: string,
): Promise<void> => {
  await tx
    .insertInto('customer_contact')
    .values({ id: newId('contact'), customer_id: customerId, ...address, verified_at: verifiedAt })
    .execute()
}

/** Customers with their first e-mail address and phone number. */
export const selectCustomers = (tx: Tx | Db, ids: readonly string[]) =>
  tx
    .selectFrom('customer')
    .select((row) => [
      'customer.id',
      'customer.name',
      'customer.locale',
      'customer.created_at',
      'customer.payment_password_locked_until',
      'customer.two_factor',
      'customer.verification_class',
      'customer.frozen_at',
      'customer.outbound_hold_until',
      'customer.outbound_hold_reason',
      row('customer.payment_password_hash', 'is not', null).as('has_payment_password'),
      firstContact('email').as('email'),
      firstContact('phone').as('phone'),
    ])
    .where('customer.id', '=', sql<string>`any(${ids as string[]})`)
    .execute()

const firstContact = (kind: Address['kind']) => sql<string | null>`(
  select value from customer_contact where customer_id = customer.id and kind = ${kind} order by verified_at, value limit 1)`

export const updateCustomer = async (
  tx: Tx,
  id: string,
  change: { name?: string | undefined; locale?: Locale | undefined },
): Promise<void> => {
  if (change.name === undefined && change.locale === undefined) return
  await tx.updateTable('customer').set(change).where('id', '=', id).execute()
}

/** The customer whom an address belongs to. */
export const selectOwner = (tx: Tx | Db, address: Address) =>
  tx
    .selectFrom('customer_contact')
    .innerJoin('customer', 'customer.id', 'customer_contact.customer_id')
    .select(['customer.id', 'customer.locale', 'customer.password_hash'])
    .where('customer_contact.kind', '=', address.kind)
    .where('customer_contact.value', '=', address.value)
    .executeTakeFirst()

// Sign-ups

/** Sign-ups for one address wait for each other here until the end of the transaction, so that they can be counted. */
export const lockAddress = async (tx: Tx, address: Address): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.sign_up ${address.value}`}, 0))`.execute(tx)
}

/** When codes were asked for at an address since a time, newest first. */
export const selectSignUpTimes = async (tx: Tx, address: Address, since: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('sign_up')
    .select('created_at')
    .where('value', '=', address.value)
    .where('created_at', '>', since)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => row.created_at)
}

export const insertSignUp = async (
  tx: Tx,
  signUp: {
    id: string
    address: Address
    locale: Locale
    code_hash: Buffer | null
    created_at: string
    expires_at: string
  },
): Promise<void> => {
  const { address, ...row } = signUp
  await tx
    .insertInto('sign_up')
    .values({ ...row, ...address })
    .execute()
}

/** The address that a sign-up is for. */
export const selectSignUpAddress = async (db: Db, id: string): Promise<string | undefined> =>
  (await db.selectFrom('sign_up').select('value').where('id', '=', id).executeTakeFirst())?.value

/** A sign-up that can still be confirmed, counted as tried and locked until the end of the transaction; undefined when there is none. */
export const trySignUp = (tx: Tx, id: string, tries: number) =>
  tx
    .updateTable('sign_up')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returning(['kind', 'value', 'locale', 'code_hash'])
    .executeTakeFirst()

export const markSignUpUsed = async (tx: Tx, id: string): Promise<void> => {
  await tx.updateTable('sign_up').set({ used_at: timestamp() }).where('id', '=', id).execute()
}

// Sessions

export const insertSession = async (
  tx: Tx,
  session: { id: string; customer_id: string; token_hash: Buffer; user_agent: string; ip: string; expires_at: string },
): Promise<void> => {
  await tx
    .insertInto('customer_session')
    .values({ ...session, created_at: timestamp(), last_seen_at: timestamp() })
    .execute()
}

export const selectSession = (db: Db, tokenHash: Buffer) =>
  db
    .selectFrom('customer_session')
    .select(['id', 'customer_id'])
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .executeTakeFirst()

export const revokeSession = async (tx: Tx | Db, id: string): Promise<void> => {
  await tx
    .updateTable('customer_session')
    .set({ revoked_at: timestamp() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Sessions that are open at a moment. */
export const countSessions = async (db: Db, customerId: string, at: string): Promise<number> => {
  const { open } = await db
    .selectFrom('customer_session')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('customer_id', '=', customerId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow()
  return Number(open)
}

// Passkeys

export const selectPasskeyCount = async (db: Db, customerId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('passkey')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

// Payment password

/** The payment password of a customer, locked so that guesses are counted one after the other. References to the customer are not held up. */
export const lockPaymentPassword = (tx: Tx, customerId: string) =>
  tx
    .selectFrom('customer')
    .select(['payment_password_hash', 'payment_password_failures', 'payment_password_locked_until'])
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()

export const updatePaymentPassword = async (
  tx: Tx,
  customerId: string,
  change: {
    payment_password_hash?: string
    payment_password_failures: number
    payment_password_locked_until: string | null
  },
): Promise<void> => {
  await tx.updateTable('customer').set(change).where('id', '=', customerId).execute()
}

// Verification class

export const selectVerificationClass = async (tx: Tx | Db, customerId: string): Promise<number | undefined> =>
  (await tx.selectFrom('customer').select('verification_class').where('id', '=', customerId).executeTakeFirst())
    ?.verification_class

export const updateVerificationClass = async (tx: Tx, customerId: string, level: number): Promise<boolean> => {
  const result = await tx
    .updateTable('customer')
    .set({ verification_class: level })
    .where('id', '=', customerId)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

// Challenges

export const insertChallenge = async (
  tx: Tx,
  challenge: {
    id: string
    customer_id: string
    binding: Buffer
    code_hash: Buffer
    created_at: string
    expires_at: string
  },
): Promise<void> => {
  await tx.insertInto('challenge').values(challenge).execute()
}

/** When a customer was sent codes to confirm something since a time, newest first. */
export const selectChallengeTimes = async (tx: Tx, customerId: string, since: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('challenge')
    .select('created_at')
    .where('customer_id', '=', customerId)
    .where('created_at', '>', since)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => row.created_at)
}

/** Ends the codes that were sent for an operation and not used. */
export const endChallenges = async (tx: Tx, customerId: string, binding: Buffer, at: string): Promise<void> => {
  await tx
    .updateTable('challenge')
    .set({ expires_at: at })
    .where('customer_id', '=', customerId)
    .where('binding', '=', binding)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .execute()
}

/** A challenge that can still be answered, counted as tried and locked until the end of the transaction; undefined when there is none. */
export const tryChallenge = (tx: Tx, customerId: string, id: string, tries: number) =>
  tx
    .updateTable('challenge')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('tries', '<', tries)
    .returning(['code_hash', 'tries'])
    .executeTakeFirst()

export const markChallengeUsed = async (tx: Tx, id: string, at: string): Promise<void> => {
  await tx.updateTable('challenge').set({ used_at: at }).where('id', '=', id).execute()
}

// Pruning

/** Removes sign-ups, challenges and sessions that ended `ms` ago or more. */
export const deleteEnded = async (
  db: Db,
  ms: { sign_ups: number; challenges: number; sessions: number },
): Promise<void> => {
  await db.deleteFrom('challenge').where('expires_at', '<', fromNow(-ms.challenges)).execute()
  await db.deleteFrom('sign_up').where('expires_at', '<', fromNow(-ms.sign_ups)).execute()
  await db.deleteFrom('customer_session').where('expires_at', '<', fromNow(-ms.sessions)).execute()
}
