import type { Locale, Output } from '@topay/contract'
import { codeFits, sendCodeTo } from '../../identity/index.ts'
import {
  AppError,
  fromNow,
  inTx,
  newId,
  newToken,
  normaliseAddress,
  sha256,
  timestamp,
  tokenPrefixes,
  type Tx,
} from '../../platform/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { recoveryPolicy } from '../policy.ts'
import { lockOwner } from '../queries.ts'
import {
  forgetRow,
  insertApplicantSession,
  insertRecovery,
  insertStep,
  openRecoveryOf,
  tryRecoveryCode,
  updateRecovery,
} from './queries.ts'

const PURPOSE = 'recovery'

/**
 * Sends a code to an address at which somebody can be reached. Whether the address has an account makes no difference to anything.
 * Throws IDENTIFIER_INVALID, CODE_TOO_SOON, CODE_LIMIT.
 */
export const startRecovery = async (
  deps: Pick<VerificationDeps, 'db' | 'config'>,
  wanted: { contact: string; locale: Locale },
): Promise<Output<'startRecovery'>> => {
  const { db, config } = deps
  const { locale } = wanted
  const address = normaliseAddress(wanted.contact)
  if (!address) throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'contact', message: 'no valid address' }] })
  return inTx(db, async (tx) => {
    const id = newId('recovery')
    const code = { purpose: PURPOSE, id, address, locale, budget: 'open', template: 'recovery_code' } as const
    const { code_hash, expires_at, resend_at } = await sendCodeTo(tx, config, code)
    const at = timestamp()
    await insertRecovery(tx, {
      id,
      ...address,
      locale,
      code_hash,
      code_expires_at: expires_at,
      created_at: at,
      updated_at: at,
    })
    return { recovery_id: id, expires_at, resend_at }
  })
}

export type OpenedApplication = { recovery_id: string; token: string; expires_at: string }

/** Tries a code; null when it does not fit. A try counts either way. */
const tryCode = async (
  tx: Tx,
  config: VerificationDeps['config'],
  given: { recovery_id: string; code: string },
): Promise<OpenedApplication | null> => {
  const policy = await recoveryPolicy.read(tx)
  const asked = await tryRecoveryCode(tx, given.recovery_id, policy.code_tries)
  const proof = { purpose: PURPOSE, id: given.recovery_id, code: given.code, code_hash: asked?.code_hash ?? null }
  if (!codeFits(config, proof) || !asked) return null
  const address = { kind: asked.kind, value: asked.value }
  await lockOwner(tx, address.value)
  const open = await openRecoveryOf(tx, address)
  // Who comes back with the same address goes on where they were.
  if (open) await forgetRow(tx, asked.id)
  else {
    await updateRecovery(tx, asked.id, { confirmed_at: timestamp(), code_hash: null })
    await insertStep(tx, { recovery_id: asked.id, status: 'draft', by: 'applicant' })
  }
  const recovery_id = open?.id ?? asked.id
  const token = newToken(tokenPrefixes.applicant)
  const expires_at = fromNow(policy.session_ms)
  await insertApplicantSession(tx, { token_hash: sha256(token), recovery_id, expires_at })
  return { recovery_id, token, expires_at }
}

/** Proves the address with the code that went there, and opens the request. Throws CODE_WRONG, also for one that is unknown, used or expired. */
export const confirmRecovery = async (
  deps: Pick<VerificationDeps, 'db' | 'config'>,
  given: { recovery_id: string; code: string },
): Promise<OpenedApplication> => {
  const opened = await inTx(deps.db, (tx) => tryCode(tx, deps.config, given))
  if (!opened) throw new AppError('CODE_WRONG', { fields: [{ path: 'code', message: 'wrong or expired' }] })
  return opened
}
