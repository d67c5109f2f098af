import { randomInt } from 'node:crypto'
import type { ReceiveCode } from '@topay/contract'
import { maskedCustomer } from '../identity/index.ts'
import { timestamp } from '../platform/index.ts'
import { findReceiveCode, saveReceiveCode } from './payee-queries.ts'
import type { WalletDeps } from './top-up.ts'

type Deps = Pick<WalletDeps, 'db' | 'publicUrl'>

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 20

/** 119 random bits: nobody finds a customer by guessing. */
const newCode = (): string => Array.from({ length: LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('')

const toWire = async ({ db, publicUrl }: Deps, customerId: string, code: string): Promise<ReceiveCode> => ({
  url: `${publicUrl()}/to/${code}`,
  masked_name: (await maskedCustomer(db, customerId)).name,
})

const save = ({ db }: Deps, customerId: string, renew: boolean): Promise<string> =>
  saveReceiveCode(db, { customer_id: customerId, code: newCode(), created_at: timestamp() }, renew)

/** A customer's own code to be paid by, made when first asked for. */
export const getReceiveCode = async (deps: Deps, customerId: string): Promise<ReceiveCode> => {
  const code = (await findReceiveCode(deps.db, customerId)) ?? (await save(deps, customerId, false))
  return toWire(deps, customerId, code)
}

/** A new code; the old one ends at once. */
export const renewReceiveCode = async (deps: Deps, customerId: string): Promise<ReceiveCode> =>
  toWire(deps, customerId, await save(deps, customerId, true))
