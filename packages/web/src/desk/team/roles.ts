import type { Role } from '@topay/contract/web'

/** All roles, in the order in which they are offered. */
export const roles = [
  'agent',
  'payments_agent',
  'refund_reviewer',
  'risk_analyst',
  'identity_reviewer',
  'supervisor',
  'auditor',
  'admin',
] as const satisfies readonly Role[]
