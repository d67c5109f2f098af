import assert from 'node:assert/strict'
import { verify } from '@topay/ledger'
import { sql } from 'kysely'
import { asQueryable, type Db } from '../../packages/server/src/platform/index.ts'

/** Fails unless the books are whole: the hash chain unbroken, every balance the sum of its entries, everything summing to zero. */
export const assertBooksWhole = async (db: Db): Promise<void> => {
  assert.deepEqual((await verify(asQueryable(db))).problems, [], 'the books are whole after the tests')
}

export type LedgerType = 'bank_clearing' | 'suspense' | 'customer_wallet' | 'merchant_balance' | 'compensation'

/** What the accounts of a type hold together, minor units: debits less credits, so money at the bank is positive and money owed negative. */
export const bookedOf = async (db: Db, type: LedgerType): Promise<number> => {
  const { rows } = await sql<{ net: number }>`
    select coalesce(sum(e.amount), 0)::bigint as net from ledger.entry e
    join ledger.account a on a.no = e.account_no where a.type = ${type}`.execute(db)
  return rows[0]?.net ?? 0
}
