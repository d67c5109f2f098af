import { type AlertKind, alertKinds, type Output } from '@topay/contract'
import { type Db, found, inTx, invariant, sha256 } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { signInLockedUntil } from '../sign-in/locks.ts'
import { markReported, selectAlert } from './access-queries.ts'
import { recordSecurityEvent } from './alerts.ts'
import { freeze } from './freeze.ts'
import { placeInWords } from './origin.ts'

const alertKindOf = (kind: string): AlertKind => found(alertKinds.find((known) => known === kind))

/** What a message told, by the link in it. It says no more than the message did. Throws NOT_FOUND, also when the link has expired. */
export const getSecurityAlert = async (db: Db, token: string): Promise<Output<'getSecurityAlert'>> => {
  const alert = found(await selectAlert(db, sha256(token)))
  const kind = alertKindOf(alert.kind)
  return {
    kind,
    at: alert.at,
    place: placeInWords(alert.place),
    device: alert.device,
    frozen: alert.frozen_at !== null,
    locked_until: kind === 'sign_in_locked' ? await signInLockedUntil(db, alert.customer_id) : null,
    case_number: alert.case_number,
  }
}

/**
 * "This was not me": freezes the account, ends every session and opens an urgent case. The link is enough: whoever got the message is the owner, and a freeze
 * does no harm that cannot be taken back. Asked again it answers the same. Throws NOT_FOUND.
 */
export const reportNotMe = (
  deps: IdentityDeps,
  given: { token: string; origin: RequestOrigin; request_id: string },
): Promise<Output<'reportNotMe'>> =>
  inTx(deps.db, async (tx) => {
    const alert = found(await selectAlert(tx, sha256(given.token)))
    const { customer_id } = alert
    if (alert.frozen_at !== null && alert.case_number !== null)
      return { frozen_at: alert.frozen_at, case_number: alert.case_number }
    const session = given.origin
    await recordSecurityEvent(tx, { customer_id, kind: 'not_me_reported', session, detail: alert.kind })
    const doer = { kind: 'customer', id: customer_id, request_id: given.request_id } as const
    const frozen = await freeze(tx, deps, { customer_id, by: 'customer', doer, session })
    invariant(frozen.case, 'a report opens a case')
    const { case_number } = frozen.case
    await markReported(tx, sha256(given.token), case_number)
    return { frozen_at: frozen.frozen_at, case_number }
  })
