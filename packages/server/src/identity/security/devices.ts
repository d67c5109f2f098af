import { randomBytes } from 'node:crypto'
import { type Db, fromNow, newId, sha256, timestamp, type Tx } from '../../platform/index.ts'
import type { RequestOrigin } from '../deps.ts'
import { signInPolicy } from '../policy.ts'
import { insertDevice, renameDevice, selectDevice, touchDevice } from './device-queries.ts'
import { deviceName, placeOf } from './origin.ts'

/** The token of a device; it opens nothing by itself. */
const newDeviceToken = (): string => `td_${randomBytes(32).toString('base64url')}`

/** Hash of what a browser or program says it is; of nothing, one that no device has. */
export const deviceHash = (token: string | undefined): Buffer => sha256(token ?? '')

/** The device of a customer that a token names; undefined when the account does not know it. The same work for nobody (''). */
export const knownDevice = async (tx: Tx | Db, customerId: string, tokenHash: Buffer): Promise<string | undefined> => {
  const { device_ms } = await signInPolicy.read(tx)
  return selectDevice(tx, customerId, tokenHash, device_ms)
}

/** Notes that a customer was seen on a device that the account knows. */
export const seeDevice = (tx: Tx, deviceId: string, origin: RequestOrigin): Promise<void> =>
  touchDevice(tx, {
    id: deviceId,
    name: deviceName(origin.user_agent),
    ip: origin.ip,
    place: placeOf(origin.ip),
    at: timestamp(),
  })

/** A device that an account knows from now on, and its token, told once. */
export type RememberedDevice = { device_id: string; token: string; expires_at: string }

/**
 * Makes a device known to a customer who proved on it to be who they are. The token is always fresh: whoever planted the one before learns nothing from it.
 * The browser's other customers move to the fresh one. `before`: hash of the token that came with the request.
 */
export const rememberDevice = async (
  tx: Tx,
  customerId: string,
  before: Buffer,
  origin: RequestOrigin,
): Promise<RememberedDevice> => {
  const { device_ms } = await signInPolicy.read(tx)
  const token = newDeviceToken()
  const device_id = newId('device')
  await renameDevice(tx, before, sha256(token))
  await insertDevice(tx, {
    id: device_id,
    customer_id: customerId,
    token_hash: sha256(token),
    name: deviceName(origin.user_agent),
    ip: origin.ip,
    place: placeOf(origin.ip),
    at: timestamp(),
  })
  return { device_id, token, expires_at: fromNow(device_ms) }
}
