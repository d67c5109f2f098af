import type { Challenge, LocalizedText, Money, Verification } from '@topay/contract'
import { moneyInWords } from '../../notifications/index.ts'
import { AppError, fromNow, newId, sha256, timestamp, type Tx } from '../../platform/index.ts'
import type { CodeKeeping } from '../codes.ts'
import { reachCustomer } from '../customers.ts'
import { maskAddress } from '../mask.ts'
import { codeFits, sendCodeTo } from '../one-time-codes.ts'
import { challengeMethodsOf, listFactors } from './list-factors.ts'
import type { SiteConfig } from './passkey-site.ts'
import { passkeyRequest, verifyPasskey } from './passkeys.ts'
import { factorPolicy } from './policy.ts'
import { endChallenges, insertChallenge, markChallengeUsed, selectTotpPause, tryChallenge } from './queries.ts'
import { isRecoveryCode, takeRecoveryCode } from './recovery-codes.ts'
import { type FactorConfig, verifyTotp } from './totp.ts'

/** Fingerprint of one operation: what is done, to whom, how much. What was answered for it confirms nothing else. */
export const bindingOf = (parts: readonly (string | number)[]): Buffer => sha256(JSON.stringify(parts))

type Method = Challenge['method']
export type ChallengeConfig = CodeKeeping & SiteConfig

/** One operation to be confirmed: money to a payee, or a change of the account in words; `strong`: no sent code confirms it. `host`: the request's own, for passkeys. */
export type ChallengeInput = {
  customer_id: string
  binding: Buffer
  method?: Method | undefined
  host?: string | undefined
} & ({ payee: LocalizedText; amount: Money } | { change: LocalizedText; strong?: boolean })

/** A code that was sent fits one challenge and one operation only. */
const purposeOf = (binding: Buffer): string => `challenge ${binding.toString('hex')}`

/** What this method needs beside the row: a code on its way, a challenge for the browser, or nothing. Throws as `startChallenge`. */
const prepare = async (tx: Tx, config: ChallengeConfig, input: ChallengeInput, started: Started) => {
  const { customer_id, binding } = input
  const { id, method, expires_at } = started
  const nothing = { code_hash: null, passkey_challenge: null, sent_to: null, passkey_options: null, resend_at: null }
  if (method === 'passkey') {
    const request = await passkeyRequest(tx, { config }, { customer_id, binding, host: input.host })
    return { ...nothing, passkey_challenge: request.challenge, passkey_options: request.options, expires_at }
  }
  if (method === 'totp') {
    const paused = await selectTotpPause(tx, customer_id)
    if (paused !== null) throw new AppError('CODE_LIMIT', { retryAt: paused })
    return { ...nothing, expires_at }
  }
  const { channel, to, locale } = await reachCustomer(tx, customer_id)
  const words = (text: LocalizedText): string => (locale === 'en' ? text.en : text.zh)
  const sent = await sendCodeTo(tx, config, {
    purpose: purposeOf(binding),
    id,
    address: { kind: channel === 'sms' ? 'phone' : 'email', value: to },
    owner: { customer_id, locale },
    locale,
    budget: 'own',
    ...('change' in input
      ? { template: 'confirm_change_code', params: { change: words(input.change) } }
      : {
          template: 'confirm_payment_code',
          params: { payee: words(input.payee), amount: moneyInWords(input.amount) },
        }),
  })
  return { ...nothing, ...sent, sent_to: maskAddress(to) }
}
type Started = { id: string; method: Method; expires_at: string }

/**
 * Begins to confirm one operation. A code that is sent names payee and amount, or the change; a passkey signs over them. A newer challenge for the same
 * operation replaces the older. Without a method it is the strongest that needs no passkey, if there is one. Throws FACTOR_UNAVAILABLE, PASSKEY_ADDRESS, CODE_TOO_SOON,
 * CODE_LIMIT (also while the app's codes are paused), NOT_FOUND.
 */
export const startChallenge = async (tx: Tx, config: ChallengeConfig, input: ChallengeInput): Promise<Challenge> => {
  const { customer_id, binding } = input
  const strong = 'strong' in input && input.strong === true
  const methods = challengeMethodsOf(await listFactors(tx, customer_id)).filter((each) => !strong || each !== 'code')
  const method = input.method ?? methods.find((each) => each !== 'passkey') ?? methods[0]
  if (method === undefined || !methods.includes(method)) throw new AppError('FACTOR_UNAVAILABLE')
  const created_at = timestamp()
  const id = newId('challenge')
  const expires_at = fromNow((await factorPolicy.read(tx)).challenge_life_ms)
  const prepared = await prepare(tx, config, input, { id, method, expires_at })
  const { code_hash, passkey_challenge, ...told } = prepared
  await endChallenges(tx, customer_id, binding, created_at)
  const row = { id, customer_id, binding, method, code_hash, passkey_challenge, created_at }
  await insertChallenge(tx, { ...row, expires_at: told.expires_at })
  const english = (await reachCustomer(tx, customer_id)).locale === 'en'
  return {
    id,
    method,
    methods,
    ...told,
    payee: 'payee' in input ? (english ? input.payee.en : input.payee.zh) : null,
    amount: 'amount' in input ? input.amount : null,
  }
}

type Tried = NonNullable<Awaited<ReturnType<typeof tryChallenge>>>

/** Whether an answer fits a challenge that was counted as tried. */
const fits = async (
  tx: Tx,
  config: FactorConfig,
  challenge: Tried,
  input: { customer_id: string; binding: Buffer; verification: Verification },
): Promise<boolean> => {
  const { customer_id, binding, verification } = input
  if (!challenge.binding.equals(binding)) return false
  if ('passkey' in verification)
    return (
      challenge.passkey_challenge !== null &&
      (await verifyPasskey(tx, {
        challenge: challenge.passkey_challenge,
        response: verification.passkey,
        customer_id,
      })) !== null
    )
  const { code } = verification
  if (challenge.method === 'totp')
    return isRecoveryCode(code)
      ? takeRecoveryCode(tx, config, customer_id, code)
      : verifyTotp(tx, config, customer_id, code)
  const { code_hash } = challenge
  return codeFits(config, { purpose: purposeOf(binding), id: verification.challenge_id, code, code_hash })
}

/**
 * Tries an answer for an operation; a try counts either way, also one for another operation. A challenge is good once. `tries_left` is 0 when there is
 * nothing left to try: unknown, used, expired, tried too often.
 */
export const answerChallenge = async (
  tx: Tx,
  config: FactorConfig,
  input: { customer_id: string; binding: Buffer; verification: Verification },
): Promise<{ result: 'ok'; method: Method } | { result: 'code_wrong'; tries_left: number }> => {
  const { challenge_id } = input.verification
  const { challenge_tries } = await factorPolicy.read(tx)
  const challenge = await tryChallenge(tx, input.customer_id, challenge_id, challenge_tries)
  if (!challenge) return { result: 'code_wrong', tries_left: 0 }
  if (!(await fits(tx, config, challenge, input)))
    return { result: 'code_wrong', tries_left: challenge_tries - challenge.tries }
  await markChallengeUsed(tx, challenge_id, timestamp())
  return { result: 'ok', method: challenge.method }
}
