import { api, type Output } from '@topay/contract'
import { type BoundRoute, type Context, type Db, inTx, on } from '../platform/index.ts'
import type { CodeKeeping } from './codes.ts'
import { getCustomer } from './customers.ts'
import { setPaymentPassword } from './payment-password.ts'
import { revokeSession, updateCustomer } from './queries.ts'
import type { OpenedSession } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { confirmSignUp, startSignUp } from './sign-up.ts'

type SignInContext = Context<typeof api.signIn> | Context<typeof api.confirmSignUp>

/** Sign-up, sign-in and the customer's own account. */
export const identityRoutes = ({ db, config }: { db: Db; config: CodeKeeping }): BoundRoute[] => {
  /** A program gets the token in the answer, a browser in a cookie that scripts cannot read. */
  const answer = async (ctx: SignInContext, session: OpenedSession): Promise<Output<'confirmSignUp'>> => {
    const { customer_id, token, expires_at } = session
    const customer = await getCustomer(db, customer_id)
    if (ctx.body.token) return { customer, expires_at, token }
    ctx.setCookie('customer', token, expires_at)
    return { customer, expires_at }
  }
  const deviceOf = ({ ip, user_agent }: SignInContext) => ({ ip, user_agent })

  return [
    on(api.startSignUp, async ({ body }) => startSignUp(db, config, body)),
    on(api.confirmSignUp, async (ctx) => {
      const { code, name, password } = ctx.body
      const { sign_up_id } = ctx.params
      const { request_id } = ctx
      return answer(
        ctx,
        await confirmSignUp(db, config, { sign_up_id, code, name, password, request_id, device: deviceOf(ctx) }),
      )
    }),
    on(api.signIn, async (ctx) => {
      const { identifier, password } = ctx.body
      return answer(ctx, await signIn(db, { identifier, password, device: deviceOf(ctx) }))
    }),
    on(api.signOut, async ({ actor, clearCookie }) => {
      await revokeSession(db, actor.session_id)
      clearCookie('customer')
    }),
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
