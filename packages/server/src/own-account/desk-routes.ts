import { api } from '@topay/contract'
import { type BoundRoute, inTx, on, type StaffActor } from '../platform/index.ts'
import type { StaffDoer } from '../cases/index.ts'
import type { OwnAccountDeps } from './deps.ts'
import { freezeCustomer, requestUnfreeze, sendResetLink } from './protect-account.ts'

const staffOf = ({ actor, request_id }: { actor: StaffActor; request_id: string }): StaffDoer => ({
  id: actor.id,
  roles: actor.roles,
  request_id,
})

/** What colleagues do for the account of the customer of a case; what each needs stands on the route in the contract. */
export const ownAccountDeskRoutes = ({ db, ...deps }: OwnAccountDeps): BoundRoute[] => [
  on(api.sendResetLink, (ctx) => inTx(db, (tx) => sendResetLink(tx, deps, { ...ctx.params, staff: staffOf(ctx) }))),

  on(api.freezeCustomer, (ctx) =>
    inTx(db, (tx) => freezeCustomer(tx, deps, { ...ctx.params, ...ctx.body, staff: staffOf(ctx) })),
  ),

  on(api.requestUnfreeze, (ctx) =>
    inTx(db, (tx) => requestUnfreeze(tx, { ...ctx.params, ...ctx.body, staff: staffOf(ctx) })),
  ),
]
