import { maintenanceUntil, type Tx } from '../platform/index.ts'
import { riskRefusal } from '../risk/index.ts'
import { getBalance } from './accounts.ts'
import type { Refusal } from './refusal.ts'

/** SYS_MAINT while no money is moved, with when it ends; else null. */
export const maintenanceRefusal = async (tx: Tx): Promise<Refusal | null> => {
  const until = await maintenanceUntil(tx)
  return until === null ? null : { failure_code: 'SYS_MAINT', locked_until: until }
}

/**
 * What stands against money going from one to another before the customer even confirms it: maintenance, then risk. `payee_id`: a customer or merchant; the id
 * of a card when the money goes to the payer's own.
 */
export const standingRefusal = async (
  tx: Tx,
  parties: { payer_id: string; payee_id: string },
): Promise<Refusal | null> => {
  const maintenance = await maintenanceRefusal(tx)
  if (maintenance) return maintenance
  const risk = await riskRefusal(tx, parties)
  return risk && { failure_code: risk.failure_code }
}

/** Why the balance is not enough by `short` minor units: too little money, or enough of it but on hold. */
export const refusalOfShortage = async (tx: Tx, customerId: string, short: number): Promise<Refusal> => {
  const { held } = await getBalance(tx, customerId)
  return { failure_code: held >= short ? 'BAL_HELD' : 'BAL_WALLET', shortfall: short }
}
