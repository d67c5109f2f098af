import { allows } from '@topay/contract'
import type { InternalCaseKind } from '../cases/index.ts'
import { AppError } from '../platform/index.ts'
import { findDifference, lockDifference } from './queries.ts'
import { markResolved } from './resolve-difference.ts'
import { toDifference } from './wire.ts'
import { words } from './words.ts'

/** The kind of internal case that is about a difference; its reference is the difference's id. */
export const reconciliationKind: InternalCaseKind = {
  panel: async (db, reference) => {
    const row = await findDifference(db, reference)
    return { difference: row ? toDifference(row) : null }
  },

  // How it was found out stands in the notes of the case, which the words name.
  clearUp: async (tx, { reference, case_number, reason, staff }) => {
    const row = await lockDifference(tx, reference)
    if (!row || row.status === 'resolved') return null
    if (!allows(staff.roles, 'reconciliation.resolve')) throw new AppError('PERMISSION_MISSING')
    const { zh, en } = words.caseClosed(case_number, reason)
    return (await markResolved(tx, row, { doer: staff, resolution: `${zh} ${en}` })).record
  },
}
