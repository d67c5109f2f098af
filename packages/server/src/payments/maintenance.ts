import { recordAudit } from '../audit/index.ts'
import { reachCustomer } from '../identity/index.ts'
import { notify } from '../notifications/index.ts'
import {
  AppError,
  type Db,
  type Doer,
  enqueue,
  fromNow,
  maintenanceUntil,
  setMaintenanceUntil,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { deleteReminders, findReminders, insertReminder } from './maintenance-queries.ts'

export const MAINTENANCE_OVER = 'payments:maintenance_over'

type Maintenance = { maintenance_until: string | null }

/** Whether payments are taken now, and until when not. */
export const getServiceStatus = async (tx: Tx | Db): Promise<Maintenance & { now: string }> => ({
  now: timestamp(),
  maintenance_until: await maintenanceUntil(tx),
})

const enqueueEnd = (tx: Tx, runAt: string): Promise<void> =>
  enqueue(tx, MAINTENANCE_OVER, {}, { runAt, key: MAINTENANCE_OVER })

/**
 * Announces that no payment is taken until a time (RFC 3339), or ends it now (null); whoever asked for it is told when it is over. INPUT_INVALID for a time
 * that has passed.
 */
export const setMaintenance = async (tx: Tx, input: { until: string | null; doer: Doer }): Promise<Maintenance> => {
  const { until, doer } = input
  if (until !== null && until <= timestamp())
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'until', message: 'this moment has passed' }] })
  await setMaintenanceUntil(tx, until)
  await enqueueEnd(tx, until ?? timestamp())
  await recordAudit(tx, { doer, action: 'maintenance.set', subject: 'payments', detail: { until } })
  return { maintenance_until: until }
}

/** Remembers that a customer wants to be told when the maintenance is over. With no maintenance there is nothing to wait for, and nothing is kept. */
export const notifyWhenBack = async (tx: Tx, customerId: string): Promise<Maintenance> => {
  const until = await maintenanceUntil(tx)
  if (until !== null) await insertReminder(tx, customerId, timestamp())
  return { maintenance_until: until }
}

const BATCH = 200

/** The job: tells everybody who waits that the maintenance is over, once. Returns how many; call again when it is a full batch. */
export const tellMaintenanceOver = async (tx: Tx): Promise<number> => {
  const until = await maintenanceUntil(tx)
  if (until !== null) {
    await enqueueEnd(tx, until > fromNow(0) ? until : fromNow(1_000))
    return 0
  }
  const waiting = await findReminders(tx, BATCH)
  for (const customer_id of waiting) {
    const to = await reachCustomer(tx, customer_id)
    await notify(tx, { ...to, template: 'maintenance_over', params: {} })
  }
  if (waiting.length > 0) await deleteReminders(tx, waiting)
  return waiting.length
}
