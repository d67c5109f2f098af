import type { Locale } from '@topay/contract'
import { recordAudit } from '../../audit/index.ts'
import { AppError, inTx, isUniqueViolation, newId, normaliseAddress, timestamp, type Tx } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { codeFits, sendCodeTo } from '../one-time-codes.ts'
import { hashPassword } from '../password-hash.ts'
import { requireStrongPassword } from '../password-rules.ts'
import { codePolicy } from '../policy.ts'
import { insertSignUp, markSignUpUsed, selectOwner, selectSignUpAddress, trySignUp } from '../queries.ts'
import { type Entered, enter, type Entrance } from './enter.ts'

/**
 * Starts a sign-up: a code goes to the address. When the address has an account already, its owner is told instead; the answer and the work are the same, so
 * that nobody learns from here who is a customer. Throws IDENTIFIER_INVALID, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startSignUp = async (
  { db, config }: Pick<IdentityDeps, 'db' | 'config'>,
  wanted: { identifier: string; locale: Locale },
): Promise<{ sign_up_id: string; expires_at: string; resend_at: string }> => {
  const address = normaliseAddress(wanted.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  return inTx(db, async (tx) => {
    const { locale } = wanted
    const id = newId('sign_up')
    const owner = await selectOwner(tx, address)
    const { code_hash, expires_at, resend_at } = await sendCodeTo(tx, config, {
      purpose: 'sign_up',
      id,
      address,
      owner: owner && { customer_id: owner.id, locale: owner.locale },
      locale,
      budget: 'open',
      template: owner ? 'sign_up_existing' : 'sign_up_code',
    })
    await insertSignUp(tx, { id, address, locale, code_hash, created_at: timestamp(), expires_at })
    return { sign_up_id: id, expires_at, resend_at }
  })
}

type Confirmation = {
  sign_up_id: string
  code: string
  name: string
  password: string
  entrance: Entrance
  request_id: string
}

/** Tries a code; answers the new customer's session, or null when the code does not fit. A try counts either way. */
const tryCode = async (
  tx: Tx,
  deps: IdentityDeps,
  confirmation: Confirmation,
  password_hash: string,
): Promise<Entered | null> => {
  const { sign_up_id, code, name, request_id, entrance } = confirmation
  const { tries } = await codePolicy.read(tx)
  const signUp = await trySignUp(tx, sign_up_id, tries)
  const code_hash = signUp?.code_hash ?? null
  if (!codeFits(deps.config, { purpose: 'sign_up', id: sign_up_id, code, code_hash }) || !signUp) return null
  await markSignUpUsed(tx, sign_up_id)
  const { kind, value, locale } = signUp
  const id = await createCustomer(tx, { name, locale, addresses: [{ kind, value }], password_hash })
  const entered = await enter(tx, deps, id, { entrance, remember: true, signingUp: true })
  await recordAudit(tx, { doer: { kind: 'customer', id, request_id }, action: 'customer.signed_up', subject: id })
  return entered
}

/**
 * Finishes a sign-up: makes the customer and opens a session, on a device that is known from now on. A code can be used once, tried five times, for five
 * minutes. Throws PASSWORD_WEAK, CODE_WRONG (also for an unknown, used or expired sign-up, and for one whose address has an account).
 */
export const confirmSignUp = async (deps: IdentityDeps, confirmation: Confirmation): Promise<Entered> => {
  const address = await selectSignUpAddress(deps.db, confirmation.sign_up_id)
  requireStrongPassword(confirmation.password, [confirmation.name, address ?? ''])
  // Before the code is looked at, so that a right code takes as long as a wrong one, and outside of the transaction.
  const passwordHash = await hashPassword(confirmation.password)
  try {
    const entered = await inTx(deps.db, (tx) => tryCode(tx, deps, confirmation, passwordHash))
    if (entered) return entered
  } catch (error) {
    // Two sign-ups for one address, both with their right code: the first has the account.
    if (!isUniqueViolation(error, 'customer_contact_pkey')) throw error
  }
  throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
}
