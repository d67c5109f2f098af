import { createHmac } from 'node:crypto'
import { AppError, type Db, found, timestamp, type Tx } from '../../platform/index.ts'
import type { CodeKeeping } from '../codes.ts'
import { verifyPassword } from '../password-hash.ts'
import { signInPolicy } from '../policy.ts'
import { selectSessionOrigin } from '../security/session-queries.ts'
import { noteFailure } from './failed.ts'
import {
  clearCounters,
  type Counter,
  giveBackOn,
  type Reserved,
  reserveOn,
  selectAddresses,
  selectDeviceKeys,
  selectLockedUntil,
  selectPasswordHash,
} from './lock-queries.ts'

export type { Counter, Reserved } from './lock-queries.ts'

/** Counts tries by strangers on one account, however they name it. Of nobody's address: one that looks and costs the same. */
export const accountCounter = (customerId: string): Counter => ({ scope: 'account', key: Buffer.from(customerId) })

/** Counts tries on a device that the account knows, or in a session on one that it does not. */
export const deviceCounter = (deviceOrSessionId: string): Counter => ({
  scope: 'device',
  key: Buffer.from(deviceOrSessionId),
})

/** Counts tries with one e-mail or phone, whether or not it has an account; the address itself does not stand in the table. */
export const addressCounter = (config: Pick<CodeKeeping, 'TOPAY_SECRET'>, value: string): Counter => ({
  scope: 'address',
  key: createHmac('sha256', config.TOPAY_SECRET).update(`sign_in_lock ${value}`).digest(),
})

export type TryResult =
  | { allowed: true; reserved: Reserved[] }
  /** `scope`: of the counter that is locked. Nothing may be compared. */
  | { allowed: false; scope: Counter['scope']; until: string }

/**
 * Puts a try on counters, one after the other, before a secret is compared; do it outside of the transaction of the comparison, or a rollback takes it back.
 * Refused at the first that is locked; those before it keep the try, so name the one that may be told about first: it then behaves the same whatever the
 * others say. Give it back (`giveBack`, `clearCounters`) when the secret was right.
 */
export const reserveTry = async (tx: Tx | Db, counters: readonly Counter[]): Promise<TryResult> => {
  const limits = await signInPolicy.read(tx)
  const reserved: Reserved[] = []
  for (const counter of counters) {
    const one = await reserveOn(tx, counter, limits)
    // Where it opened between the two statements, the try is refused all the same, and may be made again at once.
    if (!one)
      return { allowed: false, scope: counter.scope, until: (await selectLockedUntil(tx, counter)) ?? timestamp() }
    reserved.push(one)
  }
  return { allowed: true, reserved }
}

/** Takes a try back that was right, and leaves the wrong ones before it where they are. */
export const giveBack = async (tx: Tx | Db, reserved: readonly Reserved[]): Promise<void> => {
  for (const one of reserved) await giveBackOn(tx, one)
}

/** Ends every lock of a customer and brings the levels back to the first: after a reset or a recovery. */
export const clearLocks = async (
  tx: Tx,
  config: Pick<CodeKeeping, 'TOPAY_SECRET'>,
  customerId: string,
): Promise<void> =>
  clearCounters(tx, [
    accountCounter(customerId),
    ...(await selectDeviceKeys(tx, customerId)).map(deviceCounter),
    ...(await selectAddresses(tx, customerId)).map((value) => addressCounter(config, value)),
  ])

export { clearCounters } from './lock-queries.ts'

/** Until when strangers cannot sign in to an account; null when they can. */
export const signInLockedUntil = (db: Tx | Db, customerId: string): Promise<string | null> =>
  selectLockedUntil(db, accountCounter(customerId))

/**
 * Checks the sign-in password of somebody who is signed in, counted on their device (on their session, when the account does not know the device): a stranger
 * cannot use these tries up. Wrong ones are noted like those of signing in, and the last is told to the owner. Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED with
 * the time when it opens, NOT_FOUND.
 */
export const checkOwnPassword = async (
  db: Db,
  given: { customer_id: string; session_id: string; password: string },
): Promise<void> => {
  const { customer_id, session_id } = given
  const hash = found(await selectPasswordHash(db, customer_id))
  const session = found(await selectSessionOrigin(db, session_id))
  const tried = await reserveTry(db, [deviceCounter(session.device_id ?? session_id)])
  if (!tried.allowed) throw new AppError('SIGN_IN_PAUSED', { retryAt: tried.until })
  const { reserved } = tried
  if (!(await verifyPassword(hash, given.password))) {
    await noteFailure(db, { customer_id, origin: { ...session, session_id }, reserved })
    throw new AppError('CREDENTIALS_WRONG')
  }
  await clearCounters(db, reserved)
}
