import type { Customer } from '@topay/contract'
import { type Db, timestamp, type Tx } from '../../platform/index.ts'

// Challenges

export const insertChallenge = async (
  tx: Tx,
  challenge: {
    id: string
    customer_id: string
    binding: Buffer
    method: 'code' | 'totp' | 'passkey'
    code_hash: Buffer | null
    passkey_challenge: Buffer | null
    created_at: string
    expires_at: string
  },
): Promise<void> => {
  await tx.insertInto('challenge').values(challenge).execute()
}

/** Ends the challenges of an operation that were not used. */
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
    .returning(['method', 'binding', 'code_hash', 'passkey_challenge', 'tries'])
    .executeTakeFirst()

export const markChallengeUsed = async (tx: Tx, id: string, at: string): Promise<void> => {
  await tx.updateTable('challenge').set({ used_at: at }).where('id', '=', id).execute()
}

// Authenticator app

/** The authenticator app of a customer, locked so that its codes are tried one after the other. */
export const lockTotp = (tx: Tx, customerId: string) =>
  tx.selectFrom('customer_totp').selectAll().where('customer_id', '=', customerId).forUpdate().executeTakeFirst()

export const updateTotp = async (
  tx: Tx,
  customerId: string,
  change: { last_step?: number; failures?: number; paused_until?: string | null; confirmed_at?: string },
): Promise<void> => {
  await tx.updateTable('customer_totp').set(change).where('customer_id', '=', customerId).execute()
}

/** Until when the codes of the app are not looked at; null: they are. */
export const selectTotpPause = async (tx: Tx | Db, customerId: string): Promise<string | null> => {
  const row = await tx
    .selectFrom('customer_totp')
    .select('paused_until')
    .where('customer_id', '=', customerId)
    .where('paused_until', '>', timestamp())
    .executeTakeFirst()
  return row?.paused_until ?? null
}

/** Puts a secret that waits for its first code; false when one is in use. */
export const putTotp = async (
  tx: Tx,
  totp: { customer_id: string; secret: Buffer; created_at: string },
): Promise<boolean> => {
  const { customer_id: _, ...change } = totp
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('customer_totp')
    .values(totp)
    .onConflict((conflict) =>
      conflict
        .column('customer_id')
        .doUpdateSet({ ...change, last_step: null, failures: 0, paused_until: null })
        .where('customer_totp.confirmed_at', 'is', null),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Forgets the app; false when there is none in use. */
export const deleteTotp = async (tx: Tx, customerId: string): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('customer_totp')
    .where('customer_id', '=', customerId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export const setTwoFactor = async (tx: Tx, customerId: string, two_factor: Customer['two_factor']): Promise<void> => {
  await tx.updateTable('customer').set({ two_factor }).where('id', '=', customerId).execute()
}

// Recovery codes

/** Marks a recovery code as used; false when there is none, or it was used. */
export const useRecoveryCode = async (tx: Tx, customerId: string, codeHash: Buffer): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_code')
    .set({ used_at: timestamp() })
    .where('customer_id', '=', customerId)
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export const countRecoveryCodes = async (tx: Tx | Db, customerId: string): Promise<number> => {
  const { left } = await tx
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}

/** Puts new codes in place of all that there are. */
export const replaceRecoveryCodes = async (tx: Tx, customerId: string, hashes: readonly Buffer[]): Promise<void> => {
  await tx.deleteFrom('recovery_code').where('customer_id', '=', customerId).execute()
  if (hashes.length === 0) return
  await tx
    .insertInto('recovery_code')
    .values(hashes.map((code_hash) => ({ customer_id: customerId, code_hash })))
    .execute()
}

/** Ends the recovery codes of everybody; answers how many were left. */
export const endAllRecoveryCodes = async (tx: Tx): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_code')
    .set({ used_at: timestamp() })
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

// Passkeys

/** Passkeys of a customer, the newest first. */
export const selectPasskeys = (tx: Tx | Db, customerId: string) =>
  tx
    .selectFrom('passkey')
    .select(['id', 'name', 'synced', 'created_at', 'last_used_at', 'credential_id', 'transports'])
    .where('customer_id', '=', customerId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** The passkey of a credential with its owner, locked so that its counter goes up one use after the other; none of a closed account. */
export const lockPasskey = (tx: Tx, credentialId: Buffer) =>
  tx
    .selectFrom('passkey')
    .innerJoin('customer', 'customer.id', 'passkey.customer_id')
    .select([
      'passkey.id',
      'passkey.customer_id',
      'passkey.credential_id',
      'passkey.public_key',
      'passkey.counter',
      'customer.webauthn_user_id',
    ])
    .where('passkey.credential_id', '=', credentialId)
    .where('customer.closed_at', 'is', null)
    .forUpdate('passkey')
    .executeTakeFirst()

export const markPasskeyUsed = async (
  tx: Tx,
  id: string,
  use: { counter: number; synced: boolean; last_used_at: string },
): Promise<void> => {
  await tx.updateTable('passkey').set(use).where('id', '=', id).execute()
}

/** False when the credential is known already, to whomever. */
export const insertPasskey = async (
  tx: Tx,
  passkey: {
    id: string
    customer_id: string
    credential_id: Buffer
    public_key: Buffer
    counter: number
    transports: string[]
    synced: boolean
    name: string
    created_at: string
  },
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('passkey')
    .values(passkey)
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export const deletePasskey = async (tx: Tx, customerId: string, id: string): Promise<void> => {
  await tx.deleteFrom('passkey').where('id', '=', id).where('customer_id', '=', customerId).execute()
}

/** What authenticators know the customer by: `random` the first time, the same ever after. */
export const giveWebauthnUser = async (tx: Tx, customerId: string, random: Buffer): Promise<Buffer> => {
  const { webauthn_user_id } = await tx
    .updateTable('customer')
    .set((row) => ({ webauthn_user_id: row.fn.coalesce('webauthn_user_id', row.val(random)) }))
    .where('id', '=', customerId)
    .returning('webauthn_user_id')
    .executeTakeFirstOrThrow()
  return webauthn_user_id ?? random
}

/** A customer has one registration on its way; a newer one replaces it. */
export const putRegistration = async (
  tx: Tx,
  registration: { customer_id: string; challenge: Buffer; expires_at: string },
): Promise<void> => {
  const { customer_id: _, ...change } = registration
  await tx
    .insertInto('passkey_registration')
    .values(registration)
    .onConflict((conflict) => conflict.column('customer_id').doUpdateSet(change))
    .execute()
}

/** Takes the kept challenge of a registration out, so that it counts once; undefined when there is none that still counts. */
export const takeRegistration = async (tx: Tx, customerId: string): Promise<Buffer | undefined> => {
  const row = await tx
    .deleteFrom('passkey_registration')
    .where('customer_id', '=', customerId)
    .returning(['challenge', 'expires_at'])
    .executeTakeFirst()
  return row && row.expires_at > timestamp() ? row.challenge : undefined
}
