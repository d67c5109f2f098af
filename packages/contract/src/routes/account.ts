import { z } from 'zod'
import { id, Locale, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { Verification } from './proof.ts'

/** E-mail or phone as typed; normalised and checked by the server. */
export const identifier = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .meta({ description: 'E-mail address or phone number (+86 assumed)', example: 'lin@example.com' })
export const password = z.string().min(8).max(256).meta({ description: 'Any characters, 8 to 256' })
export const enteredPassword = z.string().min(1).max(256)
export const paymentPassword = z
  .string()
  .regex(/^\d{6}$/)
  .meta({ description: 'Six digits', example: '739152' })

/** `code`: an SMS or e-mail code at each sign-in; `totp`: an authenticator app, which then replaces such codes. */
export const twoFactorStates = ['off', 'code', 'totp'] as const

/** While it lasts, money goes only to payees used before, and only in small amounts. */
export const OutboundHold = z
  .strictObject({
    until: timestamp,
    reason: z.enum(['password_reset', 'payment_password_reset', 'contact_changed', 'support_assisted']),
  })
  .meta({ id: 'OutboundHold' })
export type OutboundHold = z.infer<typeof OutboundHold>

export const Customer = z
  .strictObject({
    id: id('customer'),
    name: z.string(),
    locale: Locale,
    email: z.string().nullable(),
    phone: z.string().nullable(),
    payment_password: z.enum(['unset', 'set', 'locked']),
    payment_password_locked_until: timestamp.nullable(),
    two_factor: z.enum(twoFactorStates),
    verification_class: z.int().min(1).max(3),
    frozen_at: timestamp.nullable().meta({ description: 'Set: nothing goes out until the account is unfrozen' }),
    outbound_hold: OutboundHold.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Customer' })
export type Customer = z.infer<typeof Customer>

export const SignedIn = z
  .strictObject({
    customer: Customer,
    expires_at: timestamp,
    token: z
      .string()
      .optional()
      .meta({ description: 'Bearer token, only when asked for; browsers get a cookie instead' }),
    device_token: z.string().optional().meta({
      description:
        'With `token`: names this device from now on, so that it is known at the next sign-in; browsers get a cookie',
    }),
  })
  .meta({ id: 'SignedIn' })

export const token = z
  .boolean()
  .default(false)
  .meta({ description: 'true: answer with a bearer token and set no cookie' })

export const accountRoutes = {
  startSignUp: route('startSignUp', {
    summary: 'Start a sign-up: a code goes to the address. Answers the same whether or not an account exists.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ identifier, locale: Locale.default('zh-CN') }),
    status: 202,
    response: shape({ sign_up_id: id('sign_up'), expires_at: timestamp, resend_at: timestamp }),
    errors: ['IDENTIFIER_INVALID', 'CODE_TOO_SOON', 'CODE_LIMIT'],
  }),
  confirmSignUp: route('confirmSignUp', {
    summary: 'Finish a sign-up with the code; the customer is signed in',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: shape({ sign_up_id: id('sign_up') }),
    body: shape({
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/),
      name: text(40),
      password,
      token,
    }),
    status: 201,
    response: SignedIn,
    errors: ['CODE_WRONG', 'PASSWORD_WEAK'],
  }),
  getMe: route('getMe', {
    summary: 'The signed-in customer',
    tag: 'account',
    realms: ['customer'],
    status: 200,
    response: Customer,
  }),
  updateMe: route('updateMe', {
    summary: 'Change name or language',
    tag: 'account',
    realms: ['customer'],
    body: shape({ name: text(40).optional(), locale: Locale.optional() }),
    status: 200,
    response: Customer,
  }),
  setPaymentPassword: route('setPaymentPassword', {
    summary: 'Set the payment password, or change it with the current one',
    tag: 'account',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ payment_password: paymentPassword, current_payment_password: paymentPassword.optional() }),
    status: 200,
    response: Customer,
    errors: ['PAYMENT_PASSWORD_WEAK', 'PAYMENT_PASSWORD_WRONG', 'PAYMENT_PASSWORD_LOCKED'],
  }),
  resetPaymentPassword: route('resetPaymentPassword', {
    summary:
      'Set a forgotten or locked payment password anew, with the sign-in password and a second factor. Unlocks at once; money leaves under a hold for a day.',
    tag: 'account',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({
      payment_password: paymentPassword,
      password: enteredPassword,
      verification: Verification.optional(),
    }),
    status: 200,
    response: Customer,
    errors: ['PAYMENT_PASSWORD_WEAK', 'CREDENTIALS_WRONG', 'FACTOR_NEEDED', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  changePassword: route('changePassword', {
    summary: 'Change the sign-in password with the current one. Every other session ends; every address is told.',
    tag: 'account',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ current_password: enteredPassword, password, verification: Verification.optional() }),
    status: 200,
    response: Customer,
    errors: ['CREDENTIALS_WRONG', 'PASSWORD_WEAK', 'FACTOR_NEEDED', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
}
