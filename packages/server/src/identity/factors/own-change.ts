import { type AuditDetail, recordAudit } from '../../audit/index.ts'
import type { Address, Tx } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { alertCustomer } from '../security/alerts.ts'
import type { AlertKind } from '@topay/contract'

/** A signed-in customer who changes something of their own account, and where from. */
export type OwnRequest = { customer_id: string; request_id: string; origin: RequestOrigin & { session_id: string } }

/** Tells every address of the account what was changed, and writes it down. `detail`: what the owner reads beside it; `also`: addresses that left the account. */
export const tellOfChange = async (
  tx: Tx,
  deps: IdentityDeps,
  own: OwnRequest,
  change: { kind: AlertKind; action: string; detail?: string; also?: readonly Address[]; audit?: AuditDetail },
): Promise<void> => {
  const { customer_id, request_id, origin } = own
  const { kind, action, detail, also, audit } = change
  await alertCustomer(tx, deps, { customer_id, kind, session: origin, detail, ...(also && { also }) })
  await recordAudit(tx, {
    doer: { kind: 'customer', id: customer_id, request_id },
    action,
    subject: customer_id,
    ...(audit && { detail: audit }),
  })
}
