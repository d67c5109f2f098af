import { api } from '@topay/contract'
import { type BoundRoute, inTx, on } from '../platform/index.ts'
import { getCustomer } from './customers.ts'
import type { IdentityDeps } from './deps.ts'
import { factorRoutes } from './factors/routes.ts'
import { ownRequest } from './factors/routes.ts'
import { setPaymentPassword } from './payment-password.ts'
import { updateCustomer } from './queries.ts'
import { recoveryRoutes } from './recovery/routes.ts'
import { accessRoutes } from './security/access-routes.ts'
import { protectionRoutes } from './security/protection-routes.ts'
import { signInRoutes } from './sign-in/routes.ts'

/** Getting in, and the customer's own account. */
export const identityRoutes = (deps: IdentityDeps): BoundRoute[] => {
  const { db } = deps
  return [
    ...signInRoutes(deps),
    ...factorRoutes(deps),
    ...recoveryRoutes(deps),
    ...protectionRoutes(deps),
    ...accessRoutes(deps),
    on(api.getMe, ({ actor }) => getCustomer(db, actor.id)),
    on(api.updateMe, ({ actor, body }) =>
      inTx(db, async (tx) => {
        await updateCustomer(tx, actor.id, body)
        return getCustomer(tx, actor.id)
      }),
    ),
    on(api.setPaymentPassword, async (ctx) => {
      await setPaymentPassword(deps, ownRequest(ctx), ctx.body)
      return getCustomer(db, ctx.actor.id)
    }),
  ]
}
