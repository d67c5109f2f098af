import type { InternalCaseKind } from '../cases/index.ts'
import { AppError } from '../platform/index.ts'
import { findVerification } from './queries.ts'
import { findRecovery } from './recoveries/queries.ts'

/** The case among colleagues that goes with a submission; it ends with the decision and not by hand. */
export const verificationKind: InternalCaseKind = {
  panel: async (db, reference) => ({ verification_id: (await findVerification(db, reference))?.id ?? null }),
  clearUp: async (tx, { reference }) => {
    const row = await findVerification(tx, reference)
    if (row?.status === 'in_review' || row?.status === 'more_needed') throw new AppError('CASE_OF_REVIEW')
    return null
  },
}

/** The case among colleagues that goes with a request to get an account back; it ends with the decision of two and not by hand. */
export const recoveryKind: InternalCaseKind = {
  panel: async (db, reference) => ({ recovery_id: (await findRecovery(db, reference))?.id ?? null }),
  clearUp: async (tx, { reference }) => {
    const row = await findRecovery(tx, reference)
    if (row?.status === 'in_review' || row?.status === 'more_needed') throw new AppError('CASE_OF_REVIEW')
    return null
  },
}
