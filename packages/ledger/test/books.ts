import assert from 'node:assert/strict'
import { Pool, type PoolClient } from 'pg'
import { createTestDatabase } from '../../../tests/support/database.ts'
import { LedgerError, openAccount, transfer, verify, type LedgerErrorCode, type Queryable } from '../src/index.ts'

/** Fresh books in a database of their own. */
export type Books = {
  pool: Pool
  url: string
  /** Checks that the books are whole and removes them. */
  close(): Promise<void>
  /** Removes them as they are. */
  drop(): Promise<void>
}

/** Makes an empty, migrated ledger. */
export async function openBooks(): Promise<Books> {
  const database = await createTestDatabase({ template: 'ledger' })
  const pool = new Pool({ connectionString: database.url, max: 20 })
  // dropping a database under an idle connection is how some tests end
  pool.on('error', () => undefined)
  const drop = async () => {
    await pool.end()
    await database.drop()
  }
  return {
    pool,
    url: database.url,
    drop,
    async close() {
      try {
        const { problems } = await verify(pool)
        assert.deepEqual(problems, [])
      } finally {
        await drop()
      }
    },
  }
}

/** Opens customer wallets with these balances, and the bank account that the money came from. */
export async function openWallets(q: Queryable, balances: Record<string, number>): Promise<void> {
  await openAccount(q, { id: 'bank', type: 'bank_clearing', currency: 'CNY' })
  for (const [id, amount] of Object.entries(balances)) {
    await openAccount(q, { id, type: 'customer_wallet', currency: 'CNY' })
    if (amount > 0) await transfer(q, { id: `funds of ${id}`, kind: 'top_up', legs: [leg('bank', id, amount)] })
  }
}

export const leg = (debit_account: string, credit_account: string, amount: number) => ({
  debit_account,
  credit_account,
  amount,
})

/** The promise must be refused with this code; returns the error for more checks. */
export async function refused(promise: Promise<unknown>, code: LedgerErrorCode): Promise<LedgerError> {
  const error = await promise.then(
    () => assert.fail(`was not refused with ${code}`),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof LedgerError, String(error))
  assert.equal(error.code, code)
  return error
}

/** Runs work in a transaction of its own and commits. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
