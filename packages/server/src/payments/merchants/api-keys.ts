import { type ApiKey, merchantScopes, type MerchantScope } from '@topay/contract'
import {
  AppError,
  type Db,
  found,
  fromNow,
  HOUR,
  type MerchantActor,
  MINUTE,
  newId,
  newToken,
  now,
  sha256,
  timestamp,
  tokenPrefixes,
  type Tx,
} from '../../platform/index.ts'
import { type ApiKeyRow, findApiKeyByHash, findApiKeys, insertApiKey, lockApiKey, updateApiKey } from './queries.ts'

export type NewApiKey = ApiKey & { key: string }

const apiKeyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  created_at: row.created_at,
  last_used_at: row.last_used_at,
  expires_at: row.expires_at,
})

/** Makes a key of a merchant. The key itself is in the answer and nowhere else: only its hash is kept. `expires_at` null: good until revoked. */
export const makeApiKey = async (
  tx: Tx | Db,
  input: {
    merchant_id: string
    name: string
    scopes?: readonly MerchantScope[]
    expires_at?: string | null
    at?: string
  },
): Promise<NewApiKey> => {
  const key = newToken(tokenPrefixes.merchant)
  const row: ApiKeyRow = {
    id: newId('api_key'),
    merchant_id: input.merchant_id,
    name: input.name,
    key_hash: sha256(key),
    hint: `${tokenPrefixes.merchant}_…${key.slice(-4)}`,
    scopes: merchantScopes.filter((scope) => (input.scopes ?? merchantScopes).includes(scope)),
    created_at: input.at ?? timestamp(),
    last_used_at: null,
    expires_at: input.expires_at ?? null,
    revoked_at: null,
    rotated_at: null,
  }
  await insertApiKey(tx, row)
  return { ...apiKeyOf(row), key }
}

/** The end that comes first; null: none. */
const earlier = (a: string | null, b: string | null): string | null => (b === null || (a !== null && a < b) ? a : b)

/**
 * The key that asks to manage keys, locked. KEY_SCOPE_MISSING when it was replaced by another or has ended meanwhile: who has only the old key gets no new
 * one by it.
 */
const lockAsking = async (tx: Tx, actor: MerchantActor): Promise<ApiKeyRow> => {
  const asking = await lockApiKey(tx, actor.id, actor.key_id, timestamp())
  if (!asking || asking.rotated_at !== null) throw new AppError('KEY_SCOPE_MISSING')
  return asking
}

const requireScopes = (actor: MerchantActor, scopes: readonly MerchantScope[]): void => {
  if (!scopes.every((scope) => actor.scopes.includes(scope))) throw new AppError('KEY_SCOPE_MISSING')
}

/**
 * Makes a key that may do no more than the key that asks for it, and ends no later. Throws KEY_SCOPE_MISSING; INPUT_INVALID for an end that has passed.
 */
export const createApiKey = async (
  tx: Tx,
  actor: MerchantActor,
  input: { name: string; scopes: readonly MerchantScope[]; expires_at?: string | undefined },
): Promise<NewApiKey> => {
  const asking = await lockAsking(tx, actor)
  requireScopes(actor, input.scopes)
  if (input.expires_at !== undefined && input.expires_at <= timestamp())
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'expires_at', message: 'this moment has passed' }] })
  const expires_at = earlier(input.expires_at ?? null, asking.expires_at)
  return makeApiKey(tx, { ...input, merchant_id: actor.id, expires_at })
}

/** The keys of a merchant that are good. */
export const listApiKeys = async (tx: Tx | Db, merchantId: string): Promise<{ items: ApiKey[] }> => ({
  items: (await findApiKeys(tx, merchantId, timestamp())).map(apiKeyOf),
})

/**
 * Replaces a key by one of the same name, scopes and length of life. The old one is good for `overlap_hours` more, so that programs can change over.
 * Another key than itself a key replaces only when that ends no later than itself, and neither does the new one. Throws NOT_FOUND; KEY_SCOPE_MISSING when the
 * key may do more, or for longer, than the one that asks.
 */
export const rotateApiKey = async (
  tx: Tx,
  actor: MerchantActor,
  input: { api_key_id: string; overlap_hours: number },
): Promise<NewApiKey> => {
  const asking = await lockAsking(tx, actor)
  const at = timestamp()
  const old = found(await lockApiKey(tx, actor.id, input.api_key_id, at))
  requireScopes(actor, old.scopes)
  const end = old.id === asking.id ? null : asking.expires_at
  if (earlier(old.expires_at, end) !== old.expires_at) throw new AppError('KEY_SCOPE_MISSING')
  const expires_at = earlier(old.expires_at, fromNow(input.overlap_hours * HOUR))
  await updateApiKey(tx, old.id, { expires_at, rotated_at: at })
  const life = old.expires_at === null ? null : Date.parse(old.expires_at) - Date.parse(old.created_at)
  return makeApiKey(tx, {
    merchant_id: actor.id,
    name: old.name,
    scopes: old.scopes,
    expires_at: earlier(life === null ? null : fromNow(life), end),
  })
}

/** Ends a key at once. Throws NOT_FOUND; KEY_SCOPE_MISSING when the key may do more than the one that asks. */
export const revokeApiKey = async (tx: Tx, actor: MerchantActor, id: string): Promise<void> => {
  await lockAsking(tx, actor)
  const at = timestamp()
  const key = found(await lockApiKey(tx, actor.id, id, at))
  requireScopes(actor, key.scopes)
  await updateApiKey(tx, key.id, { revoked_at: at })
}

/** How exactly it is known when a key was used last: writing it down at every request would cost more than it tells. */
const USED_STEP_MS = MINUTE

/** Looks a merchant's API key up: whose it is and what it may do. Null when it is unknown, revoked or expired. */
export const merchantAuthenticator =
  (db: Db) =>
  async (token: string): Promise<MerchantActor | null> => {
    const at = timestamp()
    const row = await findApiKeyByHash(db, sha256(token), at)
    if (!row) return null
    if (row.last_used_at === null || now().getTime() - Date.parse(row.last_used_at) >= USED_STEP_MS)
      await updateApiKey(db, row.id, { last_used_at: at })
    return { realm: 'merchant', id: row.merchant_id, key_id: row.id, scopes: row.scopes }
  }
