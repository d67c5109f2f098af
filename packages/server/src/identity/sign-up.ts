import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { Locale } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { notify, sendCode } from '../notifications/index.ts'
import {
  AppError,
  DAY,
  type Db,
  inTx,
  isUniqueViolation,
  MINUTE,
  newId,
  normaliseAddress,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { type CodeKeeping, requireCodeAllowed } from './codes.ts'
import { createCustomer } from './customers.ts'
import { hashPassword } from './password-hash.ts'
import { requireStrongPassword } from './password-rules.ts'
import { policy } from './policy.ts'
import {
  insertSignUp,
  lockAddress,
  markSignUpUsed,
  selectOwner,
  selectSignUpAddress,
  selectSignUpTimes,
  trySignUp,
} from './queries.ts'
import { type Device, type OpenedSession, openSession } from './sessions.ts'

/** Six digits have too few values for a plain hash: this one needs the secret, and fits one sign-up only. */
const hashCode = (secret: string, signUpId: string, code: string): Buffer =>
  createHmac('sha256', secret).update(`sign_up ${signUpId} ${code}`).digest()

/**
 * Starts a sign-up: a code goes to the address. When the address has an account already, its owner is told instead; the answer and the work are the same, so
 * that nobody learns from here who is a customer. Throws IDENTIFIER_INVALID, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startSignUp = async (
  db: Db,
  keeping: CodeKeeping,
  wanted: { identifier: string; locale: Locale },
): Promise<{ sign_up_id: string; expires_at: string; resend_at: string }> => {
  const address = normaliseAddress(wanted.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  return inTx(db, async (tx) => {
    await lockAddress(tx, address)
    const created_at = timestamp()
    const after = (ms: number): string => new Date(Date.parse(created_at) + ms).toISOString()
    requireCodeAllowed(await selectSignUpTimes(tx, address, after(-DAY)))
    const owner = await selectOwner(tx, address)
    const id = newId('sign_up')
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const code_hash = hashCode(keeping.TOPAY_SECRET, id, code)
    const expires_at = after(policy.code.life)
    const { locale } = wanted
    await insertSignUp(tx, { id, address, locale, code_hash: owner ? null : code_hash, created_at, expires_at })
    const to = { channel: address.kind === 'phone' ? 'sms' : 'email', to: address.value } as const
    if (owner) {
      await notify(tx, { ...to, customer_id: owner.id, locale: owner.locale, template: 'sign_up_existing', params: {} })
    } else {
      const params = { code, minutes: policy.code.life / MINUTE }
      await sendCode(tx, keeping, { ...to, locale, template: 'sign_up_code', params, expires_at })
    }
    return { sign_up_id: id, expires_at, resend_at: after(policy.code.resend) }
  })
}

type Confirmation = {
  sign_up_id: string
  code: string
  name: string
  password: string
  device: Device
  request_id: string
}

/** Tries a code; answers the new customer's session, or null when the code does not fit. A try counts either way. */
const tryCode = async (
  tx: Tx,
  keeping: CodeKeeping,
  confirmation: Confirmation,
  password_hash: string,
): Promise<OpenedSession | null> => {
  const { sign_up_id, code, name, request_id, device } = confirmation
  const signUp = await trySignUp(tx, sign_up_id, policy.code.tries)
  if (!signUp?.code_hash || !timingSafeEqual(signUp.code_hash, hashCode(keeping.TOPAY_SECRET, sign_up_id, code)))
    return null
  await markSignUpUsed(tx, sign_up_id)
  const { kind, value, locale } = signUp
  const id = await createCustomer(tx, { name, locale, addresses: [{ kind, value }], password_hash })
  const session = await openSession(tx, id, device)
  await recordAudit(tx, { doer: { kind: 'customer', id, request_id }, action: 'customer.signed_up', subject: id })
  return session
}

/**
 * Finishes a sign-up: makes the customer and opens a session. A code can be used once, tried five times, for five minutes.
 * Throws PASSWORD_WEAK, CODE_WRONG (also for an unknown, used or expired sign-up, and for one whose address has an account).
 */
export const confirmSignUp = async (
  db: Db,
  keeping: CodeKeeping,
  confirmation: Confirmation,
): Promise<OpenedSession> => {
  const address = await selectSignUpAddress(db, confirmation.sign_up_id)
  requireStrongPassword(confirmation.password, [confirmation.name, address ?? ''])
  // Before the code is looked at, so that a right code takes as long as a wrong one, and outside of the transaction.
  const passwordHash = await hashPassword(confirmation.password)
  try {
    const session = await inTx(db, (tx) => tryCode(tx, keeping, confirmation, passwordHash))
    if (session) return session
  } catch (error) {
    // Two sign-ups for one address, both with their right code: the first has the account.
    if (!isUniqueViolation(error, 'customer_contact_pkey')) throw error
  }
  throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
}
