import type { Contact, Verification } from '@topay/contract'
import {
  type Address,
  AppError,
  type Db,
  found,
  inTx,
  isUniqueViolation,
  newId,
  normaliseAddress,
  timestamp,
  type Tx,
} from '../../platform/index.ts'
import { customerLocale, lockCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from '../factors/account-factor.ts'
import { type OwnRequest, tellOfChange } from '../factors/own-change.ts'
import { maskAddress } from '../mask.ts'
import { codeFits, sendCodeTo } from '../one-time-codes.ts'
import { codePolicy } from '../policy.ts'
import { insertContact, selectOwner } from '../queries.ts'
import {
  type ContactRow,
  deleteContact,
  insertContactChange,
  markContactChangeUsed,
  selectContacts,
  tryContactChange,
} from './contact-queries.ts'
import { setOutboundHold } from './hold.ts'
import { contactPolicy } from './protection-policy.ts'

const PURPOSE = 'contact_change'

const toWire = (rows: readonly ContactRow[]): Contact[] =>
  rows.map(({ id, kind, value, verified_at }, index) => ({
    id,
    kind,
    value,
    verified_at,
    // Rows of a kind stand together, the one confirmed first at the front: codes go there.
    primary: rows[index - 1]?.kind !== kind,
  }))

/** E-mail addresses and phone numbers of a customer. */
export const listContacts = async (tx: Tx | Db, customerId: string): Promise<{ items: Contact[] }> => ({
  items: toWire(await selectContacts(tx, customerId)),
})

/** Sends the code. To an address of somebody else's goes a notice in its place: from here it looks the same, and no code fits. */
const sendContactCode = async (
  tx: Tx,
  config: IdentityDeps['config'],
  change: { id: string; customer_id: string; address: Address },
) => {
  const { id, customer_id, address } = change
  const owner = await selectOwner(tx, address)
  const taken = owner !== undefined && owner.id !== customer_id
  return sendCodeTo(tx, config, {
    purpose: PURPOSE,
    id,
    address,
    ...(owner && { owner: { customer_id: owner.id, locale: owner.locale } }),
    locale: await customerLocale(tx, customer_id),
    // Whoever has any account can cause it, for every address.
    budget: 'open',
    template: taken ? 'contact_taken' : 'contact_code',
  })
}

type Started = { contact_change_id: string; expires_at: string; resend_at: string }

/**
 * Begins to add an address, confirmed by a second factor: a code goes to it. An address that belongs to somebody else looks the same until the code, and its
 * owner is told. Throws IDENTIFIER_INVALID, FACTOR_NEEDED, CODE_WRONG, CONTACTS_MANY, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startAddContact = async (
  { db, config }: IdentityDeps,
  given: { customer_id: string; identifier: string; verification?: Verification | undefined },
): Promise<Started> => {
  const { customer_id, verification } = given
  const address = normaliseAddress(given.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  const answer = await inTx(db, async (tx): Promise<Started | Exclude<FactorAnswer, 'ok'>> => {
    await lockCustomer(tx, customer_id)
    const { most } = await contactPolicy.read(tx)
    if ((await selectContacts(tx, customer_id)).length >= most) throw new AppError('CONTACTS_MANY')
    const operation = 'add_contact' as const
    const factor = await accountFactor(tx, config, { customer_id, operation, parts: [address.value], verification })
    if (factor !== 'ok') return factor
    const id = newId('contact_change')
    const { code_hash, expires_at, resend_at } = await sendContactCode(tx, config, { id, customer_id, address })
    await insertContactChange(tx, { id, customer_id, address, code_hash, created_at: timestamp(), expires_at })
    return { contact_change_id: id, expires_at, resend_at }
  })
  if (typeof answer === 'object') return answer
  requireFactor(answer)
  throw new AppError('FACTOR_NEEDED')
}

/** Adds the address when the code fits; null when it does not, which counts. */
const addContact = async (
  tx: Tx,
  deps: IdentityDeps,
  own: OwnRequest,
  given: { contact_change_id: string; code: string },
): Promise<Contact | null> => {
  const { customer_id } = own
  const { contact_change_id: id, code } = given
  await lockCustomer(tx, customer_id)
  const change = await tryContactChange(tx, customer_id, id, (await codePolicy.read(tx)).tries)
  if (!change || !codeFits(deps.config, { purpose: PURPOSE, id, code, code_hash: change.code_hash })) return null
  const at = timestamp()
  await markContactChangeUsed(tx, id, at)
  const { kind, value } = change
  const isIt = (contact: Pick<ContactRow, 'kind' | 'value'>): boolean =>
    contact.kind === kind && contact.value === value
  const before = await listContacts(tx, customer_id)
  const already = before.items.find(isIt)
  if (already) return already
  if (before.items.length >= (await contactPolicy.read(tx)).most) throw new AppError('CONTACTS_MANY')
  await insertContact(tx, customer_id, { kind, value }, at)
  const { until } = await setOutboundHold(tx, customer_id, 'contact_changed')
  const detail = maskAddress(value)
  await tellOfChange(tx, deps, own, {
    kind: 'contact_added',
    action: 'customer.contact_added',
    detail,
    audit: { kind, address: detail, hold_until: until },
  })
  return found((await listContacts(tx, customer_id)).items.find(isIt))
}

/**
 * Adds an address with the code that went to it. Old and new addresses are told, and money is held back for a while. Throws CODE_WRONG, also when the address
 * has become somebody else's since, and CONTACTS_MANY.
 */
export const confirmAddContact = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { contact_change_id: string; code: string },
): Promise<Contact> => {
  let contact: Contact | null = null
  try {
    contact = await inTx(deps.db, (tx) => addContact(tx, deps, own, given))
  } catch (error) {
    // Two who add one address at once, both with their right code: the first has it.
    if (!isUniqueViolation(error, 'customer_contact_pkey')) throw error
  }
  if (!contact) throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
  return contact
}

/**
 * Removes an address, confirmed by a second factor; one must remain. It is told as well, and money is held back for a while. Throws NOT_FOUND, CONTACT_LAST,
 * FACTOR_NEEDED, CODE_WRONG.
 */
export const removeContact = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { contact_id: string; verification?: Verification | undefined },
): Promise<{ items: Contact[] }> => {
  const { db, config } = deps
  const { customer_id } = own
  const { contact_id, verification } = given
  const factor = await inTx(db, async (tx): Promise<FactorAnswer> => {
    await lockCustomer(tx, customer_id)
    const contacts = await selectContacts(tx, customer_id)
    const contact = found(contacts.find(({ id }) => id === contact_id))
    if (contacts.length === 1) throw new AppError('CONTACT_LAST')
    const operation = 'remove_contact' as const
    const answer = await accountFactor(tx, config, { customer_id, operation, parts: [contact_id], verification })
    if (answer !== 'ok') return answer
    await deleteContact(tx, contact_id)
    const { until } = await setOutboundHold(tx, customer_id, 'contact_changed')
    const { kind, value } = contact
    const detail = maskAddress(value)
    await tellOfChange(tx, deps, own, {
      kind: 'contact_removed',
      action: 'customer.contact_removed',
      detail,
      also: [{ kind, value }],
      audit: { kind, address: detail, hold_until: until },
    })
    return answer
  })
  requireFactor(factor)
  return listContacts(db, customer_id)
}
