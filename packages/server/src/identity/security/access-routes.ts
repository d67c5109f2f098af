import { api } from '@topay/contract'
import { type BoundRoute, type Context, on, positionAfter } from '../../platform/index.ts'
import type { IdentityDeps } from '../deps.ts'
import { type Asker, listDevices, listSessions, removeDevice, revokeOtherSessions, revokeSession } from './access.ts'
import { listSecurityEvents } from './list-events.ts'
import { getSecurityAlert, reportNotMe } from './not-me.ts'

type Asking = Pick<Context<typeof api.revokeOtherSessions>, 'actor' | 'ip' | 'user_agent' | 'request_id'>

const askerOf = ({ actor, ip, user_agent, request_id }: Asking): Asker => ({
  customer_id: actor.id,
  session_id: actor.session_id,
  origin: { ip, user_agent, session_id: actor.session_id },
  request_id,
})

/** Where a customer is signed in, what happened to the account, and the links of messages about it. */
export const accessRoutes = (deps: IdentityDeps): BoundRoute[] => [
  on(api.listSessions, async ({ actor }) => ({
    items: await listSessions(deps.db, { customer_id: actor.id, session_id: actor.session_id }),
  })),
  on(api.revokeSession, async (ctx) => {
    await revokeSession(deps, askerOf(ctx), ctx.params.session_id)
    if (ctx.params.session_id === ctx.actor.session_id) ctx.clearCookie('customer')
  }),
  on(api.revokeOtherSessions, async (ctx) => ({ revoked: await revokeOtherSessions(deps, askerOf(ctx)) })),
  on(api.listDevices, async ({ actor }) => ({ items: await listDevices(deps.db, actor.id, actor.session_id) })),
  on(api.removeDevice, (ctx) => removeDevice(deps, askerOf(ctx), ctx.params.device_id)),
  on(api.listSecurityEvents, ({ actor, query: { cursor, ...query } }) =>
    listSecurityEvents(deps.db, actor.id, { ...query, after: positionAfter('security_event', cursor) }),
  ),
  on(api.getSecurityAlert, ({ params }) => getSecurityAlert(deps.db, params.alert_token)),
  on(api.reportNotMe, ({ params, ip, user_agent, request_id }) =>
    reportNotMe(deps, { token: params.alert_token, origin: { ip, user_agent }, request_id }),
  ),
]
