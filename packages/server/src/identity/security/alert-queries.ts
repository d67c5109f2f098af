import type { Locale } from '@topay/contract'
import type { Address, Tx } from '../../platform/index.ts'

export type NewSecurityEvent = {
  id: string
  customer_id: string
  kind: string
  at: string
  session_id: string | null
  device: string | null
  place: string | null
  ip: string | null
  detail: string | null
}

export const insertSecurityEvent = async (tx: Tx, event: NewSecurityEvent): Promise<void> => {
  await tx.insertInto('security_event').values(event).execute()
}

export const insertAlert = async (
  tx: Tx,
  alert: { token_hash: Buffer; event_id: string; expires_at: string },
): Promise<void> => {
  await tx.insertInto('security_alert').values(alert).execute()
}

/** Every address of an account, and the language of its owner. */
export const selectReach = async (
  tx: Tx,
  customerId: string,
): Promise<{ locale: Locale; addresses: Address[] } | undefined> => {
  const customer = await tx.selectFrom('customer').select('locale').where('id', '=', customerId).executeTakeFirst()
  if (!customer) return undefined
  const addresses = await tx
    .selectFrom('customer_contact')
    .select(['kind', 'value'])
    .where('customer_id', '=', customerId)
    .orderBy('verified_at')
    .execute()
  return { locale: customer.locale, addresses }
}
