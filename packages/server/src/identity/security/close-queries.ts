import type { Tx } from '../../platform/index.ts'
import type { ClosedIdentity } from './close-customer.ts'

/** Waits for everything under way that names the customer, and keeps whatever would name them waiting until the transaction ends. */
export const lockForClosing = async (tx: Tx, customerId: string): Promise<void> => {
  await tx.selectFrom('customer').select('id').where('id', '=', customerId).forUpdate().executeTakeFirst()
}

/** Whether an account is closed. It does not close before the transaction ends. */
export const isClosed = async (tx: Tx, customerId: string): Promise<boolean> => {
  const row = await tx
    .selectFrom('customer')
    .select('closed_at')
    .where('id', '=', customerId)
    .forKeyShare()
    .executeTakeFirst()
  return row?.closed_at != null
}

/** Name and addresses of a customer who has not closed the account; undefined else. The row stays locked until the transaction ends. */
export const selectIdentity = async (tx: Tx, customerId: string): Promise<ClosedIdentity | undefined> => {
  const customer = await tx
    .selectFrom('customer')
    .select(['name', 'locale', 'created_at'])
    .where('id', '=', customerId)
    .where('closed_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!customer) return undefined
  const addresses = await tx
    .selectFrom('customer_contact')
    .select(['kind', 'value'])
    .where('customer_id', '=', customerId)
    .orderBy('verified_at')
    .execute()
  return { name: customer.name, locale: customer.locale, addresses, member_since: customer.created_at }
}

/** Everything that a customer could prove themselves with, or be reached at. */
export const deleteCredentials = async (tx: Tx, customerId: string): Promise<void> => {
  await tx.deleteFrom('customer_totp').where('customer_id', '=', customerId).execute()
  await tx.deleteFrom('recovery_code').where('customer_id', '=', customerId).execute()
  await tx.deleteFrom('passkey').where('customer_id', '=', customerId).execute()
  await tx.deleteFrom('passkey_registration').where('customer_id', '=', customerId).execute()
  await tx.deleteFrom('contact_change').where('customer_id', '=', customerId).execute()
  await tx.deleteFrom('customer_contact').where('customer_id', '=', customerId).execute()
}

export const clearCustomer = async (
  tx: Tx,
  customerId: string,
  closed: { name: string; password_hash: string; closed_at: string },
): Promise<void> => {
  await tx
    .updateTable('customer')
    .set({
      ...closed,
      payment_password_hash: null,
      payment_password_changed_at: null,
      two_factor: 'off',
      phrase: null,
      webauthn_user_id: null,
      verified_name: null,
    })
    .where('id', '=', customerId)
    .execute()
}
