import { z } from 'zod'
import { timestamp } from '../common.ts'
import { failureCodes } from '../failures.ts'
import { Money } from '../money.ts'

export const failureCode = z.enum(failureCodes).meta({ id: 'FailureCode', description: 'Code of the failure taxonomy' })

/** Where the customer's money is, in one word. */
export const moneyMoved = z.enum(['no', 'yes', 'held', 'unknown', 'returning', 'returned']).meta({
  description:
    'Where the customer’s money is, in one word. returning, returned: the bank took it for what did not go through, and it is on its way back, or back',
})

export const limitKinds = ['class', 'auth_day', 'own_payment', 'own_day'] as const

/** A limit as it stood when it refused something: what it allows, what of it was used, and from when there is more. */
export const LimitFacts = z
  .strictObject({
    kind: z.enum(limitKinds).meta({
      description:
        'class: of the verification class; auth_day: a day’s cap for this strength of confirmation; own_*: set by the customer',
    }),
    limit: Money,
    used: Money,
    resets_at: timestamp.nullable().meta({ description: 'Null when time alone does not raise it' }),
  })
  .meta({ id: 'LimitFacts' })
export type LimitFacts = z.infer<typeof LimitFacts>

/** What goes with a failure code, the same on everything that can be refused. */
export const refusalFacts = {
  failure_code: failureCode.nullable(),
  shortfall: Money.nullable().meta({ description: 'BAL_WALLET: what was missing' }),
  tries_left: z.int().nullable().meta({ description: 'SEC_PIN_WRONG, SEC_2FA_FAIL: tries left' }),
  locked_until: timestamp.nullable().meta({ description: 'SEC_PIN_LOCK, SEC_COOLDOWN, SYS_MAINT: until when' }),
  limit: LimitFacts.nullable().meta({ description: 'LIM_CLASS, LIM_AUTH_DAY, LIM_OWN: which limit' }),
}
