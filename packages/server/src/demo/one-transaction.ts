import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { Db } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never

/** Runs compiled queries on one connection, each kind of them parsed and planned once. */
const preparing = (client: pg.ClientBase): DatabaseConnection => {
  const names = new Map<string, string>()
  return {
    executeQuery: async <Row>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
      const name = names.get(text) ?? `demo_${names.size}`
      names.set(text, name)
      const { command, rowCount, rows } = await client.query({ name, text, values: [...parameters] })
      return {
        rows: rows as Row[],
        ...(command !== 'SELECT' && rowCount !== null && { numAffectedRows: BigInt(rowCount) }),
      }
    },
    streamQuery: () => {
      throw new Error('no streaming inside one transaction')
    },
  }
}

/**
 * A database all of whose transactions are parts of the one that `client` is in: verbs begin and commit as usual, and yet everything they write stands or
 * falls together. For one caller that does one thing after another and gives up at the first error: a transaction that fails takes all with it.
 */
export const oneTransaction = (client: pg.ClientBase): Db => {
  let failed = false
  const connection = preparing(client)
  const nothing = async (): Promise<void> => undefined
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => {
      if (failed) throw new Error('a part of this transaction has failed, so all of it has')
      return connection
    },
    releaseConnection: nothing,
    destroy: nothing,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: async () => {
      failed = true
    },
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}
