import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import type { Db, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never

/**
 * A database all of whose transactions are savepoints of `tx`: verbs begin and commit as usual, and yet everything they write stands or falls with `tx`.
 * For one caller that does one thing after another; isolation levels are those of `tx`.
 */
export const oneTransaction = (tx: Tx): Db => {
  let depth = 0
  const connection: DatabaseConnection = {
    executeQuery: <Row>(query: CompiledQuery) => tx.executeQuery<Row>(query as CompiledQuery<Row>),
    streamQuery: () => {
      throw new Error('no streaming inside one transaction')
    },
  }
  const run = async (statement: string): Promise<void> => {
    await tx.executeQuery(CompiledQuery.raw(statement))
  }
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
    beginTransaction: () => run(`savepoint topay_${++depth}`),
    commitTransaction: () => run(`release savepoint topay_${depth--}`),
    rollbackTransaction: async () => {
      await run(`rollback to savepoint topay_${depth}`)
      await run(`release savepoint topay_${depth--}`)
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
