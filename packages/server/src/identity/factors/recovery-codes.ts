import { createHmac, randomBytes } from 'node:crypto'
import type { Tx } from '../../platform/index.ts'
import { RECOVERY_CODES } from './policy.ts'
import { replaceRecoveryCodes, useRecoveryCode } from './queries.ts'
import type { FactorConfig } from './totp.ts'

/** 64 random bits as four groups of four hex digits. */
const newCode = (): string => (randomBytes(8).toString('hex').match(/.{4}/g) ?? []).join('-')

/** However it was typed: case, spaces and dashes do not matter. */
const plain = (code: string): string =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')

/** Keyed, so that the table alone does not let anybody try codes; bound to its customer. */
const hashCode = ({ TOPAY_SECRET }: FactorConfig, customerId: string, code: string): Buffer =>
  createHmac('sha256', TOPAY_SECRET)
    .update(`recovery_code ${customerId} ${plain(code)}`)
    .digest()

/** Whether something typed looks like a recovery code rather than the six digits of an app or message. */
export const isRecoveryCode = (code: string): boolean => /^[0-9a-f]{16}$/.test(plain(code))

/** Makes the customer's recovery codes anew; the old ones end. They are told this once. */
export const issueRecoveryCodes = async (tx: Tx, config: FactorConfig, customerId: string): Promise<string[]> => {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  await replaceRecoveryCodes(
    tx,
    customerId,
    codes.map((code) => hashCode(config, customerId, code)),
  )
  return codes
}

/** Ends all recovery codes of a customer who has nothing left that they stand in for. */
export const endRecoveryCodes = (tx: Tx, customerId: string): Promise<void> => replaceRecoveryCodes(tx, customerId, [])

/** Takes a recovery code of a customer: true once for each. */
export const takeRecoveryCode = (tx: Tx, config: FactorConfig, customerId: string, code: string): Promise<boolean> =>
  useRecoveryCode(tx, customerId, hashCode(config, customerId, code))
