import type { Customer, Verification } from '@topay/contract'
import { AppError, inTx } from '../../platform/index.ts'
import { getCustomer, lockCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from './account-factor.ts'
import { type OwnRequest, tellOfChange } from './own-change.ts'
import { setTwoFactor } from './queries.ts'
import { issueRecoveryCodes } from './recovery-codes.ts'

/** Makes new recovery codes in place of the old, with a second factor. Throws FACTOR_NEEDED, CODE_WRONG. */
export const renewRecoveryCodes = async (
  deps: IdentityDeps,
  own: OwnRequest,
  verification: Verification | undefined,
): Promise<{ recovery_codes: string[] }> => {
  const { customer_id } = own
  const { answer, recovery_codes } = await inTx(deps.db, async (tx) => {
    const factor = await accountFactor(tx, deps.config, {
      customer_id,
      operation: 'renew_recovery_codes',
      verification,
    })
    if (factor !== 'ok') return { answer: factor, recovery_codes: [] }
    const codes = await issueRecoveryCodes(tx, deps.config, customer_id)
    const action = 'customer.recovery_codes_renewed'
    await tellOfChange(tx, deps, own, { kind: 'recovery_codes_renewed', action })
    return { answer: factor, recovery_codes: codes }
  })
  requireFactor(answer)
  return { recovery_codes }
}

/**
 * Whether every sign-in takes an SMS or e-mail code. With an authenticator app there is nothing to choose. Throws FACTOR_NEEDED, CODE_WRONG, TWO_FACTOR_ON.
 */
export const setCodeFactor = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { on: boolean; verification?: Verification | undefined },
): Promise<Customer> => {
  const { customer_id } = own
  const { on, verification } = given
  const answer = await inTx(deps.db, async (tx): Promise<FactorAnswer> => {
    await lockCustomer(tx, customer_id)
    const { two_factor } = await getCustomer(tx, customer_id)
    if (two_factor === 'totp') throw new AppError('TWO_FACTOR_ON')
    const factor = await accountFactor(tx, deps.config, { customer_id, operation: 'set_code_factor', verification })
    if (factor !== 'ok' || (two_factor === 'code') === on) return factor
    await setTwoFactor(tx, customer_id, on ? 'code' : 'off')
    await tellOfChange(tx, deps, own, {
      kind: on ? 'two_factor_on' : 'two_factor_off',
      action: on ? 'customer.code_factor_on' : 'customer.code_factor_off',
    })
    return factor
  })
  requireFactor(answer)
  return getCustomer(deps.db, customer_id)
}
