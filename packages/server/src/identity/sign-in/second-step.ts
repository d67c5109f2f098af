import type { FactorChoice, FactorProof, FactorMethod } from '@topay/contract'
import { type Address, AppError, inTx, timestamp, type Tx } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { listFactors } from '../factors/list-factors.ts'
import { passkeyRequest, verifyPasskey } from '../factors/passkeys.ts'
import { takeRecoveryCode } from '../factors/recovery-codes.ts'
import { verifyTotp } from '../factors/totp.ts'
import { maskAddress } from '../mask.ts'
import { codeFits, sendCodeTo } from '../one-time-codes.ts'
import { codePolicy, signInPolicy } from '../policy.ts'
import { knownDevice } from '../security/devices.ts'
import { lockForSessions } from '../security/session-queries.ts'
import { type Entered, enter, type Entrance } from './enter.ts'
import { noteFailure } from './failed.ts'
import { accountCounter, clearCounters, deviceCounter, giveBack, reserveTry } from './locks.ts'
import { lockSignIn, selectSignIn, type SignInRow, trySecondStep, updateSignIn } from './queries.ts'

const PURPOSE = 'sign_in_step'

/** A sign-in whose first step is done. */
type Pending = SignInRow & { customer_id: string; reason: 'two_factor' | 'new_device' }
const isPending = (row: SignInRow | undefined): row is Pending =>
  row !== undefined && row.customer_id !== null && row.reason !== null

const ended = (): AppError => new AppError('SIGN_IN_ENDED')

/** How the second step may be done: not by another code to the kind of address that the first step went to. */
export const stepMethods = async (tx: Tx, row: { customer_id: string; way: string; kind: Address['kind'] | null }) => {
  const same: FactorMethod | null = row.way === 'code' ? (row.kind === 'phone' ? 'sms' : 'email') : null
  return (await listFactors(tx, row.customer_id)).filter(({ method }) => method !== same)
}

const requireMethod = (choices: readonly FactorChoice[], method: FactorMethod): void => {
  if (!choices.some((choice) => choice.method === method)) throw new AppError('FACTOR_UNAVAILABLE')
}

/**
 * Sends the code of the second step to the customer's first phone or e-mail. It counts as caused by the customer: it takes the first step. Throws
 * SIGN_IN_ENDED, FACTOR_UNAVAILABLE, CODE_TOO_SOON, CODE_LIMIT.
 */
export const sendSecondFactorCode = (
  { db, config }: IdentityDeps,
  given: { sign_in_id: string; method: 'sms' | 'email' },
): Promise<{ sent_to: string; expires_at: string; resend_at: string }> =>
  inTx(db, async (tx) => {
    const row = await lockSignIn(tx, given.sign_in_id)
    if (!isPending(row)) throw ended()
    const { customer_id, id } = row
    requireMethod(await stepMethods(tx, row), given.method)
    const { phone, email, locale } = await getCustomer(tx, customer_id)
    const value = given.method === 'sms' ? phone : email
    if (value === null) throw new AppError('FACTOR_UNAVAILABLE')
    const { code_hash, ...sent } = await sendCodeTo(tx, config, {
      purpose: PURPOSE,
      id,
      address: { kind: given.method === 'sms' ? 'phone' : 'email', value },
      owner: { customer_id, locale },
      locale,
      budget: 'own',
      template: 'sign_in_code',
    })
    const code = { code_hash, code_method: given.method, code_expires_at: sent.expires_at, code_tries: 0 }
    await updateSignIn(tx, id, code)
    return { sent_to: maskAddress(value), ...sent }
  })

/** Options for the passkey of the second step. `host`: the request's own. Throws SIGN_IN_ENDED, FACTOR_UNAVAILABLE. */
export const startSecondFactorPasskey = (
  { db, config }: IdentityDeps,
  given: { sign_in_id: string; host: string | undefined },
): Promise<{ options: Record<string, unknown> }> =>
  inTx(db, async (tx) => {
    const row = await lockSignIn(tx, given.sign_in_id)
    if (!isPending(row)) throw ended()
    requireMethod(await stepMethods(tx, row), 'passkey')
    const request = await passkeyRequest(tx, { config }, { customer_id: row.customer_id, host: given.host })
    await updateSignIn(tx, row.id, { passkey_challenge: request.challenge })
    return { options: request.options }
  })

