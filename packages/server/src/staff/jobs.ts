import { type Db, fromNow, type Jobs } from '../platform/index.ts'
import { type ApprovalKinds, expireApprovals } from './approvals.ts'
import { keepPolicy } from './policy.ts'
import { deleteEnded } from './sign-in-queries.ts'

/** Requests without an answer end every minute; ended sign-ins and sessions are forgotten once a day (China time 04:25). */
export const staffCrontab = `* * * * * staff:expire-approvals
25 20 * * * staff:prune`

export const staffJobs = ({ db, approvalKinds }: { db: Db; approvalKinds: ApprovalKinds }): Jobs => ({
  'staff:expire-approvals': async () => {
    await expireApprovals(db, approvalKinds)
  },
  'staff:prune': async () => {
    const { sessions_ms, sign_ins_ms } = await keepPolicy.read(db)
    await deleteEnded(db, { sessions: fromNow(-sessions_ms), sign_ins: fromNow(-sign_ins_ms) })
  },
})
