import type { StaffSignInPending } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { hashPassword, requireStrongPassword, verifyPassword } from '../identity/index.ts'
import { AppError, type Db, type Doer, fromNow, inTx, newId, normaliseAddress, type Tx } from '../platform/index.ts'
import type { StaffConfig } from './deps.ts'
import { clearTries, reserveTry } from './locks.ts'
import { staffPolicy } from './policy.ts'
import {
  confirmTotp,
  newTotpSecret,
  openPendingSecret,
  sealPendingSecret,
  totpUrl,
  verifySecondStep,
} from './second-factor.ts'
import { type Client, type OpenedSession, openSession } from './sessions.ts'
import {
  countTry,
  endSignIn,
  endSignIns,
  type Entering,
  insertSignIn,
  lockSignIn,
  type PendingStep,
  selectEntering,
  selectEnteringById,
  storePassword,
} from './sign-in-queries.ts'

/** A sign-in that is through, or what comes next. `recovery_codes`: of an app set up just now. */
export type Entered = { session: OpenedSession; recovery_codes?: string[] } | { pending: StaffSignInPending }

const staffDoer = (id: string, { request_id }: Client): Doer => ({ kind: 'staff', id, request_id })

/** Opens the session at the end of a sign-in, on record. `factor`: what the second step was. */
export const enter = async (
  tx: Tx,
  staffId: string,
  client: Client,
  factor: 'totp' | 'recovery_code' | 'provider' | 'none_in_demo',
): Promise<OpenedSession> => {
  const session = await openSession(tx, staffId, client)
  const detail = { ip: client.ip, factor }
  await recordAudit(tx, { doer: staffDoer(staffId, client), action: 'staff.signed_in', subject: staffId, detail })
  return session
}

const wait = async (
  tx: Tx,
  config: StaffConfig,
  member: Entering,
  step: PendingStep,
  client: Client,
): Promise<Entered> => {
  const id = newId('staff_sign_in')
  const expires_at = fromNow((await staffPolicy.read(tx)).pending_ms)
  const secret = step === 'set_up_totp' ? newTotpSecret() : null
  const totp_secret = secret === null ? null : await sealPendingSecret(tx, config, id, secret)
  await insertSignIn(tx, { id, staff_id: member.staff_id, step, totp_secret, oidc_state: null, client, expires_at })
  const totp = secret === null ? null : { secret, otpauth_url: totpUrl(secret, member) }
  return { pending: { staff_sign_in_id: id, step, totp, expires_at } }
}

/**
 * What follows a right first step: an own password instead of the one that an administrator chose, then the code of the app, or setting the app up. Nobody is
 * spared it but accounts of the demo world, in the demo world, which have no app.
 */
export const nextStep = async (tx: Tx, config: StaffConfig, member: Entering, client: Client): Promise<Entered> => {
  if (member.must_change_password) return wait(tx, config, member, 'new_password', client)
  return secondStep(tx, config, member, client)
}

/** The same where the first step was not the password of ours. */
export const secondStep = async (tx: Tx, config: StaffConfig, member: Entering, client: Client): Promise<Entered> => {
  if (member.totp_confirmed_at !== null) return wait(tx, config, member, 'totp', client)
  if (member.demo && config.demo) return { session: await enter(tx, member.staff_id, client, 'none_in_demo') }
  return wait(tx, config, member, 'set_up_totp', client)
}

/** A lock that an account has just got is on record. */
const recordLock = (tx: Tx, staffId: string, until: string, step: 'password' | 'code', client: Client): Promise<void> =>
  recordAudit(tx, {
    doer: { kind: 'system', id: 'staff', request_id: client.request_id },
    action: 'staff.sign_in_locked',
    subject: staffId,
    detail: { until, step, ip: client.ip },
  })

/**
 * The first step of a sign-in to the desk. Throws PASSWORD_SIGN_IN_OFF; CREDENTIALS_WRONG, after the same work for an unknown account, one whose owner has
 * left, and a wrong password; SIGN_IN_PAUSED after too many tries, also for an address that has no account.
 */
export const staffSignIn = async (
  db: Db,
  config: StaffConfig,
  given: { identifier: string; password: string; client: Client },
): Promise<Entered> => {
  if (config.TOPAY_STAFF_PASSWORDS === 'off') throw new AppError('PASSWORD_SIGN_IN_OFF')
  const { client, password } = given
  const address = normaliseAddress(given.identifier)
  const email = address?.kind === 'email' ? address.value : given.identifier.toLowerCase()
  const counter = { kind: 'password', email } as const
  const reserved = await reserveTry(db, config, counter)
  const member = await selectEntering(db, email)
  // While it is locked no password is looked at; the work is the same.
  const right = await verifyPassword(reserved.allowed ? (member?.password_hash ?? null) : null, password)
  if (!reserved.allowed) throw new AppError('SIGN_IN_PAUSED', { retryAt: reserved.until })
  if (!member?.active || !right) {
    const { until } = reserved
    if (member && until !== null) await inTx(db, (tx) => recordLock(tx, member.staff_id, until, 'password', client))
    throw new AppError('CREDENTIALS_WRONG')
  }
  return inTx(db, async (tx) => {
    await clearTries(tx, config, counter)
    return nextStep(tx, config, member, client)
  })
}

