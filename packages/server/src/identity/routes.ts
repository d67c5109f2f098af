import { api } from '@topay/contract'
import { type BoundRoute, inTx, on } from '../platform/index.ts'
import { getCustomer } from './customers.ts'
import type { IdentityDeps } from './deps.ts'
import { setPaymentPassword } from './payment-password.ts'
import { updateCustomer } from './queries.ts'
import { signInRoutes } from './sign-in/routes.ts'

/** Getting in, and the customer's own account. */
export const identityRoutes = (deps: IdentityDeps): BoundRoute[] => {
  const { db } = deps
  return [
    ...signInRoutes(deps),
    on(api.getMe, ({ actor }) => getCustomer(db, actor.id)),
    on(api.updateMe, ({ actor, body }) =>
      inTx(db, async (tx) => {
        await updateCustomer(tx, actor.id, body)
        return getCustomer(tx, actor.id)
      }),
    ),
    on(api.setPaymentPassword, async ({ actor, body, request_id }) => {
      await setPaymentPassword(db, actor.id, body, { kind: 'customer', id: actor.id, request_id })
      return getCustomer(db, actor.id)
    }),
  ]
}
