import { z } from 'zod'
import { DAY, definePolicy, HOUR, MINUTE } from '../platform/index.ts'

const ms = (standard: number) => z.int().min(1).default(standard)
const count = (standard: number) => z.int().min(1).default(standard)

/** Signing in to the desk; what locks it is the policy of customers, `identity.sign_in`. Times in ms. */
export const staffPolicy = definePolicy(
  'staff.sign_in',
  z.strictObject({
    session_ms: ms(8 * HOUR),
    /** How long the second step may take, and a sign-in at the identity provider. */
    pending_ms: ms(10 * MINUTE),
    /** Wrong codes in one second step. */
    code_tries: count(5),
    recovery_codes: count(10),
    /**
     * Whether a second factor shown to the identity provider counts: its token says so in `amr` or `acr` by one of these values. Turned off, everybody shows
     * the code of the desk's own app as well.
     */
    trust_provider_factor: z.boolean().default(true),
    provider_factor_amr: z.array(z.string()).default(['mfa']),
    provider_factor_acr: z
      .array(z.string())
      .default(['phr', 'phrh', 'http://schemas.openid.net/pape/policies/2007/06/multi-factor']),
  }),
)

/** Requests that wait for a second person. */
export const approvalPolicy = definePolicy('staff.approvals', z.strictObject({ expires_ms: ms(DAY) }))

/** How long ended sessions and sign-ins are kept to be looked into. */
export const keepPolicy = definePolicy(
  'staff.keep',
  z.strictObject({ sessions_ms: ms(90 * DAY), sign_ins_ms: ms(2 * DAY) }),
)
