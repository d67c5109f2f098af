import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import { type CustomTypesConfig, Pool, types as pgTypes } from 'pg'
import type { Queryable } from '@topay/ledger'
import type { Log } from '../log.ts'
import type { DB } from './tables.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

// Rows go to the wire as they are: bigint as a number (all our amounts are safe integers, checked), times as RFC 3339 UTC text.
const asSafeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`bigint out of range: ${text}`)
  return value
}
const asTimestamp = (text: string): string => new Date(text).toISOString()
const parsers = new Map<number, (text: string) => unknown>([
  [pgTypes.builtins.INT8, asSafeInteger],
  [pgTypes.builtins.TIMESTAMPTZ, asTimestamp],
  [pgTypes.builtins.DATE, (text) => text],
])
export const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pgTypes.getTypeParser(oid, format as 'text')) as typeof pgTypes.getTypeParser,
}

/** Opens a pool. Lost idle connections are logged and replaced, never fatal: the database may restart under us. */
export const openDatabase = (options: {
  url: string
  size: number
  log: Log
}): { db: Db; pool: Pool; close: () => Promise<void> } => {
  const pool = new Pool({
    connectionString: options.url,
    max: options.size,
    types,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 30_000,
    application_name: 'topay',
  })
  const lost = (error: Error): void => options.log.warn({ err: error.message }, 'database connection lost')
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  const close = async (): Promise<void> => {
    await db.destroy()
    // Kysely ends the pool only when a query went through it; others use the pool itself.
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}

const sqlState = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Deadlock or serialisation failure, also when the ledger met it (CONFLICT): the whole transaction may simply run again. */
export const isTransient = (error: unknown): boolean => ['40P01', '40001', 'CONFLICT'].includes(sqlState(error))

/** True when a unique index refused a row; `constraint` is the index's name. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  sqlState(error) === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint)

/** True when the database could not read a value (class 22): input that no schema caught, such as a made-up cursor. */
export const isBadValue = (error: unknown): boolean => sqlState(error).startsWith('22')

/** True when the database itself is away or going away. */
export const isUnavailable = (error: unknown): boolean => {
  const code = sqlState(error)
  return (
    [
      '57P01',
      '57P02',
      '57P03',
      '08006',
      '08003',
      '08001',
      '53300',
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ENOENT',
    ].includes(code) ||
    (error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect|connection is closed/i.test(error.message))
  )
}

/** Runs `work` in one transaction, again up to three times when the database reports a deadlock. `work` must touch nothing but the database. */
export const inTx = async <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt === 3 || !isTransient(error)) throw error
    }
  }
}

/** The transaction as the ledger wants it: `query(text, values)`. */
export const asQueryable = (tx: Tx | Db): Queryable => ({
  query: async <R>(text: string, values: unknown[] = []) => {
    const { rows } = await tx.executeQuery<R>(CompiledQuery.raw(text, values))
    return { rows }
  },
})
