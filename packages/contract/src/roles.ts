/** What a staff account may be allowed to do. The permission stands on the route. */
export const permissions = [
  'cases.read',
  'cases.reply',
  'cases.take',
  'cases.assign',
  'cases.close',
  'cases.panel_any',
  'staff.read',
  'staff.manage',
  'audit.read',
  'risk.flag',
  'maintenance.manage',
  'reconciliation.read',
  'reconciliation.resolve',
  'identity.review',
  'accounts.protect',
  'accounts.unfreeze',
  'approvals.read',
  'approvals.identity',
] as const
export type Permission = (typeof permissions)[number]

export const roles = [
  'agent',
  'payments_agent',
  'refund_reviewer',
  'risk_analyst',
  'identity_reviewer',
  'supervisor',
  'auditor',
  'admin',
] as const
export type Role = (typeof roles)[number]

const agent: Permission[] = ['cases.read', 'cases.reply', 'cases.take', 'cases.close', 'staff.read', 'accounts.protect']

/** Permissions of each role. An administrator configures but sees no customer data; an auditor reads and does nothing. */
export const permissionsOfRole: Record<Role, readonly Permission[]> = {
  agent,
  payments_agent: [...agent, 'reconciliation.read', 'reconciliation.resolve'],
  refund_reviewer: agent,
  risk_analyst: [...agent, 'risk.flag', 'accounts.unfreeze', 'approvals.read', 'approvals.identity'],
  identity_reviewer: [...agent, 'identity.review', 'approvals.read', 'approvals.identity'],
  supervisor: [
    ...agent,
    'accounts.unfreeze',
    'approvals.read',
    'approvals.identity',
    'cases.assign',
    'cases.panel_any',
    'reconciliation.read',
    'reconciliation.resolve',
  ],
  auditor: ['audit.read', 'staff.read', 'reconciliation.read', 'approvals.read'],
  admin: ['staff.read', 'staff.manage', 'audit.read', 'maintenance.manage'],
}

/** True when one of the roles grants the permission. */
export const allows = (held: readonly Role[], permission: Permission): boolean =>
  held.some((role) => permissionsOfRole[role].includes(permission))

/** What a merchant's API key may be allowed to do. The scope stands on the route. */
export const merchantScopes = [
  'orders:read',
  'orders:write',
  'webhooks:read',
  'webhooks:write',
  'settlements:read',
  'keys:write',
] as const
export type MerchantScope = (typeof merchantScopes)[number]
