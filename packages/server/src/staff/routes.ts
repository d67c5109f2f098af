import { api, type StaffSignedIn } from '@topay/contract'
import { type BoundRoute, type Context, type Db, inTx, on } from '../platform/index.ts'
import { createFirstAdmin } from './first-admin.ts'
import { createStaffMember, getStaffMember } from './members.ts'
import { selectAllStaff } from './queries.ts'
import { type OpenedSession, staffSignIn, staffSignOut } from './sessions.ts'

type SignInContext = Context<typeof api.staffSignIn> | Context<typeof api.createFirstAdmin>

/** Staff accounts and their desk sessions. */
export const staffRoutes = ({ db }: { db: Db }): BoundRoute[] => {
  /** A program gets the token in the answer, a browser in a cookie that scripts cannot read. */
  const answer = async (ctx: SignInContext, session: OpenedSession): Promise<StaffSignedIn> => {
    const { staff_id, token, expires_at } = session
    const staff = await getStaffMember(db, staff_id)
    if (ctx.body.token) return { staff, expires_at, token }
    ctx.setCookie('staff', token, expires_at)
    return { staff, expires_at }
  }
  const clientOf = ({ ip, user_agent, request_id }: SignInContext) => ({ ip, user_agent, request_id })

  return [
    on(api.staffSignIn, async (ctx) => {
      const { identifier, password } = ctx.body
      return answer(ctx, await staffSignIn(db, { identifier, password, client: clientOf(ctx) }))
    }),
    on(api.staffSignOut, async ({ actor, request_id, clearCookie }) => {
      await staffSignOut(db, actor, request_id)
      clearCookie('staff')
    }),
    on(api.getStaffMe, ({ actor }) => getStaffMember(db, actor.id)),
    on(api.createFirstAdmin, async (ctx) => {
      const { setup_token, name, email, password } = ctx.body
      return answer(ctx, await createFirstAdmin(db, { setup_token, name, email, password, client: clientOf(ctx) }))
    }),
    on(api.listStaff, async () => ({ items: await selectAllStaff(db) })),
    on(api.createStaff, ({ actor, body, request_id }) =>
      inTx(db, (tx) => createStaffMember(tx, { ...body, doer: { kind: 'staff', id: actor.id, request_id } })),
    ),
  ]
}
