import { Secret, TOTP } from 'otpauth'
import { type Config, fromNow, now, openField, type Tx } from '../../platform/index.ts'
import { factorPolicy } from './policy.ts'
import { lockTotp, updateTotp } from './queries.ts'

/** Opens what is sealed, hashes what must not be guessed. */
export type FactorConfig = Pick<Config, 'TOPAY_SECRET'>

export const totpPlace = (customerId: string) => ({ column: 'customer_totp.secret', row: customerId }) as const

/** What authenticator apps can be relied on to do: SHA-1, six digits, 30 seconds. */
export const totpOf = (secret: string, label?: string): TOTP =>
  new TOTP({ issuer: 'Topay', label, algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) })

/** One step of 30 s of tolerance either way, for clocks that are a little off. */
const WINDOW = 1

/** The time step that a code belongs to; null when it is none of those that count now. */
const stepOf = (totp: TOTP, code: string): number | null => {
  const at = now().getTime()
  const delta = totp.validate({ token: code, timestamp: at, window: WINDOW })
  return delta === null ? null : totp.counter({ timestamp: at }) + delta
}

type TotpRow = NonNullable<Awaited<ReturnType<typeof lockTotp>>>

/**
 * Tries a code on a secret whose row is locked: each code counts once, and failures in a row pause all tries, longer each time. The same for a secret in use
 * and one that waits for its first code.
 */
export const tryTotp = async (tx: Tx, config: FactorConfig, row: TotpRow, code: string): Promise<boolean> => {
  const { customer_id } = row
  if (row.paused_until !== null && Date.parse(row.paused_until) > now().getTime()) return false
  const step = stepOf(totpOf(await openField(tx, config.TOPAY_SECRET, totpPlace(customer_id), row.secret)), code)
  if (step !== null && step > (row.last_step ?? -1)) {
    await updateTotp(tx, customer_id, { last_step: step, failures: 0, paused_until: null })
    return true
  }
  const { totp_tries, totp_pauses_ms } = await factorPolicy.read(tx)
  const failures = row.failures + 1
  const pauses = failures % totp_tries === 0 ? failures / totp_tries : 0
  const pause = pauses > 0 ? totp_pauses_ms[Math.min(pauses, totp_pauses_ms.length) - 1] : undefined
  await updateTotp(tx, customer_id, { failures, ...(pause !== undefined && { paused_until: fromNow(pause) }) })
  return false
}

/**
 * Whether a code is the one of the customer's authenticator app now, one step of 30 s early or late. Each code counts once. Failures are counted and pause
 * the tries, so a refusal must be committed. False also without an app.
 */
export const verifyTotp = async (tx: Tx, config: FactorConfig, customerId: string, code: string): Promise<boolean> => {
  const row = await lockTotp(tx, customerId)
  return row !== undefined && row.confirmed_at !== null && tryTotp(tx, config, row, code)
}
