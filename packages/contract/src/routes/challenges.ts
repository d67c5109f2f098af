import { z } from 'zod'
import { id, timestamp } from '../common.ts'
import { Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { identifier } from './account.ts'
import { webauthnJson } from './proof.ts'

/** `code`: sent by SMS or e-mail; `totp`: of the authenticator app, where a recovery code counts too; `passkey`: signed by one. */
export const challengeMethods = ['code', 'totp', 'passkey'] as const

const operation = <Name extends string, Fields extends z.ZodRawShape = Record<never, never>>(
  name: Name,
  fields?: Fields,
) =>
  shape({
    operation: z.literal(name),
    method: z
      .enum(challengeMethods)
      .optional()
      .meta({ description: 'How; default the strongest that needs no passkey' }),
    ...(fields as Fields),
  })

/** What a challenge confirms: money to a payee, or a change of the account. */
export const ConfirmedOperation = z
  .discriminatedUnion('operation', [
    operation('pay_order', { order_id: id('order') }),
    operation('transfer', { payee_id: id('payee'), amount: PositiveMoney }),
    operation('withdraw', { card_id: id('card'), amount: PositiveMoney }),
    operation('change_password'),
    operation('reset_payment_password'),
    operation('add_contact', { identifier }),
    operation('remove_contact', { contact_id: id('contact') }),
    operation('set_phrase'),
    operation('disable_totp'),
    operation('renew_recovery_codes'),
    operation('set_code_factor'),
    operation('add_passkey'),
    operation('remove_passkey', { passkey_id: id('passkey') }),
    operation('unfreeze'),
    operation('export_data'),
    operation('close_account'),
  ])
  .meta({ id: 'ConfirmedOperation' })
export type ConfirmedOperation = z.infer<typeof ConfirmedOperation>
/** Operations on the account that want a second factor. */
export type AccountOperation = Exclude<ConfirmedOperation['operation'], 'pay_order' | 'transfer' | 'withdraw'>

export const Challenge = z
  .strictObject({
    id: id('challenge'),
    method: z.enum(challengeMethods),
    methods: z
      .array(z.enum(challengeMethods))
      .meta({ description: 'What this customer may use here, the strongest first' }),
    sent_to: z.string().nullable().meta({ description: 'Masked address; null when nothing was sent' }),
    passkey_options: webauthnJson
      .nullable()
      .meta({ description: 'Its challenge is made of payee and amount, so they are signed over' }),
    payee: z.string().nullable(),
    amount: Money.nullable(),
    expires_at: timestamp,
    resend_at: timestamp.nullable(),
  })
  .meta({ id: 'Challenge', description: 'Confirms this operation, this payee and this amount, and nothing else' })
export type Challenge = z.infer<typeof Challenge>

export const challengeRoutes = {
  startChallenge: route('startChallenge', {
    summary: 'Get a second factor for one operation; a code that is sent names payee and amount',
    tag: 'account',
    realms: ['customer'],
    rateLimit: 'credential',
    body: ConfirmedOperation,
    status: 201,
    response: Challenge,
    errors: [
      'CODE_TOO_SOON',
      'CODE_LIMIT',
      'CURRENCY_UNSUPPORTED',
      'FACTOR_UNAVAILABLE',
      'PASSKEY_ADDRESS',
      'IDENTIFIER_INVALID',
    ],
  }),
}
