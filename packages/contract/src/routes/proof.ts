import { z } from 'zod'
import { id, timestamp } from '../common.ts'
import { shape } from '../route.ts'

/** How somebody shows, beside a password, that it is they. `code`: a code sent to an own address. */
export const factorMethods = ['totp', 'passkey', 'sms', 'email', 'recovery_code'] as const
export type FactorMethod = (typeof factorMethods)[number]

/** Six digits of a message or an authenticator app, or a recovery code. */
export const factorCode = z
  .string()
  .trim()
  .regex(/^(\d{6}|[\da-fA-F]{4}([ -]?[\da-fA-F]{4}){3})$/)
  .meta({ description: 'Six digits, or a recovery code of four groups', example: '628013' })

/** Six digits of a message. */
export const sixDigits = z
  .string()
  .trim()
  .regex(/^\d{6}$/)

/** WebAuthn's JSON forms (PublicKeyCredentialRequestOptionsJSON and so on); looked into by the server's library. */
export const webauthnJson = z
  .record(z.string(), z.unknown())
  .meta({ description: 'JSON form of the Web Authentication specification, level 3' })

export const FactorChoice = z
  .strictObject({
    method: z.enum(factorMethods),
    sent_to: z.string().nullable().meta({ description: 'Masked address, for sms and email' }),
  })
  .meta({ id: 'FactorChoice' })
export type FactorChoice = z.infer<typeof FactorChoice>

/** The second step of a sign-in or a reset. */
export const FactorProof = z
  .discriminatedUnion('method', [
    shape({ method: z.literal('totp'), code: sixDigits }),
    shape({ method: z.literal('sms'), code: sixDigits }),
    shape({ method: z.literal('email'), code: sixDigits }),
    shape({ method: z.literal('recovery_code'), code: factorCode }),
    shape({ method: z.literal('passkey'), passkey: webauthnJson }),
  ])
  .meta({ id: 'FactorProof' })
export type FactorProof = z.infer<typeof FactorProof>

/** The second factor of one operation: answers a challenge made for exactly that, payee and amount included. */
export const Verification = z
  .union([
    shape({ challenge_id: id('challenge'), code: factorCode }),
    shape({ challenge_id: id('challenge'), passkey: webauthnJson }),
  ])
  .meta({ id: 'Verification', description: 'Answer to a challenge (startChallenge); good for that operation only' })
export type Verification = z.infer<typeof Verification>

/** When a code was sent, until when it counts, and from when another can be asked for. */
export const sentCode = { expires_at: timestamp, resend_at: timestamp }
