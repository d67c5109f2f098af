import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from './index.ts'
import { allows, type Permission, permissionsOfRole, type Role, roles } from './roles.ts'

/** Who may do what, a row for each role; a row that changes is a decision about people, not a detail. */
const table: Record<Role, Permission[]> = {
  agent: ['cases.read', 'cases.reply', 'cases.take', 'cases.close', 'staff.read', 'accounts.protect'],
  payments_agent: [
    'cases.read',
    'cases.reply',
    'cases.take',
    'cases.close',
    'staff.read',
    'accounts.protect',
    'reconciliation.read',
    'reconciliation.resolve',
  ],
  refund_reviewer: ['cases.read', 'cases.reply', 'cases.take', 'cases.close', 'staff.read', 'accounts.protect'],
  risk_analyst: [
    'cases.read',
    'cases.reply',
    'cases.take',
    'cases.close',
    'staff.read',
    'accounts.protect',
    'risk.flag',
    'accounts.unfreeze',
    'approvals.read',
    'approvals.identity',
  ],
  identity_reviewer: [
    'cases.read',
    'cases.reply',
    'cases.take',
    'cases.close',
    'staff.read',
    'accounts.protect',
    'identity.review',
    'approvals.read',
    'approvals.identity',
  ],
  supervisor: [
    'cases.read',
    'cases.reply',
    'cases.take',
    'cases.close',
    'staff.read',
    'accounts.protect',
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

test('each role may do what the table says and nothing else', () => {
  for (const role of roles) assert.deepEqual(permissionsOfRole[role].toSorted(), table[role].toSorted(), role)
})

const staffRoutes = Object.values(api).filter(({ realms }) => (realms as readonly string[]).includes('staff'))
const permissionOf = (route: (typeof staffRoutes)[number]): Permission | undefined =>
  'permission' in route ? route.permission : undefined
const may = (role: Role): (typeof staffRoutes)[number][] =>
  staffRoutes.filter((route) => {
    const permission = permissionOf(route)
    return permission !== undefined && allows([role], permission)
  })

test('an auditor changes nothing', () => {
  const changing = may('auditor').filter(({ method }) => method !== 'GET')
  // Deciding takes the right of the request's kind as well, which no auditor has.
  assert.deepEqual(
    changing.map(({ operationId }) => operationId),
    ['decideApproval'],
  )
  assert.ok(!allows(['auditor'], 'approvals.identity') && !allows(['auditor'], 'accounts.unfreeze'))
})

test('an administrator sees no customer: no cases, no panels, no documents, no reviews', () => {
  const operations = may('admin').map(({ operationId }) => operationId)
  assert.deepEqual(
    operations.filter((operation) =>
      /case|panel|customer|document|verification|recover|approval|message/i.test(operation),
    ),
    [],
  )
})

test('who reviews documents never unfreezes alone, and only reviewers see documents', () => {
  assert.ok(!allows(['identity_reviewer'], 'accounts.unfreeze'))
  assert.deepEqual(
    roles.filter((role) => allows([role], 'identity.review')),
    ['identity_reviewer'],
  )
})

test('only administrators make and change accounts of colleagues', () => {
  assert.deepEqual(
    roles.filter((role) => allows([role], 'staff.manage')),
    ['admin'],
  )
})
