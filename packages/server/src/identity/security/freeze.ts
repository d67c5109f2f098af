import type { Verification } from '@topay/contract'
import { recordAudit } from '../../audit/index.ts'
import { AppError, type Doer, found, inTx, timestamp, type Tx } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from '../factors/account-factor.ts'
import { listFactors } from '../factors/list-factors.ts'
import type { OwnRequest } from '../factors/own-change.ts'
import { checkOwnPassword } from '../sign-in/locks.ts'
import { alertCustomer } from './alerts.ts'
import { lockProtected, selectChallengeMethod, updateFrozen } from './protection-queries.ts'
import { revokeSessions } from './sessions.ts'

/** What freezing needs besides the database. `onFrozen` opens the urgent case; without it none is opened. */
export type FreezeDeps = Pick<IdentityDeps, 'config' | 'publicUrl' | 'onFrozen'>

export type Frozen = {
  frozen_at: string
  /** Sessions that were ended. */
  revoked: number
  /** The urgent case; null when the deps open none. */
  case: { case_id: string; case_number: string } | null
}

/**
 * Freezes an account: nothing goes out of it any more, its sessions end (but `except_session`), every address is told and an urgent case opens. Of an account
 * that is frozen already the first moment stays; what Topay froze the customer alone cannot unfreeze. Publishes events: call it last in a transaction.
 * Throws NOT_FOUND.
 */
export const freeze = async (
  tx: Tx,
  deps: FreezeDeps,
  input: {
    customer_id: string
    by: 'customer' | 'topay'
    /** Who does it; default the customer. */
    doer?: Doer | undefined
    except_session?: string | undefined
    /** Where the request came from, when it is the customer's or somebody's with a link of theirs. */
    session?: RequestOrigin | undefined
  },
): Promise<Frozen> => {
  const { customer_id, by, except_session, session, doer = { kind: 'customer', id: customer_id } } = input
  const before = found(await lockProtected(tx, customer_id))
  const frozen_at = before.frozen_at ?? timestamp()
  const frozen_by = before.frozen_by === 'topay' ? 'topay' : by
  const changed = before.frozen_by !== frozen_by
  if (changed) await updateFrozen(tx, customer_id, { frozen_at, frozen_by })
  const revoked = await revokeSessions(tx, customer_id, { except: except_session })
  // Tapped again, it ends sessions and says where the case is; nobody is told twice.
  if (changed) await alertCustomer(tx, deps, { customer_id, kind: 'account_frozen', session })
  await recordAudit(tx, { doer, action: 'customer.frozen', subject: customer_id, detail: { by: frozen_by, revoked } })
  return { frozen_at, revoked, case: (await deps.onFrozen?.(tx, customer_id)) ?? null }
}

/** Since when an account is frozen, and by whom; the account stays locked until the transaction ends. Throws NOT_FOUND. */
export const frozenState = async (
  tx: Tx,
  customerId: string,
): Promise<{ frozen_at: string | null; frozen_by: 'customer' | 'topay' | null }> => {
  const { frozen_at, frozen_by } = found(await lockProtected(tx, customerId))
  return { frozen_at, frozen_by }
}

/**
 * Lifts a freeze; whoever calls it has seen the proof, or two people decided. Answers whether the account was frozen. Throws NOT_FOUND.
 */
export const unfreeze = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  input: { customer_id: string; doer: Doer; session?: RequestOrigin | undefined },
): Promise<boolean> => {
  const { customer_id, doer, session } = input
  const { frozen_at, frozen_by } = found(await lockProtected(tx, customer_id))
  if (frozen_at === null) return false
  await updateFrozen(tx, customer_id, { frozen_at: null, frozen_by: null })
  await alertCustomer(tx, deps, { customer_id, kind: 'account_unfrozen', session })
  await recordAudit(tx, { doer, action: 'customer.unfrozen', subject: customer_id, detail: { frozen_by, frozen_at } })
  return true
}

/** Panic: one tap, no questions. The session that asks stays. */
export const freezeAccount = async (
  { db, ...deps }: IdentityDeps,
  own: OwnRequest,
): Promise<{ frozen_at: string; case_id: string; revoked: number }> => {
  const { customer_id, origin, request_id } = own
  const frozen = await inTx(db, (tx) =>
    freeze(tx, deps, {
      customer_id,
      by: 'customer',
      doer: { kind: 'customer', id: customer_id, request_id },
      except_session: origin.session_id,
      session: origin,
    }),
  )
  const { frozen_at, revoked } = frozen
  return { frozen_at, case_id: found(frozen.case).case_id, revoked }
}

type Refusal = Exclude<FactorAnswer, 'ok'> | 'FROZEN_BY_TOPAY' | 'STRONG_FACTOR_MISSING'

/** An authenticator app or a passkey: a code that is sent is not enough to open what somebody with the mailbox or telephone may have been the reason to close. */
const hasStrongFactor = async (tx: Tx, customerId: string): Promise<boolean> =>
  (await listFactors(tx, customerId)).some(({ method }) => method === 'totp' || method === 'passkey')

const tryUnfreeze = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  own: OwnRequest,
  verification: Verification | undefined,
): Promise<Refusal | null> => {
  const { customer_id } = own
  const { frozen_by } = found(await lockProtected(tx, customer_id))
  if (frozen_by === null) return null
  if (frozen_by === 'topay') return 'FROZEN_BY_TOPAY'
  if (!(await hasStrongFactor(tx, customer_id))) return 'STRONG_FACTOR_MISSING'
  if (verification && (await selectChallengeMethod(tx, customer_id, verification.challenge_id)) === 'code')
    return 'needed'
  const answer = await accountFactor(tx, deps.config, { customer_id, operation: 'unfreeze', verification })
  if (answer !== 'ok') return answer
  const doer = { kind: 'customer', id: customer_id, request_id: own.request_id } as const
  await unfreeze(tx, deps, { customer_id, doer, session: own.origin })
  return null
}

/**
 * The customer unfreezes their own account, with the sign-in password and an authenticator app or passkey. Nothing to do when it is not frozen.
 * Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED, FROZEN_BY_TOPAY, STRONG_FACTOR_MISSING, FACTOR_NEEDED, CODE_WRONG.
 */
export const unfreezeAccount = async (
  { db, ...deps }: IdentityDeps,
  own: OwnRequest,
  given: { password: string; verification?: Verification | undefined },
): Promise<void> => {
  const { customer_id, origin } = own
  const { password, verification } = given
  const { session_id } = origin
  await checkOwnPassword(db, { customer_id, session_id, password })
  const refusal = await inTx(db, (tx) => tryUnfreeze(tx, deps, own, verification))
  if (refusal === null) return
  if (refusal === 'needed' || refusal === 'wrong') requireFactor(refusal)
  else throw new AppError(refusal)
}
