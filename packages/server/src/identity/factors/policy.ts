import { z } from 'zod'
import { DAY, definePolicy, HOUR, MINUTE } from '../../platform/index.ts'

const ms = (standard: number) => z.int().min(1).default(standard)
const count = (standard: number) => z.int().min(1).default(standard)

/** Second factors: authenticator apps, passkeys, recovery codes, and what confirms a single operation. */
export const factorPolicy = definePolicy(
  'identity.factors',
  z.strictObject({
    /** How long a challenge can be answered, and how often it may be tried. */
    challenge_life_ms: ms(5 * MINUTE),
    challenge_tries: count(5),
    /** Wrong codes of an authenticator app in a row before its codes are not looked at for a while: longer each time, the last pause again and again. */
    totp_tries: count(5),
    totp_pauses_ms: z
      .array(z.int().min(1))
      .min(1)
      .default([15 * MINUTE, HOUR, DAY]),
    /** How long a new secret waits for its first code, and a new passkey for its browser. */
    setup_life_ms: ms(10 * MINUTE),
    passkeys: count(10),
  }),
)

/** How many recovery codes a customer gets at once; each is 64 random bits. */
export const RECOVERY_CODES = 10
