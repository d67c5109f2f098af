import type { Db, Jobs } from '../platform/index.ts'
import { policy } from './policy.ts'
import { deleteEnded } from './queries.ts'

/** Runs once a day over all processes (China time 04:20). */
export const identityCrontab = '20 20 * * * identity:prune'

/** Forgets sign-ups, with the addresses of people who never became customers, old challenges and old sessions. */
export const identityJobs = ({ db }: { db: Db }): Jobs => ({
  'identity:prune': () => deleteEnded(db, policy.keep),
})
