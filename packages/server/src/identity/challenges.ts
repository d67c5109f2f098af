import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { LocalizedText, Money, Verification } from '@topay/contract'
import { moneyInWords, sendCode } from '../notifications/index.ts'
import { DAY, found, fromNow, MINUTE, newId, sha256, timestamp, type Tx } from '../platform/index.ts'
import { type CodeKeeping, requireCodeAllowed } from './codes.ts'
import { reachCustomer } from './customers.ts'
import { maskAddress } from './mask.ts'
import { policy } from './policy.ts'
import {
  endChallenges,
  insertChallenge,
  lockPaymentPassword,
  markChallengeUsed,
  selectChallengeTimes,
  tryChallenge,
} from './queries.ts'

/** Fingerprint of one operation: what is done, to whom, how much. A code that was sent for it confirms nothing else. */
export const bindingOf = (parts: readonly (string | number)[]): Buffer => sha256(JSON.stringify(parts))

/** Six digits have too few values for a plain hash: this one needs the secret, and fits one challenge and one operation only. */
const hashCode = (secret: string, id: string, binding: Buffer, code: string): Buffer =>
  createHmac('sha256', secret)
    .update(`challenge ${id} ${binding.toString('hex')} ${code}`)
    .digest()

/**
 * Sends a code that confirms one operation, naming payee and amount, to the customer's phone or e-mail address. A newer one for the same operation replaces
 * the older. Throws CODE_TOO_SOON, CODE_LIMIT, NOT_FOUND.
 */
export const startChallenge = async (
  tx: Tx,
  config: CodeKeeping,
  input: { customer_id: string; binding: Buffer; payee: LocalizedText; amount: Money },
): Promise<{ id: string; sent_to: string; expires_at: string; resend_at: string }> => {
  const { customer_id, binding, payee, amount } = input
  // The row stays locked until the end of the transaction, so that codes can be counted.
  found(await lockPaymentPassword(tx, customer_id))
  requireCodeAllowed(await selectChallengeTimes(tx, customer_id, fromNow(-DAY)))
  const created_at = timestamp()
  const after = (ms: number): string => new Date(Date.parse(created_at) + ms).toISOString()
  await endChallenges(tx, customer_id, binding, created_at)

  const id = newId('challenge')
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expires_at = after(policy.code.life)
  const code_hash = hashCode(config.TOPAY_SECRET, id, binding, code)
  await insertChallenge(tx, { id, customer_id, binding, code_hash, created_at, expires_at })
  const to = await reachCustomer(tx, customer_id)
  const params = {
    code,
    minutes: policy.code.life / MINUTE,
    payee: to.locale === 'en' ? payee.en : payee.zh,
    amount: moneyInWords(amount),
  }
  await sendCode(tx, config, { ...to, template: 'confirm_payment_code', params, expires_at })
  return { id, sent_to: maskAddress(to.to), expires_at, resend_at: after(policy.code.resend) }
}

/**
 * Tries a code for an operation; a try counts either way, also one for another operation. A code is good once. `tries_left` is 0 when there is nothing left to
 * try: unknown, used, expired, tried too often.
 */
export const answerChallenge = async (
  tx: Tx,
  config: Pick<CodeKeeping, 'TOPAY_SECRET'>,
  input: { customer_id: string; binding: Buffer; verification: Verification },
): Promise<{ result: 'ok' } | { result: 'code_wrong'; tries_left: number }> => {
  const { challenge_id } = input.verification
  const challenge = await tryChallenge(tx, input.customer_id, challenge_id, policy.code.tries)
  if (!challenge?.code_hash || !('code' in input.verification)) return { result: 'code_wrong', tries_left: 0 }
  const { code } = input.verification
  const expected = hashCode(config.TOPAY_SECRET, challenge_id, input.binding, code)
  if (!timingSafeEqual(challenge.code_hash, expected))
    return { result: 'code_wrong', tries_left: policy.code.tries - challenge.tries }
  await markChallengeUsed(tx, challenge_id, timestamp())
  return { result: 'ok' }
}