/** Whether a proof is right. What it counts itself must be committed either way. */
const proves = async (
  tx: Tx,
  { config }: Pick<IdentityDeps, 'config'>,
  row: Pending,
  proof: FactorProof,
): Promise<boolean> => {
  const { customer_id, id } = row
  switch (proof.method) {
    case 'totp':
      return verifyTotp(tx, config, customer_id, proof.code)
    case 'recovery_code':
      return takeRecoveryCode(tx, config, customer_id, proof.code)
    case 'passkey': {
      if (row.passkey_challenge === null) return false
      await updateSignIn(tx, id, { passkey_challenge: null })
      const { passkey_challenge: challenge } = row
      return (await verifyPasskey(tx, { challenge, response: proof.passkey, customer_id })) !== null
    }
    default: {
      const { tries } = await codePolicy.read(tx)
      if (row.code_method !== proof.method || (row.code_expires_at ?? '') <= timestamp() || row.code_tries >= tries)
        return false
      await updateSignIn(tx, id, { code_tries: row.code_tries + 1 })
      return codeFits(config, { purpose: PURPOSE, id, code: proof.code, code_hash: row.code_hash })
    }
  }
}

type Step = { sign_in_id: string; proof: FactorProof; remember_device: boolean; entrance: Entrance }

/** One try of the second step, in the transaction that counts it. */
const tryStep = async (
  tx: Tx,
  deps: IdentityDeps,
  customerId: string,
  step: Step,
): Promise<Entered | 'ended' | 'unavailable' | 'wrong'> => {
  const locked = await lockForSessions(tx, customerId)
  const row = await trySecondStep(tx, step.sign_in_id, (await signInPolicy.read(tx)).step_tries)
  if (!isPending(row) || !locked || locked.closed_at !== null) return 'ended'
  const methods = await stepMethods(tx, row)
  if (!methods.some(({ method }) => method === step.proof.method)) return 'unavailable'
  if (!(await proves(tx, deps, row, step.proof))) return 'wrong'
  await updateSignIn(tx, row.id, { used_at: timestamp() })
  return enter(tx, deps, customerId, { entrance: step.entrance, remember: step.remember_device })
}

/**
 * Tries the second step of a sign-in; when it is right, the customer is in. Tried five times for one sign-in, and wrong tries count with those of the
 * password, so that nobody who has the password can go on guessing with ever new sign-ins. Throws SIGN_IN_ENDED, FACTOR_UNAVAILABLE, CODE_WRONG,
 * SIGN_IN_PAUSED.
 */
export const verifySecondFactor = async (deps: IdentityDeps, step: Step): Promise<Entered> => {
  const { db } = deps
  const row = await selectSignIn(db, step.sign_in_id)
  if (!isPending(row)) throw ended()
  const { customer_id } = row
  // Programs named their device in the first step, browsers send it again.
  const device_hash = row.device_token_hash ?? step.entrance.device_hash
  const device = await knownDevice(db, customer_id, device_hash)
  const tried = await reserveTry(db, [device === undefined ? accountCounter(customer_id) : deviceCounter(device)])
  if (!tried.allowed) throw new AppError('SIGN_IN_PAUSED', { retryAt: tried.until })
  const { reserved } = tried
  const entrance = { ...step.entrance, device_hash }
  const result = await inTx(db, async (tx) => {
    const outcome = await tryStep(tx, deps, customer_id, { ...step, entrance })
    if (outcome === 'wrong') await noteFailure(tx, { customer_id, origin: entrance, reserved })
    else if (typeof outcome === 'string') await giveBack(tx, reserved)
    else await clearCounters(tx, reserved)
    return outcome
  })
  if (result === 'ended') throw ended()
  if (result === 'unavailable') throw new AppError('FACTOR_UNAVAILABLE')
  if (result === 'wrong') throw new AppError('CODE_WRONG', { fields: [{ path: 'proof', message: 'wrong or expired' }] })
  return result
}
