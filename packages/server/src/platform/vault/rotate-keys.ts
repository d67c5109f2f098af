import { randomBytes, randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { timestamp } from '../clock.ts'
import { type Db, inTx, type Tx } from '../database/database.ts'
import { newId } from '../ids.ts'
import { sealedColumns, sealedFiles } from './sealed-places.ts'
import {
  currentKey,
  decryptWithAny,
  encrypt,
  keyById,
  KEY_ID,
  type KeyPurpose,
  openField,
  sealFieldWith,
  unwrapKey,
  wrapKey,
} from './vault.ts'

const BATCH = 100
const LOCK = 7_407_118_204

/** How far it is: of `place`, so many values are sealed anew; `failed` could not be opened and stay as they are, and with them the old key. */
export type Progress = { place: string; resealed: number; failed: number }

type Work = { db: Db; secret: string; dataDir: string; report: (progress: Progress) => void }

/** A data key in clear; null when the secret is not the one that it was wrapped with. */
const unwrapped = (secret: string, id: string, wrapped: Buffer): Buffer | null => {
  try {
    return unwrapKey(secret, id, wrapped)
  } catch {
    return null
  }
}

const purposes: readonly KeyPurpose[] = ['field', 'document']

/**
 * Makes a new key and retires the one before. With old keys still there, an earlier run did not end: it is gone on with. Answers the retired ones.
 * Throws when the secret is not the one of the keys, before it changes anything.
 */
const retire = async (tx: Tx, secret: string, purpose: KeyPurpose): Promise<string[]> => {
  const keys = await tx
    .selectFrom('data_key')
    .select(['id', 'retired_at', 'wrapped'])
    .where('purpose', '=', purpose)
    .forUpdate()
    .execute()
  for (const { id, wrapped } of keys)
    if (!unwrapped(secret, id, wrapped))
      throw new Error(`TOPAY_SECRET does not open data key ${id}: it is another one.`)
  const retired = keys.filter(({ retired_at }) => retired_at !== null).map(({ id }) => id)
  if (retired.length > 0 || keys.length === 0) return retired
  const at = timestamp()
  await tx.updateTable('data_key').set({ retired_at: at }).where('purpose', '=', purpose).execute()
  const id = newId('data_key')
  const wrapped = wrapKey(secret, id, randomBytes(32))
  await tx.insertInto('data_key').values({ id, purpose, wrapped, created_at: at }).execute()
  return keys.map((key) => key.id)
}

type Column = (typeof sealedColumns)[number]

const partsOf = ({ column, key }: Column) => {
  const [table = '', name = ''] = column.split('.')
  return { table: sql.table(table), name: sql.ref(name), key: sql.ref(key) }
}

/** What in a column is sealed with one of the keys. */
const sealedWith = (name: RawBuilder<unknown>, keys: readonly string[]) =>
  sql<boolean>`substring(${name} from 1 for ${KEY_ID}) = any(${keys.map((id) => Buffer.from(id, 'ascii'))}::bytea[])`

/** Seals the values of a column anew, in batches of one transaction each; a value that was changed meanwhile has the new key already. */
const resealColumn = async (work: Work, column: Column, keys: readonly string[]): Promise<void> => {
  const { db, secret, report } = work
  const { table, name, key } = partsOf(column)
  const done: Progress = { place: column.column, resealed: 0, failed: 0 }
  let after = ''
  for (;;) {
    const { rows } = await sql<{ id: string; sealed: Buffer }>`
      select ${key} as id, ${name} as sealed from ${table}
      where ${key} > ${after} and ${sealedWith(name, keys)} order by ${key} limit ${BATCH}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    const fresh = await inTx(db, async (tx) => {
      const current = await currentKey(tx, secret, 'field')
      const values: { id: string; sealed: Buffer; fresh: Buffer }[] = []
      for (const { id, sealed } of rows) {
        const place = { column: column.column, row: id }
        const value = await openField(tx, secret, place, sealed).catch(() => null)
        if (value !== null) values.push({ id, sealed, fresh: sealFieldWith(current, place, value) })
      }
      await sql`
        update ${table} set ${name} = fresh.value from unnest(
          ${values.map(({ id }) => id)}::text[], ${values.map(({ sealed }) => sealed)}::bytea[],
          ${values.map((each) => each.fresh)}::bytea[]) as fresh(row_id, stale, value)
        where ${table}.${key} = fresh.row_id and ${table}.${name} = fresh.stale`.execute(tx)
      return values.length
    })
    done.resealed += fresh
    done.failed += rows.length - fresh
    report(done)
  }
}

/** Writes a file anew in one step: whoever reads it finds the old or the new one, whole. */
const replaceFile = async (path: string, content: Buffer): Promise<void> => {
  const arriving = join(dirname(path), `arriving-${randomUUID()}`)
  try {
    const handle = await open(arriving, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(arriving, path)
    const folder = await open(dirname(path), 'r')
    await folder.sync().finally(() => folder.close())
  } finally {
    await rm(arriving, { force: true })
  }
}

const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })

type Files = (typeof sealedFiles)[number]

/**
 * Encrypts the files of a table anew, one after the other, each locked meanwhile. First the file, then its row: after a kill in between the file opens with the
 * new key, which readers try as well, and the next run finds it done.
 */
const resealFiles = async (
  work: Work,
  { table, folder }: Files,
  keys: readonly string[],
  current: string,
): Promise<void> => {
  const { db, secret, dataDir, report } = work
  const done: Progress = { place: `files of ${table}`, resealed: 0, failed: 0 }
  const fresh = await keyById(db, secret, current)
  const stale: Buffer[] = []
  for (const id of keys) stale.push(await keyById(db, secret, id))
  let after = ''
  for (;;) {
    const row = await db
      .selectFrom(table)
      .select('id')
      .where('id', '>', after)
      .where('key_id', 'in', [...keys])
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (!row) return
    after = row.id
    const path = join(dataDir, 'vault', folder, row.id)
    const whole = await inTx(db, async (tx) => {
      await tx.selectFrom(table).select('id').where('id', '=', row.id).forUpdate().executeTakeFirstOrThrow()
      const sealed = await readIfThere(path)
      if (sealed !== null) {
        try {
          const { plain, by } = decryptWithAny([fresh, ...stale], row.id, sealed)
          if (by !== 0) await replaceFile(path, encrypt(fresh, row.id, plain))
        } catch {
          return false
        }
      }
      await tx.updateTable(table).set({ key_id: current }).where('id', '=', row.id).execute()
      return true
    })
    if (whole) done.resealed += 1
    else done.failed += 1
    if ((done.resealed + done.failed) % 20 === 1) report(done)
  }
}

/** What a key still has sealed. */
const leftOf = async (tx: Tx, key: string): Promise<number> => {
  let left = 0
  for (const column of sealedColumns) {
    const { table, name } = partsOf(column)
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from ${table} where ${sealedWith(name, [key])}`.execute(tx)
    left += rows[0]?.n ?? 0
  }
  for (const { table } of sealedFiles) {
    const { n } = await tx
      .selectFrom(table)
      .select((row) => row.fn.countAll<number>().as('n'))
      .where('key_id', '=', key)
      .executeTakeFirstOrThrow()
    left += n
  }
  return left
}

/**
 * Deletes a retired key when nothing is sealed with it any more. Its lock waits for the transactions that sealed with it before it was retired (`currentKey`), so
 * the count is the last word.
 */
const deleteKey = (db: Db, key: string): Promise<number> =>
  inTx(db, async (tx) => {
    await tx.selectFrom('data_key').select('id').where('id', '=', key).forUpdate().executeTakeFirst()
    const left = await leftOf(tx, key)
    if (left === 0) await tx.deleteFrom('data_key').where('id', '=', key).execute()
    return left
  })

/** Runs while nobody else rotates; the lock is that of a connection, so a kill lets it go. */
const alone = <T>(db: Db, run: () => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_lock(${LOCK}) as free`.execute(connection)
    if (!rows[0]?.free) throw new Error('Keys are being rotated already, by another command.')
    try {
      return await run()
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection)
    }
  })

/**
 * Makes new data keys, seals every field and file anew with them, and deletes the old ones, while servers run. Killed in the middle, everything opens and the
 * next run goes on. Answers how many keys were deleted, and how many values are left that could not be opened and keep their key. Needs two connections.
 */
export const rotateDataKeys = (work: Work): Promise<{ deleted: string[]; left: number }> =>
  alone(work.db, async () => {
    const { db, secret } = work
    const deleted: string[] = []
    let leftOver = 0
    for (const purpose of purposes) {
      const retired = await inTx(db, (tx) => retire(tx, secret, purpose))
      if (retired.length === 0) continue
      const { id: current } = await db
        .selectFrom('data_key')
        .select('id')
        .where('purpose', '=', purpose)
        .where('retired_at', 'is', null)
        .executeTakeFirstOrThrow()
      // What was being sealed while the first pass went by is there for the second.
      let waiting = retired
      let left = 0
      for (let pass = 1; pass <= 2 && waiting.length > 0; pass++) {
        if (purpose === 'field') for (const column of sealedColumns) await resealColumn(work, column, waiting)
        else for (const files of sealedFiles) await resealFiles(work, files, waiting, current)
        left = 0
        const kept: string[] = []
        for (const key of waiting) {
          const sealed = await deleteKey(db, key)
          left += sealed
          ;(sealed === 0 ? deleted : kept).push(key)
        }
        waiting = kept
      }
      leftOver += left
    }
    return { deleted, left: leftOver }
  })

/** A new TOPAY_SECRET in place of the old one. */
export type SecretChange = { from: string; to: string }

/** Wraps the data keys with another secret; those wrapped with it already stay. Throws when one opens with neither. Answers how many. */
export const rewrapDataKeys = async (tx: Tx, { from, to }: SecretChange): Promise<number> => {
  let rewrapped = 0
  for (const { id, wrapped } of await tx.selectFrom('data_key').select(['id', 'wrapped']).forUpdate().execute()) {
    if (unwrapped(to, id, wrapped)) continue
    const key = unwrapped(from, id, wrapped)
    if (!key) throw new Error(`Data key ${id} opens with neither TOPAY_SECRET nor TOPAY_SECRET_NEXT.`)
    await tx
      .updateTable('data_key')
      .set({ wrapped: wrapKey(to, id, key) })
      .where('id', '=', id)
      .execute()
    rewrapped += 1
  }
  return rewrapped
}
