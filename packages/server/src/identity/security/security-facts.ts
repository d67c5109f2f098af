import type { Customer } from '@topay/contract'
import type { Db } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import { countRecoveryCodes, selectPasskeys } from '../factors/queries.ts'
import { listDevices } from './access.ts'
import { selectContacts } from './contact-queries.ts'
import { passwordFacts, type PasswordFacts } from './password-facts.ts'
import { selectPhrase } from './protection-queries.ts'

/** How well an account is protected, as its owner may know it. */
export type SecurityFacts = {
  customer: Customer
  passwords: PasswordFacts
  passkeys: number
  recovery_codes_left: number
  devices: number
  emails: number
  phones: number
  phrase: string | null
}

/** What the check-up looks at. Throws NOT_FOUND. */
export const securityFacts = async (db: Db, customerId: string): Promise<SecurityFacts> => {
  const [customer, passwords, passkeys, recovery_codes_left, devices, contacts, phrase] = await Promise.all([
    getCustomer(db, customerId),
    passwordFacts(db, customerId),
    selectPasskeys(db, customerId),
    countRecoveryCodes(db, customerId),
    listDevices(db, customerId),
    selectContacts(db, customerId),
    selectPhrase(db, customerId),
  ])
  const count = (kind: 'email' | 'phone'): number => contacts.filter((contact) => contact.kind === kind).length
  return {
    customer,
    passwords,
    passkeys: passkeys.length,
    recovery_codes_left,
    devices: devices.length,
    emails: count('email'),
    phones: count('phone'),
    phrase,
  }
}
