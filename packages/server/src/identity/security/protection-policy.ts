import { z } from 'zod'
import { DAY, definePolicy, HOUR } from '../../platform/index.ts'

const ms = (standard: number) => z.int().min(0).default(standard)
const count = (standard: number) => z.int().min(1).default(standard)

/** How long money leaves only in small amounts to those who were paid before, by what happened to the account. */
export const holdPolicy = definePolicy(
  'identity.hold',
  z.strictObject({
    password_reset_ms: ms(DAY),
    payment_password_reset_ms: ms(DAY),
    contact_changed_ms: ms(3 * DAY),
    support_assisted_ms: ms(3 * DAY),
    /** What may leave all the same on a day in China, to people and merchants who were paid before. Fen. */
    small_day_amount: z.int().min(0).default(20_000),
  }),
)

export const contactPolicy = definePolicy(
  'identity.contacts',
  z.strictObject({
    /** Addresses that one account may have. */
    most: count(6),
    /** How long a new address waits for its code. */
    change_life_ms: z.int().min(1).default(HOUR),
  }),
)

export const reminderPolicy = definePolicy(
  'identity.reminders',
  z.strictObject({
    /** A password older than this gets a reminder, never more than that: nobody is forced to change it. */
    password_age_ms: ms(365 * DAY),
    payment_password_age_ms: ms(365 * DAY),
  }),
)
