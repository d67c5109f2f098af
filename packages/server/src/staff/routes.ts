import { api, type Output } from '@topay/contract'
import { type BoundRoute, type Context, inTx, on } from '../platform/index.ts'
import { decideApproval, listApprovals } from './approvals.ts'
import type { StaffDeps } from './deps.ts'
import { createFirstAdmin } from './first-admin.ts'
import { identityProvider } from './identity-provider.ts'
import { resetStaffCredentials, updateStaff } from './manage-members.ts'
import { createStaffMember, getStaffMember } from './members.ts'
import { changeStaffPassword } from './own-password.ts'
import { selectAllStaff } from './queries.ts'
import { type Client, listStaffSessions, revokeStaffSession, staffSignOut } from './sessions.ts'
import { type Entered, setFirstStaffPassword, staffSignIn, verifyStaffSignIn } from './sign-in.ts'
import { finishStaffSingleSignOn, signInOptions, startStaffSingleSignOn } from './single-sign-on.ts'

type SignInContext = {
  body: { token?: boolean | undefined }
  setCookie: Context<typeof api.staffSignIn>['setCookie']
}

const clientOf = ({ ip, user_agent, request_id }: Client): Client => ({ ip, user_agent, request_id })

/** Staff accounts, their sign-in and sessions, and what waits for a second person. */
export const staffRoutes = (deps: StaffDeps): BoundRoute[] => {
  const { db, config } = deps
  const provider = identityProvider(config, deps.publicUrl)
  const sso = { db, config, provider }

  /** A program gets the token in the answer, a browser in a cookie that scripts cannot read. */
  const through = async (
    ctx: SignInContext,
    entered: Extract<Entered, { session: unknown }>,
  ): Promise<Output<'verifyStaffSignIn'>> => {
    const { staff_id, token, expires_at } = entered.session
    const { recovery_codes } = entered
    const answer = { staff: await getStaffMember(db, staff_id), expires_at, ...(recovery_codes && { recovery_codes }) }
    if (ctx.body.token) return { ...answer, token }
    ctx.setCookie('staff', token, expires_at)
    return answer
  }
  const answer = async (ctx: SignInContext, entered: Entered): Promise<Output<'staffSignIn'>> =>
    'pending' in entered ? entered.pending : through(ctx, entered)

  return [
    on(api.staffSignIn, async (ctx) => {
      const { identifier, password } = ctx.body
      return answer(ctx, await staffSignIn(db, config, { identifier, password, client: clientOf(ctx) }))
    }),
    on(api.verifyStaffSignIn, async (ctx) => {
      const given = { ...ctx.params, code: ctx.body.code, client: clientOf(ctx) }
      return through(ctx, await verifyStaffSignIn(db, config, given))
    }),
    on(api.setFirstStaffPassword, async (ctx) => {
      const given = { ...ctx.params, password: ctx.body.password, client: clientOf(ctx) }
      return answer(ctx, await setFirstStaffPassword(db, config, given))
    }),
    on(api.getStaffSignInOptions, async () => signInOptions(sso)),
    on(api.startStaffSingleSignOn, (ctx) => startStaffSingleSignOn(sso, { client: clientOf(ctx), log: ctx.log })),
    on(api.finishStaffSingleSignOn, async (ctx) => {
      const { callback_url } = ctx.body
      const given = { ...ctx.params, callback_url, client: clientOf(ctx), log: ctx.log }
      return answer(ctx, await finishStaffSingleSignOn(sso, given))
    }),
    on(api.staffSignOut, async ({ actor, request_id, clearCookie }) => {
      await staffSignOut(db, actor, request_id)
      clearCookie('staff')
    }),
    on(api.getStaffMe, ({ actor }) => getStaffMember(db, actor.id)),
    on(api.changeStaffPassword, ({ actor, body, request_id }) =>
      changeStaffPassword(db, config, { ...body, actor, request_id }),
    ),
    on(api.listStaffSessions, ({ actor }) => listStaffSessions(db, actor)),
    on(api.revokeStaffSession, ({ actor, params, request_id }) =>
      revokeStaffSession(db, actor, { ...params, request_id }),
    ),
    on(api.createFirstAdmin, async (ctx) => {
      const { setup_token, name, email, password } = ctx.body
      return answer(
        ctx,
        await createFirstAdmin(db, config, { setup_token, name, email, password, client: clientOf(ctx) }),
      )
    }),
    on(api.listStaff, async () => ({ items: await selectAllStaff(db) })),
    on(api.createStaff, ({ actor, body, request_id }) =>
      inTx(db, (tx) =>
        createStaffMember(tx, {
          ...body,
          must_change_password: true,
          doer: { kind: 'staff', id: actor.id, request_id },
        }),
      ),
    ),
    on(api.updateStaff, ({ actor, params, body, request_id }) =>
      updateStaff(db, { ...params, ...body, by: { kind: 'staff', id: actor.id, request_id } }),
    ),
    on(api.resetStaffCredentials, ({ actor, params, body, request_id }) =>
      resetStaffCredentials(db, config, { ...params, ...body, by: { kind: 'staff', id: actor.id, request_id } }),
    ),
    on(api.listApprovals, ({ actor, query }) => listApprovals(db, { ...query, viewer: actor.id })),
    on(api.decideApproval, ({ actor, params, body, request_id }) =>
      decideApproval(db, deps.approvalKinds, {
        ...params,
        ...body,
        by: { kind: 'staff', id: actor.id, roles: actor.roles, request_id },
      }),
    ),
  ]
}
