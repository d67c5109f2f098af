import type { LocalizedText, Merchant, merchantCategories, MerchantScope, Money } from '@topay/contract'
import { AppError, type Db, newId, timestamp, type Tx } from '../../platform/index.ts'
import { merchantOf } from '../wire.ts'
import { makeApiKey } from './api-keys.ts'
import { findMerchants, insertMerchant, type MerchantRow, revokeApiKeys, updateMerchant } from './queries.ts'

export type NewMerchant = {
  name: LocalizedText
  category: (typeof merchantCategories)[number]
  /** Shown at the static code; `amount` in minor units of CNY. */
  offers?: readonly { title: LocalizedText; amount: number }[]
  accepts_payments?: boolean
  at?: string
}

/** Opens a merchant's account with a first API key that may do everything. The key is told this once; only its hash is kept. */
export const createMerchant = async (
  tx: Tx | Db,
  input: NewMerchant,
): Promise<{ id: string; merchant: Merchant; api_key: string }> => {
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
    created_at: input.at ?? timestamp(),
  }
  await insertMerchant(tx, { ...row, offers: JSON.stringify(offers) })
  const { key } = await makeApiKey(tx, { merchant_id: row.id, name: 'first key', at: row.created_at })
  return { id: row.id, merchant: merchantOf(row), api_key: key }
}

/** Lets a merchant take payments, or stops it. Throws NOT_FOUND. */
export const setAcceptsPayments = async (tx: Tx | Db, merchantId: string, accepts: boolean): Promise<void> => {
  if (!(await updateMerchant(tx, merchantId, { accepts_payments: accepts }))) throw new AppError('NOT_FOUND')
}

/** Ends the keys of a merchant that have this name and makes a new one: for a program that gets its key from whoever starts it. */
export const renewApiKey = async (
  tx: Tx,
  merchantId: string,
  input: { name: string; scopes?: readonly MerchantScope[] },
): Promise<string> => {
  await revokeApiKeys(tx, merchantId, timestamp(), input.name)
  return (await makeApiKey(tx, { ...input, merchant_id: merchantId })).key
}

/** Merchants that take payments by static code. */
export const listMerchants = async (tx: Tx | Db): Promise<{ items: Merchant[] }> => ({
  items: (await findMerchants(tx)).map(merchantOf),
})
