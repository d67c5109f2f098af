import type { Challenge, FactorChoice } from '@topay/contract'
import type { Db, Tx } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import { maskAddress } from '../mask.ts'
import { countRecoveryCodes, selectPasskeys } from './queries.ts'

/**
 * How a customer can show beside the password that it is they, the strongest first, recovery codes last. With an authenticator app no code is sent any more:
 * whoever holds the telephone number must not get around the app. Throws NOT_FOUND.
 */
export const listFactors = async (tx: Tx | Db, customerId: string): Promise<FactorChoice[]> => {
  const { two_factor, phone, email } = await getCustomer(tx, customerId)
  const passkeys = await selectPasskeys(tx, customerId)
  const choices: FactorChoice[] = []
  if (passkeys.length > 0) choices.push({ method: 'passkey', sent_to: null })
  if (two_factor === 'totp') choices.push({ method: 'totp', sent_to: null })
  else {
    if (phone !== null) choices.push({ method: 'sms', sent_to: maskAddress(phone) })
    if (email !== null) choices.push({ method: 'email', sent_to: maskAddress(email) })
  }
  if ((await countRecoveryCodes(tx, customerId)) > 0) choices.push({ method: 'recovery_code', sent_to: null })
  return choices
}

/** The same for a challenge: a code by SMS or e-mail is one method, and a recovery code answers in place of the app's. */
export const challengeMethodsOf = (choices: readonly FactorChoice[]): Challenge['methods'] => {
  const has = (method: FactorChoice['method']): boolean => choices.some((choice) => choice.method === method)
  return [
    ...(has('passkey') ? (['passkey'] as const) : []),
    ...(has('totp') ? (['totp'] as const) : []),
    ...(has('sms') || has('email') ? (['code'] as const) : []),
  ]
}
