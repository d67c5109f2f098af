import { api } from '@topay/contract'
import { type BoundRoute, on } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { ownRequest } from '../factors/routes.ts'
import { changePassword } from './change-password.ts'
import { checkPasswordResetCode, confirmPasswordReset, startPasswordReset } from './password-reset.ts'
import { resetPaymentPassword } from './reset-payment-password.ts'

/** Forgotten and changed passwords. */
export const recoveryRoutes = (deps: IdentityDeps): BoundRoute[] => [
  on(api.startPasswordReset, ({ body, locale }) => startPasswordReset(deps, { ...body, locale })),

  on(api.checkPasswordResetCode, ({ params, body, headers }) =>
    checkPasswordResetCode(deps, { ...params, ...body, host: headers.host }),
  ),

  on(api.confirmPasswordReset, async ({ params, body, ip, user_agent, request_id }) => ({
    outbound_hold: await confirmPasswordReset(deps, { ...params, ...body, origin: { ip, user_agent }, request_id }),
  })),

  on(api.changePassword, async (ctx) => {
    await changePassword(deps, ownRequest(ctx), ctx.body)
    return getCustomer(deps.db, ctx.actor.id)
  }),

  on(api.resetPaymentPassword, async (ctx) => {
    await resetPaymentPassword(deps, ownRequest(ctx), ctx.body)
    return getCustomer(deps.db, ctx.actor.id)
  }),
]
