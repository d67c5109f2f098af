import type { SignInPending } from '@topay/contract'
import { AppError, type Address, fromNow, inTx, newId, normaliseAddress, type Tx } from '../../platform/index.ts'
import type { IdentityDeps } from '../deps.ts'
import { listFactors } from '../factors/list-factors.ts'
import { verifyPassword } from '../password-hash.ts'
import { signInPolicy } from '../policy.ts'
import { knownDevice } from '../security/devices.ts'
import { lockForSessions } from '../security/session-queries.ts'
import { type Entered, enter, type Entrance } from './enter.ts'
import { noteFailure } from './failed.ts'
import {
  accountCounter,
  addressCounter,
  clearCounters,
  type Counter,
  deviceCounter,
  giveBack,
  type Reserved,
  reserveTry,
} from './locks.ts'
import { insertSignIn, selectAccount } from './queries.ts'

/** How a sign-in goes on: the customer is in, or one more step is wanted. */
export type SignInResult = { entered: Entered } | { pending: SignInPending }

/**
 * What counts the tries of a sign-in. On a device that the account knows, that device alone: whatever strangers do elsewhere does not keep the owner out. Else
 * the address as typed, which may be told about, and then the account, which may not; of nobody, one that looks the same.
 */
const countersOf = (
  { config }: Pick<IdentityDeps, 'config'>,
  value: string,
  account: { id: string } | undefined,
  device: string | undefined,
): Counter[] => {
  if (device !== undefined) return [deviceCounter(device)]
  const address = addressCounter(config, value)
  return [address, account ? accountCounter(account.id) : { scope: 'account', key: address.key }]
}

/** Why a sign-in with the right password wants one more step; null when it does not. */
const stepWanted = async (
  tx: Tx,
  twoFactor: 'off' | 'code' | 'totp',
  device: string | undefined,
): Promise<SignInPending['reason'] | null> => {
  if (twoFactor !== 'off') return 'two_factor'
  return device === undefined && (await signInPolicy.read(tx)).confirm_new_device ? 'new_device' : null
}

/** After the right password: in, or on to the second step. Null when the password was changed or the account closed meanwhile. */
const goOn = async (
  tx: Tx,
  deps: IdentityDeps,
  by: { customer_id: string; password_hash: string; address: Address; device: string | undefined },
  entrance: Entrance,
  reserved: readonly Reserved[],
): Promise<SignInResult | null> => {
  const { customer_id, address, device } = by
  const locked = await lockForSessions(tx, customer_id)
  if (!locked || locked.closed_at !== null || locked.password_hash !== by.password_hash) return null
  const reason = await stepWanted(tx, locked.two_factor, device)
  if (reason === null) {
    await clearCounters(tx, reserved)
    return { entered: await enter(tx, deps, customer_id, { entrance, remember: false }) }
  }
  // The password alone does not forgive the wrong tries before it: the second step is still open.
  await giveBack(tx, reserved)
  const [id, expires_at] = [newId('sign_in'), fromNow((await signInPolicy.read(tx)).step_ms)]
  await insertSignIn(tx, {
    id,
    way: 'password',
    customer_id,
    ...address,
    reason,
    code_hash: null,
    code_expires_at: null,
    passkey_challenge: null,
    device_token_hash: entrance.device_hash,
    user_agent: entrance.user_agent,
    ip: entrance.ip,
    expires_at,
  })
  return { pending: { sign_in_id: id, reason, methods: await listFactors(tx, customer_id), expires_at } }
}

/**
 * Signs a customer in by password. Throws CREDENTIALS_WRONG, after the same work whether the account exists or not, so that nobody learns from here who is a
 * customer; SIGN_IN_PAUSED when the address, or the device that the account knows, was tried too often. A paused password is not even looked at.
 */
export const signIn = async (
  deps: IdentityDeps,
  given: { identifier: string; password: string; entrance: Entrance },
): Promise<SignInResult> => {
  const { db } = deps
  const { entrance } = given
  // What is no address belongs to nobody, and is counted as it was typed.
  const address: Address = normaliseAddress(given.identifier) ?? { kind: 'email', value: given.identifier }
  const account = await selectAccount(db, address)
  const device = await knownDevice(db, account?.id ?? '', entrance.device_hash)
  const tried = await reserveTry(db, countersOf(deps, address.value, account, device))
  const right = await verifyPassword(tried.allowed ? (account?.password_hash ?? null) : null, given.password)
  if (!tried.allowed) {
    if (tried.scope === 'account') throw new AppError('CREDENTIALS_WRONG')
    throw new AppError('SIGN_IN_PAUSED', { retryAt: tried.until })
  }
  const { reserved } = tried
  if (account && right) {
    const by = { customer_id: account.id, password_hash: account.password_hash, address, device }
    const result = await inTx(db, (tx) => goOn(tx, deps, by, entrance, reserved))
    if (result) return result
  }
  await noteFailure(db, { customer_id: account?.id, origin: entrance, reserved })
  throw new AppError('CREDENTIALS_WRONG')
}
