import type { Insertable, Kysely, Selectable, Updateable } from 'kysely'
import type { Db, Tx } from '../../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type MerchantRow = Selectable<Tables['merchant']>
export type ApiKeyRow = Selectable<Tables['merchant_api_key']>
export type TermsRow = Selectable<Tables['merchant_refund_terms']>

export const insertMerchant = (tx: Tx | Db, row: Omit<MerchantRow, 'offers'> & { offers: string }) =>
  tx.insertInto('merchant').values(row).execute()

export const findMerchant = (tx: Tx | Db, id: string) =>
  tx.selectFrom('merchant').selectAll().where('id', '=', id).executeTakeFirst()

export const findMerchants = (tx: Tx | Db) =>
  tx
    .selectFrom('merchant')
    .selectAll()
    .where('accepts_payments', '=', true)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

export const updateMerchant = async (
  tx: Tx | Db,
  id: string,
  changes: Updateable<Tables['merchant']>,
): Promise<boolean> =>
  (await tx.updateTable('merchant').set(changes).where('id', '=', id).executeTakeFirst()).numUpdatedRows === 1n

/** The merchant, locked until the transaction ends: versions of its terms come one after the other. */
export const lockMerchant = (tx: Tx, id: string) =>
  tx.selectFrom('merchant').select('id').where('id', '=', id).forUpdate().executeTakeFirst()

export const insertApiKey = (tx: Tx | Db, row: Insertable<Tables['merchant_api_key']>) =>
  tx.insertInto('merchant_api_key').values(row).execute()

const good = (tx: Tx | Db, now: string) =>
  tx
    .selectFrom('merchant_api_key')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))

/** The key with this hash, unless it has been revoked or has expired. */
export const findApiKeyByHash = (tx: Tx | Db, hash: Buffer, now: string) =>
  good(tx, now).where('key_hash', '=', hash).executeTakeFirst()

export const findApiKeys = (tx: Tx | Db, merchantId: string, now: string) =>
  good(tx, now).where('merchant_id', '=', merchantId).orderBy('created_at').orderBy('id').execute()

/** A merchant's key that is good, locked until the transaction ends. */
export const lockApiKey = (tx: Tx, merchantId: string, id: string, now: string) =>
  good(tx, now).where('merchant_id', '=', merchantId).where('id', '=', id).forUpdate().executeTakeFirst()

export const updateApiKey = (tx: Tx | Db, id: string, changes: Updateable<Tables['merchant_api_key']>) =>
  tx.updateTable('merchant_api_key').set(changes).where('id', '=', id).execute()

/** Ends all keys of a merchant that have a name, or simply all. */
export const revokeApiKeys = (tx: Tx, merchantId: string, now: string, name?: string) =>
  tx
    .updateTable('merchant_api_key')
    .set({ revoked_at: now })
    .where('merchant_id', '=', merchantId)
    .where('revoked_at', 'is', null)
    .$if(name !== undefined, (q) => q.where('name', '=', name ?? ''))
    .execute()

/** The terms of refund in force; undefined when the merchant has none. */
export const findTerms = (tx: Tx | Db, merchantId: string) =>
  tx
    .selectFrom('merchant_refund_terms')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

export const insertTerms = (tx: Tx, row: TermsRow) => tx.insertInto('merchant_refund_terms').values(row).execute()
