import type { BoundRoute } from '../platform/index.ts'
import type { OwnAccountDeps } from './deps.ts'
import { ownAccountDeskRoutes } from './desk-routes.ts'
import { ownAccountCustomerRoutes } from './routes.ts'

export { ownAccountCrontab, ownAccountJobs } from './jobs.ts'
export type { OwnAccountDeps } from './deps.ts'
export { onFrozen } from './on-frozen.ts'
export { unfreezeApproval } from './protect-account.ts'

/** Every route of this module. */
export const ownAccountRoutes = (deps: OwnAccountDeps): BoundRoute[] => [
  ...ownAccountCustomerRoutes(deps),
  ...ownAccountDeskRoutes(deps),
]
