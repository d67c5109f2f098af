import type { KnownDevice, Session } from '@topay/contract'
import { recordAudit } from '../../audit/index.ts'
import { AppError, type Db, type Doer, found, inTx, recheckSockets, timestamp } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { signInPolicy } from '../policy.ts'
import { alertCustomer, recordSecurityEvent } from './alerts.ts'
import { removeDeviceRow, selectDevices } from './device-queries.ts'
import { deviceName, placeInWords } from './origin.ts'
import { endSessions, lockForSessions, selectOpenSessions, selectSessionDevice } from './session-queries.ts'
import { revokeSessions } from './sessions.ts'

/** Somebody signed in who looks after where else they are. */
export type Asker = { customer_id: string; session_id: string; origin: RequestOrigin; request_id: string }

const doerOf = ({ customer_id, request_id }: Asker): Doer => ({ kind: 'customer', id: customer_id, request_id })

/** Where a customer is signed in, the last seen first. */
export const listSessions = async (
  db: Db,
  { customer_id, session_id }: Pick<Asker, 'customer_id' | 'session_id'>,
): Promise<Session[]> =>
  (await selectOpenSessions(db, customer_id, timestamp())).map(({ user_agent, place, ...session }) => ({
    ...session,
    current: session.id === session_id,
    device: deviceName(user_agent),
    place: placeInWords(place),
  }))

/** Devices that an account knows, the last seen first. `session_id`: of who asks. */
export const listDevices = async (db: Db, customerId: string, sessionId?: string): Promise<KnownDevice[]> => {
  const current = sessionId === undefined ? null : await selectSessionDevice(db, sessionId)
  const { device_ms } = await signInPolicy.read(db)
  return (await selectDevices(db, customerId, device_ms, timestamp())).map(({ place, sessions, ...device }) => ({
    ...device,
    current: device.id === current,
    place: placeInWords(place),
    sessions: Number(sessions ?? 0),
  }))
}

/** Ends one session at once. Another one than the own is told to every address. Throws NOT_FOUND. */
export const revokeSession = (deps: IdentityDeps, asker: Asker, sessionId: string): Promise<void> =>
  inTx(deps.db, async (tx) => {
    const { customer_id, origin } = asker
    await lockForSessions(tx, customer_id)
    if ((await endSessions(tx, customer_id, { only: sessionId })) === 0) throw new AppError('NOT_FOUND')
    await recheckSockets(tx, { realm: 'customer', id: customer_id })
    if (sessionId === asker.session_id)
      await recordSecurityEvent(tx, { customer_id, kind: 'signed_out', session: origin })
    else await alertCustomer(tx, deps, { customer_id, kind: 'sessions_revoked', session: origin })
    const detail = { session_id: sessionId }
    await recordAudit(tx, { doer: doerOf(asker), action: 'customer.session_revoked', subject: customer_id, detail })
  })

/** Ends every session but the asker's, and the sign-ins on their way. Answers how many there were. */
export const revokeOtherSessions = (deps: IdentityDeps, asker: Asker): Promise<number> =>
  inTx(deps.db, async (tx) => {
    const { customer_id, session_id, origin } = asker
    const revoked = await revokeSessions(tx, customer_id, { except: session_id })
    if (revoked === 0) return 0
    await alertCustomer(tx, deps, { customer_id, kind: 'sessions_revoked', session: origin })
    const detail = { revoked }
    await recordAudit(tx, { doer: doerOf(asker), action: 'customer.sessions_revoked', subject: customer_id, detail })
    return revoked
  })

/** Forgets a device: its sessions end, and its next sign-in wants a second step. Every address is told. Throws NOT_FOUND. */
export const removeDevice = (deps: IdentityDeps, asker: Asker, deviceId: string): Promise<void> =>
  inTx(deps.db, async (tx) => {
    const { customer_id, origin } = asker
    await lockForSessions(tx, customer_id)
    const name = found(await removeDeviceRow(tx, customer_id, deviceId, timestamp()))
    const revoked = await revokeSessions(tx, customer_id, { device: deviceId })
    await alertCustomer(tx, deps, { customer_id, kind: 'sessions_revoked', session: origin, detail: name })
    const detail = { device_id: deviceId, revoked }
    await recordAudit(tx, { doer: doerOf(asker), action: 'customer.device_removed', subject: customer_id, detail })
  })
