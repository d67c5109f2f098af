import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { StaffMember } from '@topay/contract'
import { type Config, type Db, now, openField, sealField, sha256, type Tx } from '../platform/index.ts'
import {
  insertRecoveryCodes,
  noteTotpStep,
  selectTotpSecret,
  storeTotp,
  takeRecoveryCode,
} from './second-factor-queries.ts'

/** 160 bits, as RFC 4226 advises. */
const SECRET_BYTES = 20
/** 64 bits each: nobody finds one by trying, so a plain hash keeps it. */
const RECOVERY_BYTES = 8

type Secrets = Pick<Config, 'TOPAY_SECRET'>

/** What authenticator apps can be relied on to do: SHA-1, six digits, 30 seconds. */
const totpOf = (secret: string, label?: string): TOTP =>
  new TOTP({ issuer: 'Topay', label, algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) })

/** A new secret of an authenticator app, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

/** What the QR code of the set-up shows. */
export const totpUrl = (secret: string, member: Pick<StaffMember, 'email'>): string =>
  totpOf(secret, member.email).toString()

/** The time step of a right code, one step early or late allowed; null when it is wrong. */
const stepOf = (secret: string, code: string): number | null => {
  const totp = totpOf(secret)
  const timestamp = now().getTime()
  const delta = totp.validate({ token: code, timestamp, window: 1 })
  return delta === null ? null : totp.counter({ timestamp }) + delta
}

/** Recovery codes are compared without case, spaces and dashes. */
const hashRecoveryCode = (staffId: string, code: string): Buffer =>
  sha256(`staff recovery code ${staffId} ${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)

const newRecoveryCode = (): string =>
  randomBytes(RECOVERY_BYTES)
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1-')

/**
 * Switches the second factor on with the code of a secret that was shown; answers new recovery codes, to be shown this once, or null when the code is wrong.
 */
export const confirmTotp = async (
  tx: Tx,
  config: Secrets,
  given: { staff_id: string; secret: string; code: string; recovery_codes: number },
): Promise<string[] | null> => {
  const { staff_id, secret, code } = given
  const step = stepOf(secret, code)
  if (step === null) return null
  const sealed = await sealField(tx, config.TOPAY_SECRET, { column: 'staff.totp_secret', row: staff_id }, secret)
  await storeTotp(tx, staff_id, { secret: sealed, last_step: step })
  const codes = Array.from({ length: given.recovery_codes }, newRecoveryCode)
  await insertRecoveryCodes(
    tx,
    staff_id,
    codes.map((each) => hashRecoveryCode(staff_id, each)),
  )
  return codes
}

/** Checks a code of the app; each counts once, also when two come at the same moment. */
export const verifyTotp = async (tx: Tx, config: Secrets, staffId: string, code: string): Promise<boolean> => {
  const sealed = await selectTotpSecret(tx, staffId)
  if (!sealed) return false
  const place = { column: 'staff.totp_secret', row: staffId } as const
  const step = stepOf(await openField(tx, config.TOPAY_SECRET, place, sealed), code)
  return step !== null && (await noteTotpStep(tx, staffId, step))
}

/** Checks the second step: six digits of the app, or else a recovery code, which is good once. Answers which it was; null when it is wrong. */
export const verifySecondStep = async (
  tx: Tx,
  config: Secrets,
  staffId: string,
  code: string,
): Promise<'totp' | 'recovery_code' | null> => {
  if (/^\d{6}$/.test(code)) return (await verifyTotp(tx, config, staffId, code)) ? 'totp' : null
  return (await takeRecoveryCode(tx, staffId, hashRecoveryCode(staffId, code))) ? 'recovery_code' : null
}

/** Seals the secret of a set-up on its way. */
export const sealPendingSecret = (tx: Tx | Db, config: Secrets, signInId: string, secret: string): Promise<Buffer> =>
  sealField(tx, config.TOPAY_SECRET, { column: 'staff_sign_in.totp_secret', row: signInId }, secret)

export const openPendingSecret = (tx: Tx | Db, config: Secrets, signInId: string, sealed: Buffer): Promise<string> =>
  openField(tx, config.TOPAY_SECRET, { column: 'staff_sign_in.totp_secret', row: signInId }, sealed)
