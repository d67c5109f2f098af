import { api } from '@topay/contract'
import { type BoundRoute, type CustomerActor, on } from '../../platform/index.ts'
import type { IdentityDeps } from '../deps.ts'
import type { OwnRequest } from './own-change.ts'
import { renewRecoveryCodes, setCodeFactor } from './own-codes.ts'
import { confirmPasskey, listPasskeys, removePasskey, startPasskey } from './own-passkeys.ts'
import { confirmTotp, disableTotp, startTotp } from './own-totp.ts'

/** Whose account a request of a signed-in customer is about, and where it came from. */
export const ownRequest = (ctx: {
  actor: CustomerActor
  request_id: string
  ip: string
  user_agent: string
}): OwnRequest => {
  const { actor, request_id, ip, user_agent } = ctx
  return { customer_id: actor.id, request_id, origin: { ip, user_agent, session_id: actor.session_id } }
}

/** Second factors of the signed-in customer. */
export const factorRoutes = (deps: IdentityDeps): BoundRoute[] => [
  on(api.startTotp, (ctx) => startTotp(deps, ownRequest(ctx), ctx.body.password)),
  on(api.confirmTotp, (ctx) => confirmTotp(deps, ownRequest(ctx), ctx.body.code)),
  on(api.disableTotp, (ctx) => disableTotp(deps, ownRequest(ctx), ctx.body)),
  on(api.renewRecoveryCodes, (ctx) => renewRecoveryCodes(deps, ownRequest(ctx), ctx.body.verification)),
  on(api.setCodeFactor, (ctx) => setCodeFactor(deps, ownRequest(ctx), ctx.body)),
  on(api.listPasskeys, async ({ actor }) => ({ items: await listPasskeys(deps.db, actor.id) })),
  on(api.startPasskey, (ctx) => startPasskey(deps, ownRequest(ctx), { ...ctx.body, host: ctx.headers.host })),
  on(api.confirmPasskey, (ctx) => confirmPasskey(deps, ownRequest(ctx), ctx.body)),
  on(api.removePasskey, async (ctx) => ({
    items: await removePasskey(deps, ownRequest(ctx), { ...ctx.params, ...ctx.body }),
  })),
]
