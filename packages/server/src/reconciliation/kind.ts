import type { InternalCaseKind } from '../cases/index.ts'
import { findDifference } from './queries.ts'
import { toDifference } from './wire.ts'

/** The kind of internal case that is about a difference; its reference is the difference's id. */
export const reconciliationKind: InternalCaseKind = {
  panel: async (db, reference) => {
    const row = await findDifference(db, reference)
    return { difference: row ? toDifference(row) : null }
  },
}
