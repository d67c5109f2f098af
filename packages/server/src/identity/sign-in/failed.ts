import { z } from 'zod'
import { recordAudit } from '../../audit/index.ts'
import { enqueue, inTx, type JobHandler, type Tx } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { alertCustomer, momentInWords, recordSecurityEvent } from '../security/alerts.ts'
import type { Reserved } from './lock-queries.ts'

/** Name of the job that notes a failed sign-in. */
export const SIGN_IN_FAILED = 'identity:sign-in-failed'

const Payload = z.object({
  customer_id: z.string().nullable(),
  ip: z.string(),
  user_agent: z.string(),
  session_id: z.string().nullable(),
  locked_until: z.string().nullable(),
})

/**
 * Notes a wrong try, and tells the owner when it was the last before a lock. It is done beside the request, also for nobody's address, so that how long an
 * answer takes says nothing about who is a customer.
 */
export const noteFailure = (
  tx: Tx | IdentityDeps['db'],
  failure: { customer_id: string | undefined; origin: RequestOrigin; reserved: readonly Reserved[] },
): Promise<void> => {
  const { ip, user_agent, session_id } = failure.origin
  const own = failure.reserved.find(({ scope }) => scope === 'account' || scope === 'device')
  return enqueue(tx, SIGN_IN_FAILED, {
    customer_id: failure.customer_id ?? null,
    ip,
    user_agent,
    session_id: session_id ?? null,
    locked_until: own?.locked_until ?? null,
  })
}

/** The work of that job. */
export const failedSignIn =
  (deps: IdentityDeps): JobHandler =>
  async (payload) => {
    const { customer_id, locked_until, session_id, ...origin } = Payload.parse(payload)
    if (customer_id === null) return
    const session = { ...origin, session_id: session_id ?? undefined }
    await inTx(deps.db, async (tx) => {
      await recordSecurityEvent(tx, { customer_id, kind: 'sign_in_failed', session })
      if (locked_until === null) return
      await alertCustomer(tx, deps, {
        customer_id,
        kind: 'sign_in_locked',
        session,
        detailIn: (locale) => momentInWords(locked_until, locale),
      })
      await recordAudit(tx, {
        doer: { kind: 'system', id: 'identity' },
        action: 'customer.sign_in_locked',
        subject: customer_id,
        detail: { until: locked_until },
      })
    })
  }
