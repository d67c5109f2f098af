import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FactorChoice, FactorProof, Locale, OutboundHold } from '@topay/contract'
import { recordAudit } from '../../audit/index.ts'
import {
  type Address,
  AppError,
  fromNow,
  inTx,
  MINUTE,
  newId,
  normaliseAddress,
  sha256,
  timestamp,
  type Tx,
} from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { passkeyRequest } from '../factors/passkeys.ts'
import { codeFits, type CodeBudget, sendCodeTo } from '../one-time-codes.ts'
import { hashPassword } from '../password-hash.ts'
import { requireStrongPassword } from '../password-rules.ts'
import { selectOwner } from '../queries.ts'
import { alertCustomer } from '../security/alerts.ts'
import { setOutboundHold } from '../security/hold.ts'
import { revokeSessions } from '../security/sessions.ts'
import { clearLocks } from '../sign-in/locks.ts'
import { resetPolicy } from './policy.ts'
import {
  endResets,
  insertReset,
  type ResetRow,
  selectKnownWords,
  selectResetAddress,
  tryReset,
  updatePassword,
  updateReset,
} from './queries.ts'
import { proofFits, resetFactors } from './reset-factor.ts'

const PURPOSE = 'password_reset'

type Sent = { password_reset_id: string; expires_at: string; resend_at: string }

/**
 * Sends what a reset begins with: six digits, and to an e-mail address also a link whose long code lives longer. `owner`: whose address it is; without one the
 * same is written, and the address is told that it has no account. `linked`: an SMS carries a link to the page too, for whoever has not got it open.
 */
export const sendReset = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  reset: {
    address: Address
    owner: { customer_id: string; locale: Locale } | undefined
    locale: Locale
    budget: CodeBudget
    linked?: boolean
  },
): Promise<Sent> => {
  const { address, owner, locale, budget, linked = false } = reset
  const id = newId('password_reset')
  const long = randomBytes(24).toString('base64url')
  const { link_ms } = await resetPolicy.read(tx)
  const page = `${deps.publicUrl()}/reset/${id}`
  const byEmail = address.kind === 'email'
  const sent = await sendCodeTo(tx, deps.config, {
    purpose: PURPOSE,
    id,
    address,
    owner,
    locale,
    budget,
    ...(!owner
      ? { template: 'password_reset_no_account' }
      : byEmail
        ? {
            template: 'password_reset_email',
            params: { link: `${page}#${long}`, link_minutes: Math.round(link_ms / MINUTE) },
          }
        : linked
          ? { template: 'password_reset_sms_link', params: { link: page } }
          : { template: 'password_reset_sms' }),
  })
  await insertReset(tx, {
    id,
    customer_id: owner?.customer_id ?? null,
    address,
    code_hash: sent.code_hash,
    link_hash: byEmail ? sha256(long) : null,
    code_expires_at: sent.expires_at,
    created_at: timestamp(),
    expires_at: fromNow(link_ms),
  })
  return { password_reset_id: id, expires_at: sent.expires_at, resend_at: sent.resend_at }
}

/**
 * Starts a reset of a forgotten password. Answers the same, after the same work, whether or not the address has an account; only the address is told.
 * Throws IDENTIFIER_INVALID, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startPasswordReset = (
  { db, ...deps }: IdentityDeps,
  asked: { identifier: string; locale: Locale },
): Promise<Sent> => {
  const address = normaliseAddress(asked.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  return inTx(db, async (tx) => {
    const owner = await selectOwner(tx, address)
    return sendReset(tx, deps, {
      address,
      owner: owner && { customer_id: owner.id, locale: owner.locale },
      locale: asked.locale,
      budget: 'open',
    })
  })
}

const sixDigits = /^\d{6}$/

/** Whether the six digits, or the long code of the link, are those of this reset and still good. */
const fits = (config: IdentityDeps['config'], reset: ResetRow, code: string): boolean => {
  if (!sixDigits.test(code)) {
    const { link_hash } = reset
    return link_hash !== null && reset.customer_id !== null && timingSafeEqual(link_hash, sha256(code))
  }
  const right = codeFits(config, { purpose: PURPOSE, id: reset.id, code, code_hash: reset.code_hash })
  // Once entered right it stays good while the new password is chosen.
  return right && (reset.verified_at !== null || reset.code_expires_at > timestamp())
}

/**
 * Tries a code; null when it does not fit. A wrong one counts: commit it. An address that has left the account since opens nothing any more.
 */
const openReset = async (
  tx: Tx,
  config: IdentityDeps['config'],
  given: { id: string; code: string },
): Promise<(ResetRow & { customer_id: string }) | null> => {
  const reset = await tryReset(tx, given.id, (await resetPolicy.read(tx)).tries)
  if (!reset || !fits(config, reset, given.code)) return null
  const { customer_id, kind, value } = reset
  if (customer_id === null || (await selectOwner(tx, { kind, value }))?.id !== customer_id) return null
  const change = { tries: reset.tries - 1, verified_at: reset.verified_at ?? timestamp() }
  await updateReset(tx, reset.id, change)
  return { ...reset, ...change, customer_id }
}

const codeWrong = (): AppError =>
  new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong, used or expired' }] })

