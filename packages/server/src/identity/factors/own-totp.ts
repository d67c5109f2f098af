import type { Customer, Verification } from '@topay/contract'
import { Secret } from 'otpauth'
import { AppError, fromNow, inTx, sealField, timestamp, type Tx } from '../../platform/index.ts'
import { getCustomer, lockCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { checkOwnPassword } from '../sign-in/locks.ts'
import { accountFactor, type FactorAnswer, requireFactor } from './account-factor.ts'
import { type OwnRequest, tellOfChange } from './own-change.ts'
import { factorPolicy } from './policy.ts'
import { deleteTotp, lockTotp, putTotp, selectPasskeys, setTwoFactor, updateTotp } from './queries.ts'
import { issueRecoveryCodes, endRecoveryCodes } from './recovery-codes.ts'
import { totpOf, totpPlace, tryTotp } from './totp.ts'

/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20

/**
 * Begins to use an authenticator app, after the sign-in password: a new secret, which counts once a first code of it was confirmed. Asked for again it is another
 * one. Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED, TWO_FACTOR_ON.
 */
export const startTotp = async (
  deps: IdentityDeps,
  own: OwnRequest,
  password: string,
): Promise<{ secret: string; otpauth_url: string; expires_at: string }> => {
  const { db, config } = deps
  const { customer_id } = own
  await checkOwnPassword(db, { customer_id, session_id: own.origin.session_id, password })
  const secret = new Secret({ size: SECRET_BYTES }).base32
  return inTx(db, async (tx) => {
    const { email, phone } = await getCustomer(tx, customer_id)
    const sealed = await sealField(tx, config.TOPAY_SECRET, totpPlace(customer_id), secret)
    if (!(await putTotp(tx, { customer_id, secret: sealed, created_at: timestamp() })))
      throw new AppError('TWO_FACTOR_ON')
    const { setup_life_ms } = await factorPolicy.read(tx)
    const otpauth_url = totpOf(secret, email ?? phone ?? customer_id).toString()
    return { secret, otpauth_url, expires_at: fromNow(setup_life_ms) }
  })
}

/** Tries the first code of a secret; null when it does not fit, or there is no secret that waits for one. Throws TWO_FACTOR_ON. */
const takeFirstCode = async (tx: Tx, deps: IdentityDeps, own: OwnRequest, code: string): Promise<string[] | null> => {
  const { customer_id } = own
  await lockCustomer(tx, customer_id)
  const row = await lockTotp(tx, customer_id)
  if (!row) return null
  if (row.confirmed_at !== null) throw new AppError('TWO_FACTOR_ON')
  const { setup_life_ms } = await factorPolicy.read(tx)
  if (row.created_at <= fromNow(-setup_life_ms)) return null
  if (!(await tryTotp(tx, deps.config, row, code))) return null
  await updateTotp(tx, customer_id, { confirmed_at: timestamp() })
  await setTwoFactor(tx, customer_id, 'totp')
  await tellOfChange(tx, deps, own, { kind: 'two_factor_on', action: 'customer.totp_on' })
  return issueRecoveryCodes(tx, deps.config, customer_id)
}

/**
 * Turns the authenticator app on with a first code; answers the recovery codes, which are told this once. From now on it takes the place of codes by SMS and
 * e-mail. Throws CODE_WRONG, TWO_FACTOR_ON.
 */
export const confirmTotp = async (
  deps: IdentityDeps,
  own: OwnRequest,
  code: string,
): Promise<{ recovery_codes: string[] }> => {
  const recovery_codes = await inTx(deps.db, (tx) => takeFirstCode(tx, deps, own, code))
  if (!recovery_codes) throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
  return { recovery_codes }
}

/**
 * Turns the authenticator app off, with the sign-in password and a second factor. Recovery codes end unless a passkey is left. Throws CREDENTIALS_WRONG,
 * SIGN_IN_PAUSED, FACTOR_NEEDED, CODE_WRONG.
 */
export const disableTotp = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { password: string; verification?: Verification | undefined },
): Promise<Customer> => {
  const { db, config } = deps
  const { customer_id } = own
  const { password, verification } = given
  await checkOwnPassword(db, { customer_id, session_id: own.origin.session_id, password })
  const answer = await inTx(db, async (tx): Promise<FactorAnswer> => {
    const factor = await accountFactor(tx, config, { customer_id, operation: 'disable_totp', verification })
    if (factor !== 'ok' || !(await deleteTotp(tx, customer_id))) return factor
    await setTwoFactor(tx, customer_id, 'off')
    if ((await selectPasskeys(tx, customer_id)).length === 0) await endRecoveryCodes(tx, customer_id)
    await tellOfChange(tx, deps, own, { kind: 'two_factor_off', action: 'customer.totp_off' })
    return factor
  })
  requireFactor(answer)
  return getCustomer(db, customer_id)
}
