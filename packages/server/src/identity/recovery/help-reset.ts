import { found, type Tx } from '../../platform/index.ts'
import { customerLocale } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { maskAddress } from '../mask.ts'
import { sendReset } from './password-reset.ts'
import { selectCodeAddresses } from './queries.ts'

/**
 * Starts a password reset for a customer who asked support for help: a code and a link go to the addresses that codes go to, and whoever asked for it sees
 * neither. Answers the addresses, masked. Throws CODE_TOO_SOON, CODE_LIMIT, NOT_FOUND.
 */
export const sendResetToCustomer = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  customerId: string,
): Promise<string[]> => {
  const locale = await customerLocale(tx, customerId)
  const addresses = await selectCodeAddresses(tx, customerId)
  found(addresses[0])
  // By the value, as everybody who locks more than one address would.
  for (const address of addresses.toSorted((a, b) => (a.value < b.value ? -1 : 1)))
    await sendReset(tx, deps, {
      address,
      owner: { customer_id: customerId, locale },
      locale,
      // A stranger who used up the codes of an address must not keep support from helping.
      budget: 'own',
      linked: true,
    })
  return addresses.map(({ value }) => maskAddress(value))
}
