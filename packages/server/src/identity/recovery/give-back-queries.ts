import type { Address, Tx } from '../../platform/index.ts'

/** Takes every second factor from an account: authenticator app, recovery codes, passkeys, codes at sign-in. */
export const deleteFactors = async (tx: Tx, customerId: string): Promise<void> => {
  for (const table of ['customer_totp', 'recovery_code', 'passkey', 'passkey_registration'] as const)
    await tx.deleteFrom(table).where('customer_id', '=', customerId).execute()
  await tx.updateTable('customer').set({ two_factor: 'off' }).where('id', '=', customerId).execute()
}

/** Takes all addresses but one from an account; answers those that went. */
export const deleteOtherContacts = (tx: Tx, customerId: string, kept: Address): Promise<Address[]> =>
  tx
    .deleteFrom('customer_contact')
    .where('customer_id', '=', customerId)
    .where('value', '<>', kept.value)
    .returning(['kind', 'value'])
    .execute()

/** No browser is known to the account any more. */
export const forgetDevices = async (tx: Tx, customerId: string, at: string): Promise<void> => {
  await tx
    .updateTable('customer_device')
    .set({ removed_at: at })
    .where('customer_id', '=', customerId)
    .where('removed_at', 'is', null)
    .execute()
}
