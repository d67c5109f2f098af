import { api, type Output } from '@topay/contract'
import { AppError, type BoundRoute, type Context, fromNow, inTx, on } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { verifyPaymentPassword } from '../payment-password.ts'
import { signInPolicy } from '../policy.ts'
import { recordSecurityEvent } from '../security/alerts.ts'
import { deviceHash } from '../security/devices.ts'
import { endIdleness, endSessions } from '../security/session-queries.ts'
import { confirmSignInCode, startSignInCode } from './by-code.ts'
import { confirmPasskeySignIn, startPasskeySignIn } from './by-passkey.ts'
import type { Entered, Entrance } from './enter.ts'
import { sendSecondFactorCode, startSecondFactorPasskey, verifySecondFactor } from './second-step.ts'
import { signIn, type SignInResult } from './sign-in.ts'
import { confirmSignUp, startSignUp } from './sign-up.ts'

/** A request that may end signed in. */
type Entering = Pick<
  Context<typeof api.signIn>,
  'ip' | 'user_agent' | 'device_cookie' | 'session_cookie' | 'setCookie'
> & { body: { token: boolean; device_token?: string | undefined } }

const originOf = ({ ip, user_agent }: Pick<Entering, 'ip' | 'user_agent'>): RequestOrigin => ({ ip, user_agent })

/** A browser names its device by cookie, a program in the body. */
const entranceOf = (ctx: Entering): Entrance => ({
  ...originOf(ctx),
  kind: ctx.body.token ? 'program' : 'browser',
  device_hash: deviceHash(ctx.body.token ? ctx.body.device_token : ctx.device_cookie),
  session_cookie: ctx.session_cookie,
})

/** Sign-up and every way of signing in and out. */
export const signInRoutes = (deps: IdentityDeps): BoundRoute[] => {
  const { db } = deps
  /** A program gets its tokens in the answer, a browser in cookies that scripts cannot read. */
  const answer = async (ctx: Entering, entered: Entered): Promise<Output<'confirmSignUp'>> => {
    const { customer_id, token, expires_at, device } = entered
    const customer = await getCustomer(db, customer_id)
    if (ctx.body.token) {
      const device_token = device?.token ?? undefined
      return { customer, expires_at, token, ...(device_token !== undefined && { device_token }) }
    }
    ctx.setCookie('customer', token, expires_at)
    const name = device?.token ?? ctx.device_cookie
    if (device && name) ctx.setCookie('device', name, device.expires_at)
    return { customer, expires_at }
  }
  const answerStep = async (ctx: Entering, result: SignInResult): Promise<Output<'signIn'>> =>
    'pending' in result ? result.pending : answer(ctx, result.entered)

  return [
    on(api.startSignUp, ({ body }) => startSignUp(deps, body)),
    on(api.confirmSignUp, async (ctx) => {
      const { code, name, password } = ctx.body
      const { sign_up_id } = ctx.params
      const { request_id } = ctx
      const entrance = entranceOf(ctx)
      return answer(ctx, await confirmSignUp(deps, { sign_up_id, code, name, password, request_id, entrance }))
    }),
    on(api.signIn, async (ctx) => {
      const { identifier, password } = ctx.body
      return answerStep(ctx, await signIn(deps, { identifier, password, entrance: entranceOf(ctx) }))
    }),
    on(api.startSignInCode, (ctx) =>
      startSignInCode(deps, { identifier: ctx.body.identifier, locale: ctx.locale, origin: originOf(ctx) }),
    ),
    on(api.confirmSignInCode, async (ctx) => {
      const given = { sign_in_id: ctx.params.sign_in_id, code: ctx.body.code, entrance: entranceOf(ctx) }
      return answerStep(ctx, await confirmSignInCode(deps, given))
    }),
    on(api.sendSecondFactorCode, ({ params, body }) =>
      sendSecondFactorCode(deps, { sign_in_id: params.sign_in_id, method: body.method }),
    ),
    on(api.startSecondFactorPasskey, ({ params, headers }) =>
      startSecondFactorPasskey(deps, { sign_in_id: params.sign_in_id, host: headers.host }),
    ),
    on(api.verifySecondFactor, async (ctx) => {
      const { proof, remember_device } = ctx.body
      const step = { sign_in_id: ctx.params.sign_in_id, proof, remember_device, entrance: entranceOf(ctx) }
      return answer(ctx, await verifySecondFactor(deps, step))
    }),
    on(api.startPasskeySignIn, (ctx) => startPasskeySignIn(deps, { host: ctx.headers.host, origin: originOf(ctx) })),
    on(api.confirmPasskeySignIn, async (ctx) => {
      const given = { sign_in_id: ctx.params.sign_in_id, passkey: ctx.body.passkey, entrance: entranceOf(ctx) }
      return answer(ctx, await confirmPasskeySignIn(deps, given))
    }),
    on(api.signOut, async ({ actor, ip, user_agent, clearCookie }) => {
      const { id: customer_id, session_id } = actor
      await inTx(db, async (tx) => {
        if ((await endSessions(tx, customer_id, { only: session_id })) === 0) return
        await recordSecurityEvent(tx, { customer_id, kind: 'signed_out', session: { ip, user_agent, session_id } })
      })
      clearCookie('customer')
    }),
    on(api.unlockSession, async ({ actor, body }) => {
      const check = await inTx(db, async (tx) => {
        const result = await verifyPaymentPassword(tx, actor.id, body.payment_password)
        if (result.result === 'ok')
          await endIdleness(tx, actor.session_id, fromNow((await signInPolicy.read(tx)).idle_ms))
        return result
      })
      if (check.result === 'locked') throw new AppError('PAYMENT_PASSWORD_LOCKED', { retryAt: check.until })
      if (check.result === 'wrong')
        throw new AppError('PAYMENT_PASSWORD_WRONG', {
          fields: [{ path: 'payment_password', message: `wrong; tries left: ${check.tries_left}` }],
        })
    }),
  ]
}
