import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { timestamp } from '../clock.ts'
import { AppError } from '../app-error.ts'
import { type Db, inTx, type Tx } from '../database/database.ts'

/** What makes two requests the same: who asked, with which key, for which operation, with which content. */
export type RequestKey = { actor: string; key: string; operation: string; hash: Buffer }

/**
 * What proves who asks is no part of what is asked. Left out of the hash, from which six digits could be found by trying, and so that an app which lost the
 * answer can ask for it again without keeping them.
 */
const SECRETS = new Set(['payment_password', 'verification'])

const sortKeys = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortKeys)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => !SECRETS.has(key))
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sortKeys(inner)]),
        )
      : value

/** Hash of an operation and its content, independent of the order of keys and of secrets in it. */
export const hashRequest = (operation: string, content: unknown): Buffer =>
  createHash('sha256')
    .update(`${operation}\n${JSON.stringify(sortKeys(content))}`)
    .digest()

type Claim = { kind: 'fresh' } | { kind: 'answered'; response: unknown } | { kind: 'started'; resource_id: string }

/** Claims a key in the transaction. A second request with the same key waits here until the first commits, then gets its answer. */
const claim = async (tx: Tx, request: RequestKey): Promise<Claim> => {
  const inserted = await tx
    .insertInto('idempotency_key')
    .values({
      actor: request.actor,
      key: request.key,
      operation: request.operation,
      request_hash: request.hash,
      created_at: timestamp(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return { kind: 'fresh' }
  const stored = await tx
    .selectFrom('idempotency_key')
    .select(['request_hash', 'resource_id', 'response'])
    .where('actor', '=', request.actor)
    .where('key', '=', request.key)
    .executeTakeFirstOrThrow()
  if (!stored.request_hash.equals(request.hash)) throw new AppError('IDEMPOTENCY_KEY_REUSED')
  if (stored.resource_id !== null) return { kind: 'started', resource_id: stored.resource_id }
  return { kind: 'answered', response: stored.response }
}

/**
 * Work that fits one transaction: done once per key, the answer stored with it. A repeated request gets the stored answer.
 * Without a key it is simply done. A refusal (AppError) stores nothing, so the key stays free.
 */
export const once = <T>(db: Db, request: RequestKey | null, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inTx(db, async (tx) => {
    if (!request) return work(tx)
    const claimed = await claim(tx, request)
    if (claimed.kind === 'answered') return claimed.response as T
    const response = await work(tx)
    await tx
      .updateTable('idempotency_key')
      .set({ response: sql`${JSON.stringify(response ?? null)}::jsonb` })
      .where('actor', '=', request.actor)
      .where('key', '=', request.key)
      .execute()
    return response
  })

/**
 * Work that leaves the database (a bank is asked): `start` makes the resource in one transaction with the key, `proceed` goes on outside. A repeated request
 * never starts again: it gets the resource as it stands now from `current`, also after a crash in between.
 */
export const onceStarted = async <T>(
  db: Db,
  request: RequestKey | null,
  steps: {
    start: (tx: Tx) => Promise<string>
    proceed: (id: string) => Promise<T>
    current: (id: string) => Promise<T>
  },
): Promise<T> => {
  const started = await inTx(db, async (tx) => {
    if (!request) return { id: await steps.start(tx), fresh: true }
    const claimed = await claim(tx, request)
    if (claimed.kind === 'started') return { id: claimed.resource_id, fresh: false }
    const id = await steps.start(tx)
    await tx
      .updateTable('idempotency_key')
      .set({ resource_id: id })
      .where('actor', '=', request.actor)
      .where('key', '=', request.key)
      .execute()
    return { id, fresh: true }
  })
  return started.fresh ? steps.proceed(started.id) : steps.current(started.id)
}
