import { after, afterEach } from 'node:test'
import type { ErrorCode } from '@topay/contract'
import { AppError, createLog, type Db, moveClock, openDatabase } from '../../packages/server/src/platform/index.ts'
import { assertBooksWhole } from './books.ts'
import { createTestDatabase } from './database.ts'

/**
 * A migrated database for the tests of one file, gone after the last of them, when the books must still be whole: `const world = await useDatabase()` before the tests.
 * `travel` moves the clock by ms until the end of the test.
 */
export const useDatabase = async (): Promise<{ db: Db; url: string; travel: (ms: number) => void }> => {
  const database = await createTestDatabase({ template: 'migrated' })
  const { db, close } = openDatabase({ url: database.url, size: 8, log: createLog({ level: 'silent' }) })
  let travelled = 0
  afterEach(() => {
    moveClock(-travelled)
    travelled = 0
  })
  after(async () => {
    try {
      await assertBooksWhole(db)
    } finally {
      await close()
      await database.drop()
    }
  })
  return {
    db,
    url: database.url,
    travel: (ms) => {
      moveClock(ms)
      travelled += ms
    },
  }
}

/** For assert.rejects and assert.throws: an AppError of this code. */
export const refusedWith =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof AppError && error.code === code
