import type { LocalizedText } from '@topay/contract'
import { lockCustomer, outgoingStop } from '../identity/index.ts'
import { maintenanceUntil, timestamp, type Tx } from '../platform/index.ts'
import { riskRefusal } from '../risk/index.ts'
import { getBalance } from './accounts.ts'
import { startOfChinaDay } from './china-time.ts'
import { sumUsed } from './queries.ts'
import type { Refusal } from './refusal.ts'

/** SYS_MAINT while no money is moved, with when it ends; else null. */
export const maintenanceRefusal = async (tx: Tx): Promise<Refusal | null> => {
  const until = await maintenanceUntil(tx)
  return until === null ? null : { failure_code: 'SYS_MAINT', locked_until: until }
}

/** Money that would leave an account: minor units, and whether it goes to somebody who was paid before. */
export type Leaving = { payer_id: string; amount: number; known: () => Promise<boolean> }

/**
 * What the safety of the payer's own account says to money that leaves it; null when nothing stands against it. RISK_ACCT: the account is frozen; SEC_COOLDOWN:
 * its outgoing money is held for a while, but for small amounts to those who were paid before. What is counted of today stays as it is until the transaction
 * ends, so that many small ones at once are not more than what may leave.
 */
export const outgoingRefusal = async (
  tx: Tx,
  { payer_id, amount, known }: Leaving,
): Promise<(Refusal & { told_reason: LocalizedText }) | null> => {
  const stop = await outgoingStop(tx, payer_id)
  if (stop === null) return null
  const { told_reason } = stop
  if (stop.kind === 'frozen') return { failure_code: 'RISK_ACCT', told_reason }
  if (await known()) {
    await lockCustomer(tx, payer_id)
    const { total } = await sumUsed(tx, payer_id, startOfChinaDay(timestamp()))
    if (total + amount <= stop.small_day_amount) return null
  }
  return { failure_code: 'SEC_COOLDOWN', locked_until: stop.until, told_reason }
}

/**
 * What stands against money going from one to another before the customer even confirms it: maintenance, the safety of the payer's account, risk. `payee_id`: a
 * customer or merchant; the id of a card when the money goes to the payer's own.
 */
export const standingRefusal = async (tx: Tx, parties: Leaving & { payee_id: string }): Promise<Refusal | null> => {
  const maintenance = await maintenanceRefusal(tx)
  if (maintenance) return maintenance
  const outgoing = await outgoingRefusal(tx, parties)
  if (outgoing) {
    const { told_reason: _, ...refusal } = outgoing
    return refusal
  }
  const risk = await riskRefusal(tx, parties)
  return risk && { failure_code: risk.failure_code }
}

/** Why the balance is not enough by `short` minor units: too little money, or enough of it but on hold. */
export const refusalOfShortage = async (tx: Tx, customerId: string, short: number): Promise<Refusal> => {
  const { held } = await getBalance(tx, customerId)
  return { failure_code: held >= short ? 'BAL_HELD' : 'BAL_WALLET', shortfall: short }
}
