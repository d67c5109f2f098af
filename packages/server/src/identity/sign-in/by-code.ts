import { AppError, fromNow, inTx, newId, normaliseAddress, timestamp, type Tx } from '../../platform/index.ts'
import type { TemplateName } from '../../notifications/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { codeFits, sendCodeTo } from '../one-time-codes.ts'
import { codePolicy, signInPolicy } from '../policy.ts'
import { lockForSessions } from '../security/session-queries.ts'
import { enter, type Entrance } from './enter.ts'
import { insertSignIn, selectAccount, selectSignIn, tryFirstCode, updateSignIn } from './queries.ts'
import { stepMethods } from './second-step.ts'
import type { SignInResult } from './sign-in.ts'

const PURPOSE = 'sign_in'

type Account = NonNullable<Awaited<ReturnType<typeof selectAccount>>>

/** With codes as the second factor, one code must not be all: then there has to be another way beside it. */
const templateFor = (account: Account | undefined): TemplateName => {
  if (!account) return 'sign_in_no_account'
  return account.two_factor === 'code' && !account.has_other_way ? 'sign_in_code_refused' : 'sign_in_code'
}

/**
 * Starts a sign-in without the password: a code goes to the address. Where no code may go, something is said in its place; the answer and the work are the
 * same. Throws IDENTIFIER_INVALID, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startSignInCode = (
  { db, config }: IdentityDeps,
  given: { identifier: string; locale: 'zh-CN' | 'en'; origin: RequestOrigin },
): Promise<{ sign_in_id: string; expires_at: string; resend_at: string }> => {
  const address = normaliseAddress(given.identifier)
  if (!address)
    throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
  return inTx(db, async (tx) => {
    const account = await selectAccount(tx, address)
    const id = newId('sign_in')
    const { code_hash, expires_at, resend_at } = await sendCodeTo(tx, config, {
      purpose: PURPOSE,
      id,
      address,
      owner: account && { customer_id: account.id, locale: account.locale },
      locale: given.locale,
      budget: 'open',
      template: templateFor(account),
    })
    await insertSignIn(tx, {
      id,
      way: 'code',
      customer_id: account?.id ?? null,
      ...address,
      reason: null,
      code_hash,
      code_expires_at: expires_at,
      passkey_challenge: null,
      device_token_hash: null,
      user_agent: given.origin.user_agent,
      ip: given.origin.ip,
      expires_at,
    })
    return { sign_in_id: id, expires_at, resend_at }
  })
}

type Confirmation = { sign_in_id: string; code: string; entrance: Entrance }

/** One try of the code, in the transaction that counts it; null when it does not fit. */
const tryCode = async (
  tx: Tx,
  deps: IdentityDeps,
  customerId: string | null,
  { sign_in_id: id, code, entrance }: Confirmation,
): Promise<SignInResult | null> => {
  const locked = await lockForSessions(tx, customerId ?? '')
  const row = await tryFirstCode(tx, id, (await codePolicy.read(tx)).tries)
  const code_hash = row?.code_hash ?? null
  const fits = codeFits(deps.config, { purpose: PURPOSE, id, code, code_hash })
  if (!row || !fits || customerId === null || !locked || locked.closed_at !== null) return null
  if (locked.two_factor === 'off') {
    await updateSignIn(tx, id, { used_at: timestamp() })
    return { entered: await enter(tx, deps, customerId, { entrance, remember: true }) }
  }
  const expires_at = fromNow((await signInPolicy.read(tx)).step_ms)
  await tx
    .updateTable('sign_in')
    .set({
      reason: 'two_factor',
      code_hash: null,
      code_expires_at: null,
      device_token_hash: entrance.device_hash,
      expires_at,
    })
    .where('id', '=', id)
    .execute()
  const methods = await stepMethods(tx, { ...row, customer_id: customerId })
  return { pending: { sign_in_id: id, reason: 'two_factor', methods, expires_at } }
}

/**
 * Finishes a sign-in by code, or leads on to the second step where two-factor is on. Whoever gets the code has shown what a new device has to show, so the
 * device is known from then on. Throws CODE_WRONG, also for an unknown, used or expired sign-in, and for an address without account.
 */
export const confirmSignInCode = async (deps: IdentityDeps, given: Confirmation): Promise<SignInResult> => {
  const row = await selectSignIn(deps.db, given.sign_in_id)
  const result = await inTx(deps.db, (tx) => tryCode(tx, deps, row?.customer_id ?? null, given))
  if (!result) throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
  return result
}
