import { allows } from '@topay/contract'
import { AppError, type Doer, type StaffActor } from '../platform/index.ts'
import type { CaseRow } from './queries.ts'

/** Who acts for Topay, and in which request. */
export type StaffDoer = Pick<StaffActor, 'id' | 'roles'> & { request_id?: string }

/** The same, for the audit record. */
export const doerOf = (staff: StaffDoer): Doer => ({
  kind: 'staff',
  id: staff.id,
  ...(staff.request_id !== undefined && { request_id: staff.request_id }),
})

/** A case is worked on by the one who has it, or by whoever may assign all cases. Throws CASE_NOT_YOURS. */
export const requireInHand = (row: CaseRow, staff: StaffDoer): void => {
  if (row.assignee_id !== staff.id && !allows(staff.roles, 'cases.assign')) throw new AppError('CASE_NOT_YOURS')
}
