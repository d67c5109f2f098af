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
    payment_password_changed_at?: string
    payment_password_failures: number
    payment_password_locked_until: string | null
  },
): Promise<void> => {
  await tx.updateTable('customer').set(change).where('id', '=', customerId).execute()
}

// Verification class

export const selectVerificationClass = (tx: Tx | Db, customerId: string) =>
  tx
    .selectFrom('customer')
    .select(['verification_class', 'verified_until', 'verified_name'])
    .where('id', '=', customerId)
    .executeTakeFirst()

export const updateVerificationClass = async (
  tx: Tx,
  customerId: string,
  change: { verification_class: number; verified_until?: string | null; verified_name?: Buffer | null },
): Promise<boolean> => {
  const result = await tx.updateTable('customer').set(change).where('id', '=', customerId).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

// Pruning

/** Removes what ended, or was last seen, so many ms ago or more. What refers to something goes before it. */
export const deleteEnded = async (db: Db, keep: Record<Kept, number>): Promise<void> => {
  const before = (kept: Kept): string => fromNow(-keep[kept])
  await db.deleteFrom('challenge').where('expires_at', '<', before('challenges')).execute()
  await db.deleteFrom('sign_up').where('expires_at', '<', before('sign_ups')).execute()
  await db.deleteFrom('sign_in').where('expires_at', '<', before('sign_ins')).execute()
  await db.deleteFrom('password_reset').where('expires_at', '<', before('sign_ins')).execute()
  await db.deleteFrom('contact_change').where('expires_at', '<', before('sign_ups')).execute()
  await db
    .deleteFrom('customer_totp')
    .where('confirmed_at', 'is', null)
    .where('created_at', '<', before('challenges'))
    .execute()
  await db.deleteFrom('passkey_registration').where('expires_at', '<', before('challenges')).execute()
  await db.deleteFrom('code_sent').where('sent_at', '<', before('codes')).execute()
  await db
    .deleteFrom('sign_in_lock')
    .where('updated_at', '<', before('locks'))
    .where((row) => row.or([row('locked_until', 'is', null), row('locked_until', '<', timestamp())]))
    .execute()
  await db.deleteFrom('customer_session').where('expires_at', '<', before('sessions')).execute()
  await db
    .deleteFrom('customer_device')
    .where('last_seen_at', '<', before('devices'))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('customer_session as session')
            .select('session.id')
            .whereRef('session.device_id', '=', 'customer_device.id'),
        ),
      ),
    )
    .execute()
  await db.deleteFrom('security_alert').where('expires_at', '<', before('alerts')).execute()
  await db.deleteFrom('security_event').where('at', '<', before('events')).execute()
}

type Kept = 'challenges' | 'sign_ups' | 'sign_ins' | 'codes' | 'locks' | 'sessions' | 'devices' | 'alerts' | 'events'