type Step = 'ended' | 'wrong' | { paused: string } | Entered

/** What a refusal of a step is as an error, once it is committed. */
const entered = (result: Step): Entered => {
  if (result === 'ended') throw new AppError('SIGN_IN_ENDED')
  if (result === 'wrong') throw new AppError('CODE_WRONG')
  if ('paused' in result) throw new AppError('SIGN_IN_PAUSED', { retryAt: result.paused })
  return result
}

type Waiting = NonNullable<Awaited<ReturnType<typeof lockSignIn>>>

/** The code of the app, or a recovery code. Wrong ones are counted for the account, over all its sign-ins. */
const checkCode = async (tx: Tx, config: StaffConfig, signIn: Waiting, code: string, client: Client): Promise<Step> => {
  const { staff_id } = signIn
  const counter = { kind: 'code', staff_id } as const
  const reserved = await reserveTry(tx, config, counter)
  if (!reserved.allowed) return { paused: reserved.until }
  const factor = await verifySecondStep(tx, config, staff_id, code)
  if (factor === null) {
    const doer = staffDoer(staff_id, client)
    const detail = { ip: client.ip }
    await recordAudit(tx, { doer, action: 'staff.second_step_failed', subject: staff_id, detail })
    if (reserved.until !== null) await recordLock(tx, staff_id, reserved.until, 'code', client)
    return 'wrong'
  }
  await clearTries(tx, config, counter)
  await endSignIn(tx, signIn.id)
  return { session: await enter(tx, staff_id, client, factor) }
}

/** The first code of an app that is being set up: switches it on. */
const setUp = async (tx: Tx, config: StaffConfig, signIn: Waiting, code: string, client: Client): Promise<Step> => {
  const { staff_id, totp_secret } = signIn
  // Set up in another sign-in meanwhile: that one counts.
  if (totp_secret === null || signIn.totp_confirmed_at !== null) return 'ended'
  const { recovery_codes: count } = await staffPolicy.read(tx)
  const secret = await openPendingSecret(tx, config, signIn.id, totp_secret)
  const recovery_codes = await confirmTotp(tx, config, { staff_id, secret, code, recovery_codes: count })
  if (recovery_codes === null) return 'wrong'
  await endSignIns(tx, staff_id)
  const doer = staffDoer(staff_id, client)
  await recordAudit(tx, { doer, action: 'staff.two_factor_set_up', subject: staff_id, detail: { ip: client.ip } })
  return { session: await enter(tx, staff_id, client, 'totp'), recovery_codes }
}

/**
 * The second step: the code of the app or a recovery code, or the first code of an app just set up. A refused try is committed before the error.
 * Throws SIGN_IN_ENDED (expired, used, tried too often), CODE_WRONG, SIGN_IN_PAUSED.
 */
export const verifyStaffSignIn = async (
  db: Db,
  config: StaffConfig,
  given: { staff_sign_in_id: string; code: string; client: Client },
): Promise<Extract<Entered, { session: unknown }>> => {
  const result = entered(
    await inTx(db, async (tx): Promise<Step> => {
      const signIn = await lockSignIn(tx, given.staff_sign_in_id)
      if (!signIn || signIn.tries >= (await staffPolicy.read(tx)).code_tries) return 'ended'
      if (signIn.step !== 'totp' && signIn.step !== 'set_up_totp') return 'ended'
      await countTry(tx, signIn.id)
      const check = signIn.step === 'totp' ? checkCode : setUp
      return check(tx, config, signIn, given.code, given.client)
    }),
  )
  if ('pending' in result) throw new Error('the second step is the last one')
  return result
}

/** Throws PASSWORD_WEAK when a password is easily guessed, or is the one that an administrator chose. */
export const requireOwnPassword = async (member: Entering, password: string): Promise<void> => {
  requireStrongPassword(password, [member.name_zh, member.name_en, member.email])
  if (await verifyPassword(member.password_hash, password))
    throw new AppError('PASSWORD_WEAK', { fields: [{ path: 'password', message: 'the same as before' }] })
}

/** Replaces the password that an administrator chose; the next step follows. Throws SIGN_IN_ENDED, PASSWORD_WEAK. */
export const setFirstStaffPassword = async (
  db: Db,
  config: StaffConfig,
  given: { staff_sign_in_id: string; password: string; client: Client },
): Promise<Entered> => {
  const password_hash = await hashPassword(given.password)
  const result = await inTx(db, async (tx): Promise<Step> => {
    const signIn = await lockSignIn(tx, given.staff_sign_in_id)
    if (signIn?.step !== 'new_password' || !signIn.must_change_password) return 'ended'
    await requireOwnPassword(signIn, given.password)
    const { staff_id } = signIn
    await storePassword(tx, staff_id, { password_hash, must_change_password: false })
    await endSignIns(tx, staff_id)
    const member = await selectEnteringById(tx, staff_id)
    if (!member) return 'ended'
    const doer = staffDoer(staff_id, given.client)
    await recordAudit(tx, { doer, action: 'staff.password_changed', subject: staff_id, detail: { first: true } })
    return nextStep(tx, config, member, given.client)
  })
  return entered(result)
}