/** Passkeys work only where the site has a name; elsewhere the other ways remain. */
const passkeyOptions = async (tx: Tx, config: IdentityDeps['config'], reset: ResetRow, host: string | undefined) => {
  try {
    const input = { host, ...(reset.customer_id !== null && { customer_id: reset.customer_id }) }
    const { options, challenge } = await passkeyRequest(tx, { config }, input)
    await updateReset(tx, reset.id, { passkey_challenge: challenge })
    return options
  } catch (error) {
    if (error instanceof AppError && error.code === 'PASSKEY_ADDRESS') return null
    throw error
  }
}

/**
 * Tries the code of a reset and answers which second factors the account wants besides; none when the code is enough. `host`: the request's own, for passkeys.
 * Throws CODE_WRONG.
 */
export const checkPasswordResetCode = async (
  { db, config }: IdentityDeps,
  given: { password_reset_id: string; code: string; host: string | undefined },
): Promise<{ methods: FactorChoice[]; passkey_options: Record<string, unknown> | null; expires_at: string }> => {
  const checked = await inTx(db, async (tx) => {
    const reset = await openReset(tx, config, { id: given.password_reset_id, code: given.code })
    if (!reset) return null
    const methods = await resetFactors(tx, reset.customer_id)
    const wantsPasskey = methods.some(({ method }) => method === 'passkey')
    const passkey_options = wantsPasskey ? await passkeyOptions(tx, config, reset, given.host) : null
    return {
      methods: passkey_options === null ? methods.filter(({ method }) => method !== 'passkey') : methods,
      passkey_options,
      expires_at: reset.expires_at,
    }
  })
  if (!checked) throw codeWrong()
  return checked
}

type Outcome = { hold: OutboundHold } | { refused: 'CODE_WRONG' | 'FACTOR_NEEDED' | 'FACTOR_WRONG' }

/** Checks the second factor where the account has one. A wrong one counts: commit it. */
const checkFactor = async (
  tx: Tx,
  config: IdentityDeps['config'],
  reset: ResetRow & { customer_id: string },
  proof: FactorProof | undefined,
): Promise<'ok' | 'CODE_WRONG' | 'FACTOR_NEEDED' | 'FACTOR_WRONG'> => {
  const wanted = await resetFactors(tx, reset.customer_id)
  if (wanted.length === 0) return 'ok'
  if (!proof) return 'FACTOR_NEEDED'
  if (reset.factor_tries >= (await resetPolicy.read(tx)).factor_tries) return 'CODE_WRONG'
  // What a passkey signs counts once.
  await updateReset(tx, reset.id, { factor_tries: reset.factor_tries + 1, passkey_challenge: null })
  return (await proofFits(tx, config, { reset, wanted, proof })) ? 'ok' : 'FACTOR_WRONG'
}

type Confirmation = {
  password_reset_id: string
  code: string
  password: string
  proof?: FactorProof | undefined
  origin: RequestOrigin
  request_id: string
}

const carryOut = async (
  tx: Tx,
  deps: Omit<IdentityDeps, 'db'>,
  given: Confirmation,
  passwordHash: string,
): Promise<Outcome> => {
  const { config } = deps
  const reset = await openReset(tx, config, { id: given.password_reset_id, code: given.code })
  if (!reset) return { refused: 'CODE_WRONG' }
  const { customer_id } = reset
  requireStrongPassword(given.password, await selectKnownWords(tx, customer_id))
  const factor = await checkFactor(tx, config, reset, given.proof)
  if (factor !== 'ok') return { refused: factor }
  const at = timestamp()
  const revoked = await revokeSessions(tx, customer_id)
  await updatePassword(tx, customer_id, passwordHash, at)
  await endResets(tx, customer_id, at)
  await clearLocks(tx, config, customer_id)
  const hold = await setOutboundHold(tx, customer_id, 'password_reset')
  await alertCustomer(tx, deps, { customer_id, kind: 'password_reset', session: given.origin })
  await recordAudit(tx, {
    doer: { kind: 'customer', id: customer_id, request_id: given.request_id },
    action: 'customer.password_reset',
    subject: customer_id,
    detail: { reset: reset.id, factor: given.proof?.method ?? null, revoked },
  })
  return { hold }
}

/**
 * Sets a new sign-in password with the code of a reset, and the second factor where the account has an authenticator app or a passkey: no code that was sent
 * gets around those. Every session ends, locks are lifted, every address is told, money is held back for a while, and nobody is signed in.
 * Throws CODE_WRONG, PASSWORD_WEAK, FACTOR_NEEDED, FACTOR_WRONG.
 */
export const confirmPasswordReset = async (
  { db, ...deps }: IdentityDeps,
  given: Confirmation,
): Promise<OutboundHold> => {
  requireStrongPassword(given.password, [(await selectResetAddress(db, given.password_reset_id)) ?? ''])
  // Before the code is looked at, so that a right code takes as long as a wrong one, and outside of the transaction.
  const passwordHash = await hashPassword(given.password)
  const outcome = await inTx(db, (tx) => carryOut(tx, deps, given, passwordHash))
  if ('hold' in outcome) return outcome.hold
  if (outcome.refused === 'CODE_WRONG') throw codeWrong()
  throw new AppError(outcome.refused, { fields: [{ path: 'proof', message: 'the account has a second factor' }] })
}
