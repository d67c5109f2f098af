import { notify } from '../../notifications/index.ts'
import type { Tx } from '../../platform/index.ts'
import type { RecoveryRow } from './queries.ts'

export type ApplicantNews =
  | 'recovery_received'
  | 'recovery_first_review'
  | 'recovery_more_needed'
  | 'recovery_rejected'
  | 'recovery_withdrawn'
  | 'recovery_expired'

/** Tells the applicant where their request stands, at the address they proved and in their language. Nothing in it says whether there is such an account. */
export const tellApplicant = async (
  tx: Tx,
  row: RecoveryRow,
  template: ApplicantNews,
  publicUrl: string,
): Promise<void> => {
  await notify(tx, {
    channel: row.kind === 'phone' ? 'sms' : 'email',
    to: row.value,
    locale: row.locale,
    template,
    params: { number: row.case_number ?? '', url: `${publicUrl}/recovery` },
  })
}
