import { z } from 'zod'
import type { Output } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import {
  AppError,
  type Doer,
  found,
  fromNow,
  inTx,
  type Log,
  newId,
  normaliseAddress,
  openField,
  sealField,
  type Tx,
} from '../platform/index.ts'
import type { StaffDeps } from './deps.ts'
import type { Identity, IdentityProvider } from './identity-provider.ts'
import { staffPolicy } from './policy.ts'
import type { Client } from './sessions.ts'
import { enter, type Entered, secondStep } from './sign-in.ts'
import {
  type Entering,
  giveBackSingleSignOn,
  insertSignIn,
  linkIdentity,
  selectEntering,
  selectLinked,
  takeSingleSignOn,
} from './sign-in-queries.ts'

type Deps = Pick<StaffDeps, 'db' | 'config'> & { provider: IdentityProvider | null }

const Asked = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), redirect_uri: z.string() })

const place = (id: string) => ({ column: 'staff_sign_in.oidc_state', row: id }) as const

/** How staff may sign in here. */
export const signInOptions = ({ config, provider }: Omit<Deps, 'db'>): Output<'getStaffSignInOptions'> => ({
  password: config.TOPAY_STAFF_PASSWORDS === 'on',
  single_sign_on: provider && { name: provider.name },
})

const required = (provider: IdentityProvider | null): IdentityProvider => {
  if (!provider) throw new AppError('SINGLE_SIGN_ON_OFF')
  return provider
}

/** Begins a sign-in at the provider. Throws SINGLE_SIGN_ON_OFF, SINGLE_SIGN_ON_AWAY. */
export const startStaffSingleSignOn = async (
  { db, config, provider }: Deps,
  given: { client: Client; log: Log },
): Promise<Output<'startStaffSingleSignOn'>> => {
  const { asked, authorization_url } = await required(provider).ask(given.log)
  const id = newId('staff_sign_in')
  await inTx(db, async (tx) =>
    insertSignIn(tx, {
      id,
      staff_id: null,
      step: 'single_sign_on',
      totp_secret: null,
      oidc_state: await sealField(tx, config.TOPAY_SECRET, place(id), JSON.stringify(asked)),
      client: given.client,
      expires_at: fromNow((await staffPolicy.read(tx)).pending_ms),
    }),
  )
  return { staff_sign_in_id: id, authorization_url }
}

/**
 * The colleague that an identity belongs to: by the link of an earlier sign-in, or the first time by an e-mail address that the provider has proved, which
 * links them. No account is made here. Throws STAFF_UNKNOWN, SINGLE_SIGN_ON_REFUSED (the address is not proved).
 */
const colleagueOf = async (tx: Tx, identity: Identity, client: Client): Promise<Entering> => {
  const linked = await selectLinked(tx, identity)
  if (linked) {
    if (!linked.active) throw new AppError('STAFF_UNKNOWN')
    return linked
  }
  const address = normaliseAddress(identity.email ?? '')
  if (address?.kind !== 'email') throw new AppError('STAFF_UNKNOWN')
  if (!identity.email_verified) throw new AppError('SINGLE_SIGN_ON_REFUSED')
  const member = await selectEntering(tx, address.value)
  if (!member?.active || !(await linkIdentity(tx, member.staff_id, identity))) throw new AppError('STAFF_UNKNOWN')
  const doer: Doer = { kind: 'staff', id: member.staff_id, request_id: client.request_id }
  const { issuer, subject } = identity
  await recordAudit(tx, {
    doer,
    action: 'staff.single_sign_on_linked',
    subject: member.staff_id,
    detail: { issuer, subject },
  })
  return member
}

/** Whether the provider says that a second factor was shown there, and policy lets that count. */
const factorShown = async (tx: Tx, { amr, acr }: Identity['factors']): Promise<boolean> => {
  const policy = await staffPolicy.read(tx)
  if (!policy.trust_provider_factor) return false
  const byAmr = amr.some((each) => policy.provider_factor_amr.includes(each))
  return byAmr || (acr !== null && policy.provider_factor_acr.includes(acr))
}

/**
 * Finishes a sign-in with what the provider sent back; the code of our own app follows unless the provider asked for a second factor. An answer counts once.
 * Throws SINGLE_SIGN_ON_OFF, SIGN_IN_ENDED, SINGLE_SIGN_ON_REFUSED, SINGLE_SIGN_ON_AWAY (the same answer may be sent again), STAFF_UNKNOWN.
 */
export const finishStaffSingleSignOn = async (
  { db, config, provider }: Deps,
  given: { staff_sign_in_id: string; callback_url: string; client: Client; log: Log },
): Promise<Entered> => {
  const { answer } = required(provider)
  const { staff_sign_in_id: id, client } = given
  const taken = await takeSingleSignOn(db, id)
  if (!taken) throw new AppError('SIGN_IN_ENDED')
  const asked = Asked.parse(JSON.parse(await openField(db, config.TOPAY_SECRET, place(id), found(taken.oidc_state))))
  const identity = await answer(asked, given.callback_url, given.log).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === 'SINGLE_SIGN_ON_AWAY') await giveBackSingleSignOn(db, id)
    throw error
  })
  return inTx(db, async (tx) => {
    const member = await colleagueOf(tx, identity, client)
    if (await factorShown(tx, identity.factors))
      return { session: await enter(tx, member.staff_id, client, 'provider') }
    return secondStep(tx, config, member, client)
  })
}
