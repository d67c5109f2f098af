import { z } from 'zod'
import { DAY, definePolicy, HOUR, MINUTE, SECOND } from '../platform/index.ts'

const count = (standard: number) => z.int().min(1).default(standard)
const ms = (standard: number) => z.int().min(1).default(standard)

/** Signing in, what locks it, and how long it lasts. */
export const signInPolicy = definePolicy(
  'identity.sign_in',
  z.strictObject({
    /** Wrong tries of one counter before it locks, and how long the first, the second and every further lock lasts. */
    tries: count(5),
    first_lock_ms: ms(15 * MINUTE),
    second_lock_ms: ms(HOUR),
    later_lock_ms: ms(DAY),
    /** After so long without a wrong try, counting begins anew. */
    forget_after_ms: ms(7 * DAY),
    /** Whether a device that the account does not know needs a second step. */
    confirm_new_device: z.boolean().default(true),
    /** How long a device stays known without signing in. */
    device_ms: ms(90 * DAY),
    /** How long a sign-in may take, and how often its second step may be tried. */
    step_ms: ms(10 * MINUTE),
    step_tries: count(5),
    session_ms: ms(12 * HOUR),
    /** After so long without a request, a browser shows money only after the payment password. */
    idle_ms: ms(15 * MINUTE),
    /** How long the link in an alert freezes the account. */
    alert_link_ms: ms(7 * DAY),
  }),
)

/** Six-digit codes that go to an address. */
export const codePolicy = definePolicy(
  'identity.codes',
  z.strictObject({
    life_ms: ms(5 * MINUTE),
    tries: count(5),
    resend_ms: ms(60 * SECOND),
    /** To one address; what anybody can cause is counted apart from what only the customer can. */
    per_hour: count(5),
    per_day: count(10),
  }),
)

/** Numbers that no installation needs to change. Times in ms. */
export const policy = {
  payment_password: { tries: 5, lock: 3 * HOUR },
  /** How long ended things are kept to be looked into; codes that were sent are counted for a day. */
  keep: {
    sign_ups: 2 * DAY,
    sign_ins: 2 * DAY,
    challenges: 2 * DAY,
    sessions: 90 * DAY,
    codes: 2 * DAY,
    locks: 30 * DAY,
    devices: 400 * DAY,
    /** After their end; together with the life of a link well under that of the events they belong to. */
    alerts: 30 * DAY,
    events: 400 * DAY,
  },
} as const
