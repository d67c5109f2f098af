import assert from 'node:assert/strict'
import { verify } from '@topay/ledger'
import { asQueryable, type Db } from '../../packages/server/src/platform/index.ts'

/** Fails unless the books are whole: the hash chain unbroken, every balance the sum of its entries, everything summing to zero. */
export const assertBooksWhole = async (db: Db): Promise<void> => {
  assert.deepEqual((await verify(asQueryable(db))).problems, [], 'the books are whole after the tests')
}
