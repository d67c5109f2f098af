import type { Jobs } from '../platform/index.ts'
import type { VerificationDeps } from './deps.ts'
import { deleteStaleDocuments, PURGE, purgeDocuments } from './documents/delete-documents.ts'
import { endForgotten, escalateOverdue, expireDocuments } from './expiry.ts'
import { LOOK_INTO, lookIntoRecovery } from './recoveries/request-unlock.ts'

const ESCALATE = 'verification:escalate'
const EXPIRE = 'verification:expire'

/** Overdue answers every five minutes; expired documents and what is kept too long just after midnight in China. */
export const verificationCrontab = `*/5 * * * * ${ESCALATE}\n10 16 * * * ${EXPIRE}`

const textList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

/** What identity documents, classes and recoveries do by themselves. */
export const verificationJobs = (deps: VerificationDeps): Jobs => ({
  [ESCALATE]: () => escalateOverdue(deps.db),
  [EXPIRE]: async () => {
    await expireDocuments(deps)
    await endForgotten(deps)
    await deleteStaleDocuments(deps)
  },
  [PURGE]: ({ ids }) => purgeDocuments(deps, textList(ids)),
  [LOOK_INTO]: ({ recovery_id, again }) =>
    lookIntoRecovery(deps.db, deps, { recovery_id: String(recovery_id), again: again === true }),
})
