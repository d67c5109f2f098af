import type { Jobs } from '../platform/index.ts'
import type { IdentityDeps } from './deps.ts'
import { policy } from './policy.ts'
import { deleteEnded } from './queries.ts'
import { failedSignIn, SIGN_IN_FAILED } from './sign-in/failed.ts'

/** Runs once a day over all processes (China time 04:20). */
export const identityCrontab = '20 20 * * * identity:prune'

/** Forgets what ended, with the addresses of people who never became customers, and notes failed sign-ins. */
export const identityJobs = (deps: IdentityDeps): Jobs => ({
  'identity:prune': () => deleteEnded(deps.db, policy.keep),
  [SIGN_IN_FAILED]: failedSignIn(deps),
})
