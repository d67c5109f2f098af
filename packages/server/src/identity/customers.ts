import type { Customer, Locale, OutboundHold } from '@topay/contract'
import { type Address, type Db, found, newId, timestamp, type Tx } from '../platform/index.ts'
import { maskEmail, maskName, maskPhone } from './mask.ts'
import { insertContact, insertCustomer, lockPaymentPassword, selectCustomers, selectOwner } from './queries.ts'

/**
 * Makes a customer with addresses that are proved already; answers the id. The hashes are those of `hashPassword`. A taken address is a unique violation of
 * `customer_contact_pkey`.
 */
export const createCustomer = async (
  tx: Tx,
  customer: {
    name: string
    locale: Locale
    addresses: readonly Address[]
    password_hash: string
    payment_password_hash?: string
    /** RFC 3339; default now. */
    created_at?: string
  },
): Promise<string> => {
  const { addresses, payment_password_hash = null, created_at = timestamp(), name, locale, password_hash } = customer
  const id = newId('customer')
  await insertCustomer(tx, {
    id,
    name,
    locale,
    password_hash,
    payment_password_hash,
    password_changed_at: created_at,
    payment_password_changed_at: payment_password_hash === null ? null : created_at,
    created_at,
  })
  for (const address of addresses) await insertContact(tx, id, address, created_at)
  return id
}

type CustomerRow = Awaited<ReturnType<typeof selectCustomers>>[number]

const paymentPasswordState = (row: CustomerRow): Customer['payment_password'] => {
  const until = row.payment_password_locked_until
  if (until !== null && until > timestamp()) return 'locked'
  return row.has_payment_password ? 'set' : 'unset'
}

const holdOf = ({ outbound_hold_until: until, outbound_hold_reason: reason }: CustomerRow): OutboundHold | null =>
  until !== null && reason !== null && until > timestamp() ? { until, reason } : null

const toCustomer = (row: CustomerRow): Customer => {
  const state = paymentPasswordState(row)
  return {
    id: row.id,
    name: row.name,
    locale: row.locale,
    email: row.email,
    phone: row.phone,
    payment_password: state,
    payment_password_locked_until: state === 'locked' ? row.payment_password_locked_until : null,
    two_factor: row.two_factor,
    verification_class: row.verification_class,
    frozen_at: row.frozen_at,
    outbound_hold: holdOf(row),
    created_at: row.created_at,
  }
}

/** The customer as they see themselves. Throws NOT_FOUND. */
export const getCustomer = async (tx: Tx | Db, id: string): Promise<Customer> =>
  toCustomer(found((await selectCustomers(tx, [id]))[0]))

/** What a colleague sees of a customer. */
export type MaskedCustomer = {
  id: string
  name: string
  phone: string | null
  email: string | null
  locale: Locale
  payment_password: Customer['payment_password']
  member_since: string
}

const toMasked = (row: CustomerRow): MaskedCustomer => ({
  id: row.id,
  name: maskName(row.name),
  phone: row.phone === null ? null : maskPhone(row.phone),
  email: row.email === null ? null : maskEmail(row.email),
  locale: row.locale,
  payment_password: paymentPasswordState(row),
  member_since: row.created_at,
})

/** Customers as colleagues see them, by id; unknown ids are left out. */
export const maskedCustomers = async (
  tx: Tx | Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MaskedCustomer>> =>
  new Map((await selectCustomers(tx, [...new Set(ids)])).map((row) => [row.id, toMasked(row)]))

/** The customer as colleagues see them. Throws NOT_FOUND. */
export const maskedCustomer = async (tx: Tx | Db, id: string): Promise<MaskedCustomer> =>
  toMasked(found((await selectCustomers(tx, [id]))[0]))

/** The language a customer chose. Throws NOT_FOUND. */
export const customerLocale = async (tx: Tx | Db, id: string): Promise<Locale> => (await getCustomer(tx, id)).locale

/** Where and in which language a customer is written to, ready for `notify`: by SMS when there is a phone number, else by e-mail. Throws NOT_FOUND. */
export const reachCustomer = async (
  tx: Tx | Db,
  id: string,
): Promise<{ channel: 'sms' | 'email'; to: string; customer_id: string; locale: Locale }> => {
  const { phone, email, locale } = await getCustomer(tx, id)
  return phone === null
    ? { channel: 'email', to: found(email), customer_id: id, locale }
    : { channel: 'sms', to: phone, customer_id: id, locale }
}

/** The customer whom an address belongs to; undefined when nobody's. Whoever asks decides who may learn it. */
export const findCustomerByAddress = async (tx: Tx | Db, address: Address): Promise<string | undefined> =>
  (await selectOwner(tx, address))?.id

/** Makes everything that is confirmed or limited for this customer wait until the end of the transaction. Throws NOT_FOUND. */
export const lockCustomer = async (tx: Tx, id: string): Promise<void> => {
  found(await lockPaymentPassword(tx, id))
}

/** A name as it is compared: width, case, spaces and the dots inside of transliterated names do not matter. */
const comparable = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s·•・.]/g, '')

/** Whether two names are one and the same, however they are written. */
export const isSameName = (one: string, other: string): boolean => comparable(one) === comparable(other)

/** Whether a name that somebody gave is this customer's whole name. Throws NOT_FOUND. */
export const isNameOf = async (tx: Tx | Db, id: string, given: string): Promise<boolean> =>
  isSameName((await getCustomer(tx, id)).name, given)
