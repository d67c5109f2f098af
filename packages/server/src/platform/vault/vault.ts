import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { timestamp } from '../clock.ts'
import type { Db, Tx } from '../database/database.ts'
import { newId } from '../ids.ts'
import type { SealedColumn } from './sealed-places.ts'

/** Keys for single fields of the database, and keys for files. */
export type KeyPurpose = 'field' | 'document'

const IV = 12
const TAG = 16
/** A key's id stands in front of what it sealed: `dky_` and a UUID in plain hex. */
export const KEY_ID = 36

/** AES-256-GCM: iv, tag, sealed bytes. `bound` is authenticated with them. */
export const encrypt = (key: Buffer, bound: string, plain: Buffer): Buffer => {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Throws when the key, what it was bound to, or a byte is another. */
export const decrypt = (key: Buffer, bound: string, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV))
    .setAAD(Buffer.from(bound))
    .setAuthTag(sealed.subarray(IV, IV + TAG))
  return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()])
}

const wrappingKey = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'topay data keys', 32))

/** Wraps a data key so that it can lie in the database. */
export const wrapKey = (secret: string, id: string, key: Buffer): Buffer => encrypt(wrappingKey(secret), id, key)

/** Throws when the secret is not the one that the key was wrapped with. */
export const unwrapKey = (secret: string, id: string, wrapped: Buffer): Buffer =>
  decrypt(wrappingKey(secret), id, wrapped)

/** Unwrapped keys by secret and id; a key never changes under its id. */
const known = new Map<string, Buffer>()

const remember = (secret: string, id: string, key: Buffer): Buffer => {
  known.set(`${secret} ${id}`, key)
  return key
}

/**
 * The key that seals from now on; made when there is none yet. Two processes that make the first one at once agree on one. It is not deleted before the
 * transaction ends, so seal and write in the same one.
 */
export const currentKey = async (
  tx: Tx | Db,
  secret: string,
  purpose: KeyPurpose,
): Promise<{ id: string; key: Buffer }> => {
  const find = () =>
    tx
      .selectFrom('data_key')
      .select(['id', 'wrapped'])
      .where('purpose', '=', purpose)
      .where('retired_at', 'is', null)
      .forKeyShare()
      .executeTakeFirst()
  let row = await find()
  if (!row) {
    const id = newId('data_key')
    const wrapped = wrapKey(secret, id, randomBytes(32))
    await tx
      .insertInto('data_key')
      .values({ id, purpose, wrapped, created_at: timestamp() })
      .onConflict((conflict) => conflict.column('purpose').where('retired_at', 'is', null).doNothing())
      .execute()
    row = await find()
  }
  if (!row) throw new Error(`there is no current key for ${purpose}`)
  return {
    id: row.id,
    key: known.get(`${secret} ${row.id}`) ?? remember(secret, row.id, unwrapKey(secret, row.id, row.wrapped)),
  }
}

/** A key by its id, retired or not. Throws when there is none. */
export const keyById = async (tx: Tx | Db, secret: string, id: string): Promise<Buffer> => {
  const kept = known.get(`${secret} ${id}`)
  if (kept) return kept
  const row = await tx.selectFrom('data_key').select('wrapped').where('id', '=', id).executeTakeFirstOrThrow()
  return remember(secret, id, unwrapKey(secret, id, row.wrapped))
}

/** All keys of a purpose, the newest first: while keys are rotated a file may be sealed with either. */
export const keysOf = async (tx: Tx | Db, secret: string, purpose: KeyPurpose): Promise<Buffer[]> => {
  const rows = await tx
    .selectFrom('data_key')
    .select('id')
    .where('purpose', '=', purpose)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const keys: Buffer[] = []
  for (const { id } of rows) keys.push(await keyById(tx, secret, id))
  return keys
}

/** Opens a file with the one of the keys that sealed it, and says which of them. Throws when none did, or `bound` or a byte is another. */
export const decryptWithAny = (
  keys: readonly Buffer[],
  bound: string,
  sealed: Buffer,
): { plain: Buffer; by: number } => {
  let failure: unknown = new Error('there is no key')
  for (const [by, key] of keys.entries()) {
    try {
      return { plain: decrypt(key, bound, sealed), by }
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

type Place = { column: SealedColumn; row: string }

/** Seals one field with a key, bound to its column and row. */
export const sealFieldWith = ({ id, key }: { id: string; key: Buffer }, place: Place, value: string): Buffer =>
  Buffer.concat([Buffer.from(id, 'ascii'), encrypt(key, `${place.column} ${place.row}`, Buffer.from(value))])

/**
 * Seals one field, bound to its column and row: copied into another row it opens no more. `column` as `table.column`.
 */
export const sealField = async (tx: Tx | Db, secret: string, place: Place, value: string): Promise<Buffer> =>
  sealFieldWith(await currentKey(tx, secret, 'field'), place, value)

/** Opens what `sealField` made. Throws when place, key or a byte is another. */
export const openField = async (tx: Tx | Db, secret: string, place: Place, sealed: Buffer): Promise<string> => {
  const key = await keyById(tx, secret, sealed.subarray(0, KEY_ID).toString('ascii'))
  return decrypt(key, `${place.column} ${place.row}`, sealed.subarray(KEY_ID)).toString('utf8')
}
