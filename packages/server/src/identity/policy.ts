import { DAY, HOUR, MINUTE, SECOND } from '../platform/index.ts'

/** The numbers of identity in one place. Times in ms. */
export const policy = {
  session: { life: 12 * HOUR },
  code: {
    life: 5 * MINUTE,
    tries: 5,
    resend: 60 * SECOND,
    /** How many codes one address gets within how long. */
    limits: [
      { codes: 5, within: HOUR },
      { codes: 10, within: DAY },
    ],
  },
  payment_password: { tries: 5, lock: 3 * HOUR },
  /** How long ended sign-ups, challenges and sessions are kept to be looked into. */
  keep: { sign_ups: 2 * DAY, challenges: 2 * DAY, sessions: 90 * DAY },
} as const
