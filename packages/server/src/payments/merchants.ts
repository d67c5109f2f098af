import type { LocalizedText, Merchant, merchantCategories, Money } from '@topay/contract'
import {
  AppError,
  type Db,
  type MerchantActor,
  newId,
  newToken,
  sha256,
  timestamp,
  tokenPrefixes,
  type Tx,
} from '../platform/index.ts'
import { findMerchantByKey, findMerchants, insertMerchant, type MerchantRow, updateMerchant } from './queries.ts'
import { merchantOf } from './wire.ts'

export type NewMerchant = {
  name: LocalizedText
  category: (typeof merchantCategories)[number]
  /** Shown at the static code; `amount` in minor units of CNY. */
  offers?: readonly { title: LocalizedText; amount: number }[]
  accepts_payments?: boolean
  at?: string
}

/** Opens a merchant's account. The API key is told this once; only its hash is kept. */
export const createMerchant = async (
  tx: Tx | Db,
  input: NewMerchant,
): Promise<{ id: string; merchant: Merchant; api_key: string }> => {
  const api_key = newToken(tokenPrefixes.merchant)
  const offers = (input.offers ?? []).map(({ title, amount }) => ({
    title,
    amount: { amount, currency: 'CNY' } satisfies Money,
  }))
  const row: MerchantRow = {
    id: newId('merchant'),
    name_zh: input.name.zh,
    name_en: input.name.en,
    category: input.category,
    accepts_payments: input.accepts_payments ?? true,
    offers,
    api_key_hash: sha256(api_key),
    created_at: input.at ?? timestamp(),
  }
  await insertMerchant(tx, { ...row, offers: JSON.stringify(offers) })
  return { id: row.id, merchant: merchantOf(row), api_key }
}

/** Lets a merchant take payments, or stops it. Throws NOT_FOUND. */
export const setAcceptsPayments = async (tx: Tx | Db, merchantId: string, accepts: boolean): Promise<void> => {
  if (!(await updateMerchant(tx, merchantId, { accepts_payments: accepts }))) throw new AppError('NOT_FOUND')
}

/** Gives a merchant a new API key; the old one ends at once. Throws NOT_FOUND. */
export const rotateApiKey = async (tx: Tx | Db, merchantId: string): Promise<string> => {
  const apiKey = newToken(tokenPrefixes.merchant)
  if (!(await updateMerchant(tx, merchantId, { api_key_hash: sha256(apiKey) }))) throw new AppError('NOT_FOUND')
  return apiKey
}

/** Merchants that take payments by static code. */
export const listMerchants = async (tx: Tx | Db): Promise<{ items: Merchant[] }> => ({
  items: (await findMerchants(tx)).map(merchantOf),
})

/** Looks a merchant's API key up. */
export const merchantAuthenticator =
  (db: Db) =>
  async (token: string): Promise<MerchantActor | null> => {
    const row = await findMerchantByKey(db, sha256(token))
    return row ? { realm: 'merchant', id: row.id } : null
  }
