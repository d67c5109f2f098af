import { api } from '@topay/contract'
import type { OwnRequest } from '../identity/index.ts'
import { type BoundRoute, type Context, on } from '../platform/index.ts'
import { getSecurityCheckup } from './checkup.ts'
import { closeMyAccount, getClosure } from './close-account.ts'
import { downloadDataExport, exportMyData, listDataExports } from './data-export.ts'
import type { OwnAccountDeps } from './deps.ts'
import { answerMonthReview, getMonthReview } from './month-review.ts'

type Asking = Pick<Context<typeof api.exportMyData>, 'actor' | 'ip' | 'user_agent' | 'request_id'>

const ownOf = ({ actor, ip, user_agent, request_id }: Asking): OwnRequest => ({
  customer_id: actor.id,
  request_id,
  origin: { ip, user_agent, session_id: actor.session_id },
})

/** What customers do with their account as a whole. */
export const ownAccountCustomerRoutes = (deps: OwnAccountDeps): BoundRoute[] => [
  on(api.getSecurityCheckup, ({ actor }) => getSecurityCheckup(deps.db, actor.id)),
  on(api.getMonthReview, ({ actor, params }) => getMonthReview(deps.db, actor.id, params.month)),
  on(api.answerMonthReview, (ctx) =>
    answerMonthReview(deps.db, deps.kinds, ownOf(ctx), { ...ctx.params, ...ctx.body }),
  ),
  on(api.exportMyData, (ctx) => exportMyData(deps, ownOf(ctx), ctx.body)),
  on(api.listDataExports, async ({ actor }) => ({ items: await listDataExports(deps.db, actor.id) })),
  on(api.downloadDataExport, ({ actor, params }) => downloadDataExport(deps, actor.id, params.data_export_id)),
  on(api.getClosure, ({ actor, locale }) => getClosure(deps.db, actor.id, locale)),
  on(api.closeMyAccount, async (ctx) => {
    await closeMyAccount(deps, ownOf(ctx), ctx.body)
    ctx.clearCookie('customer')
  }),
]
