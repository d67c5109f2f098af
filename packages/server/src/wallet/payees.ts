import type { Payee } from '@topay/contract'
import {
  findCustomerByAddress,
  maskAddress,
  type MaskedCustomer,
  maskedCustomer,
  maskedCustomers,
} from '../identity/index.ts'
import {
  type Address,
  AppError,
  DAY,
  type Db,
  found,
  fromNow,
  HOUR,
  inTx,
  newId,
  normaliseAddress,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import {
  findCodeOwner,
  findNthLookup,
  findPayeeRow,
  findUsedPayees,
  insertLookup,
  lockLookups,
  type PayeeRow,
  upsertPayee,
} from './payee-queries.ts'
import { payeePolicy } from './policy.ts'

/** How many payees are listed at most. */
const LISTED = 50

const toWire = (row: PayeeRow, masked: Pick<MaskedCustomer, 'name'>): Payee => ({
  id: row.id,
  masked_name: masked.name,
  masked_address: row.found_by === null ? null : maskAddress(row.found_by),
  known: row.last_used_at !== null,
  last_used_at: row.last_used_at,
})

/** Throws PAYEE_LOOKUPS_USED with the time of the next search when too many were made, or too many found nobody. */
const requireLookupAllowed = async (tx: Tx, customerId: string): Promise<void> => {
  const { misses_per_hour, lookups_per_day } = await payeePolicy.read(tx)
  for (const { nth, within, misses } of [
    { nth: misses_per_hour, within: HOUR, misses: true },
    { nth: lookups_per_day, within: DAY, misses: false },
  ]) {
    const oldest = await findNthLookup(tx, customerId, { since: fromNow(-within), nth, misses })
    if (oldest === undefined) continue
    const retryAt = new Date(Date.parse(oldest) + within).toISOString()
    throw new AppError('PAYEE_LOOKUPS_USED', { retryAt })
  }
}

/** Whom an address belongs to; counted, found or not. */
const searchAddress = async (tx: Tx, customerId: string, address: Address): Promise<string | undefined> => {
  await lockLookups(tx, customerId)
  await requireLookupAllowed(tx, customerId)
  const owner = await findCustomerByAddress(tx, address)
  await insertLookup(tx, { customer_id: customerId, found: owner !== undefined, at: timestamp() })
  return owner
}

/** Notes that a customer knows of somebody they may pay, and answers what they hold of them. `found_by`: the address, null when by code or request. */
export const rememberPayee = (
  tx: Tx,
  input: { customer_id: string; payee_customer_id: string; found_by: string | null; at?: string },
): Promise<PayeeRow> => {
  const { at = timestamp(), ...pair } = input
  return upsertPayee(tx, { id: newId('payee'), ...pair, created_at: at })
}

/**
 * Finds somebody to pay by an address that the customer typed, or by a receive code. Nothing of them is told but a masked name and the address that was typed,
 * masked. Searches by address are counted, or addresses could be tried one by one; a code cannot be guessed, so it always works.
 * Throws IDENTIFIER_INVALID, PAYEE_NOT_FOUND, PAYEE_IS_YOU, PAYEE_LOOKUPS_USED.
 */
export const findPayee = async (
  db: Db,
  customerId: string,
  wanted: { identifier: string } | { code: string },
): Promise<Payee> => {
  const address = 'identifier' in wanted ? normaliseAddress(wanted.identifier) : null
  if ('identifier' in wanted && !address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  const payee = await inTx(db, async (tx) => {
    const owner =
      'code' in wanted
        ? await findCodeOwner(tx, wanted.code)
        : address && (await searchAddress(tx, customerId, address))
    if (!owner) return 'PAYEE_NOT_FOUND'
    if (owner === customerId) return 'PAYEE_IS_YOU'
    const row = await rememberPayee(tx, {
      customer_id: customerId,
      payee_customer_id: owner,
      found_by: address?.value ?? null,
    })
    return toWire(row, await maskedCustomer(tx, owner))
  })
  // Thrown after the transaction, or the search would not be counted.
  if (typeof payee === 'string') throw new AppError(payee)
  return payee
}

/** People that a customer paid before, the latest first. */
export const listPayees = async (tx: Tx | Db, customerId: string): Promise<{ items: Payee[] }> => {
  const rows = await findUsedPayees(tx, customerId, LISTED)
  const names = await maskedCustomers(
    tx,
    rows.map((row) => row.payee_customer_id),
  )
  return { items: rows.map((row) => toWire(row, found(names.get(row.payee_customer_id)))) }
}

/** Who stands behind an id that a payer holds, and whether they were paid before (`known`). Throws NOT_FOUND, also for an id that somebody else holds. */
export const payeeOf = async (
  tx: Tx | Db,
  customerId: string,
  payeeId: string,
): Promise<{ id: string; payee_customer_id: string; masked_name: string; known: boolean }> => {
  const row = found(await findPayeeRow(tx, customerId, payeeId))
  const { name } = await maskedCustomer(tx, row.payee_customer_id)
  const known = row.last_used_at !== null
  return { id: row.id, payee_customer_id: row.payee_customer_id, masked_name: name, known }
}
