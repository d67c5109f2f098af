import type { Locale, OutboundHold } from '@topay/contract'
import { type Address, timestamp, type Tx } from '../../platform/index.ts'
import { lockCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { maskAddress } from '../mask.ts'
import { insertContact, selectOwner } from '../queries.ts'
import { alertCustomer } from '../security/alerts.ts'
import { setOutboundHold } from '../security/hold.ts'
import { revokeSessions } from '../security/sessions.ts'
import { clearLocks } from '../sign-in/locks.ts'
import { deleteFactors, deleteOtherContacts, forgetDevices } from './give-back-queries.ts'
import { sendReset } from './password-reset.ts'

/** What is given back: to whom, at which proved address, and what of the account cannot be kept because of what happened to it. */
export type GivingBack = {
  customer_id: string
  address: Address
  /** Of whoever asked. */
  locale: Locale
  /** The owner has lost their second factors, or somebody else has set them. */
  reset_factors: boolean
  /** Somebody else was in the account: their addresses and devices open it no more. */
  taken_over: boolean
}

/**
 * Gives an account back to somebody whose documents two people have checked: locks end, sessions end, the proved address becomes one of the account's and gets
 * the link to a new password, money is held back, and every address is told, old ones too. The second factor stays unless it was asked for with its reason.
 * Answers the hold; null when the address belongs to another account, and nothing was done. Throws NOT_FOUND.
 */
export const giveAccountBack = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  given: GivingBack,
): Promise<OutboundHold | null> => {
  const { customer_id, address, locale, reset_factors, taken_over } = given
  await lockCustomer(tx, customer_id)
  const owner = await selectOwner(tx, address)
  if (owner && owner.id !== customer_id) return null
  await revokeSessions(tx, customer_id)
  await clearLocks(tx, deps.config, customer_id)
  if (!owner) await insertContact(tx, customer_id, address, timestamp())
  const gone = taken_over ? await deleteOtherContacts(tx, customer_id, address) : []
  if (taken_over) await forgetDevices(tx, customer_id, timestamp())
  if (reset_factors) await deleteFactors(tx, customer_id)
  const hold = await setOutboundHold(tx, customer_id, 'support_assisted')
  await alertCustomer(tx, deps, { customer_id, kind: 'contact_added', detail: maskAddress(address.value), also: gone })
  if (reset_factors) await alertCustomer(tx, deps, { customer_id, kind: 'two_factor_off', also: gone })
  await sendReset(tx, deps, { address, owner: { customer_id, locale }, locale, budget: 'own', linked: true })
  return hold
}
