import type { Config, Db } from '../platform/index.ts'
import type { ApprovalKinds } from './approvals.ts'

export type StaffConfig = Pick<
  Config,
  | 'TOPAY_SECRET'
  | 'demo'
  | 'TOPAY_OIDC_ISSUER'
  | 'TOPAY_OIDC_CLIENT_ID'
  | 'TOPAY_OIDC_CLIENT_SECRET'
  | 'TOPAY_OIDC_NAME'
  | 'TOPAY_STAFF_PASSWORDS'
>

/** What the verbs of this module need beside their input. `publicUrl` has no slash at the end. */
export type StaffDeps = {
  db: Db
  config: StaffConfig
  publicUrl: () => string
  approvalKinds: ApprovalKinds
}
