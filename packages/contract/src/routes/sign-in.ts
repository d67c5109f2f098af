import { z } from 'zod'
import { id, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { enteredPassword, identifier, paymentPassword, SignedIn, token } from './account.ts'
import { FactorChoice, FactorProof, sentCode, sixDigits, webauthnJson } from './proof.ts'

const deviceToken = z
  .string()
  .max(100)
  .optional()
  .meta({ description: 'What an earlier sign-in answered; browsers send a cookie' })

/** A sign-in that wants one more step. */
export const SignInPending = z
  .strictObject({
    sign_in_id: id('sign_in'),
    reason: z.enum(['two_factor', 'new_device']),
    methods: z.array(FactorChoice).meta({ description: 'The strongest first; recovery codes last' }),
    expires_at: timestamp,
  })
  .meta({ id: 'SignInPending' })
export type SignInPending = z.infer<typeof SignInPending>

const SignInAnswer = z.union([SignedIn, SignInPending])
const signInParams = shape({ sign_in_id: id('sign_in') })

export const signInRoutes = {
  signIn: route('signIn', {
    summary: 'Sign in with e-mail or phone and password. A new device, or two-factor, wants a second step.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ identifier, password: enteredPassword, token, device_token: deviceToken }),
    status: 201,
    response: SignInAnswer,
    errors: ['CREDENTIALS_WRONG', 'SIGN_IN_PAUSED'],
  }),
  startSignInCode: route('startSignInCode', {
    summary:
      'Sign in without the password: a code goes to the address. Answers the same whether or not it has an account.',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    body: shape({ identifier }),
    status: 202,
    response: shape({ sign_in_id: id('sign_in'), ...sentCode }),
    errors: ['IDENTIFIER_INVALID', 'CODE_TOO_SOON', 'CODE_LIMIT'],
  }),
  confirmSignInCode: route('confirmSignInCode', {
    summary: 'Finish a sign-in by code; an account with an authenticator app still wants that',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: signInParams,
    body: shape({ code: sixDigits, token, device_token: deviceToken }),
    status: 201,
    response: SignInAnswer,
    errors: ['CODE_WRONG'],
  }),
  sendSecondFactorCode: route('sendSecondFactorCode', {
    summary: 'Have the code of the second step sent',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: signInParams,
    body: shape({ method: z.enum(['sms', 'email']) }),
    status: 202,
    response: shape({ sent_to: z.string(), ...sentCode }),
    errors: ['SIGN_IN_ENDED', 'FACTOR_UNAVAILABLE', 'CODE_TOO_SOON', 'CODE_LIMIT'],
  }),
  startSecondFactorPasskey: route('startSecondFactorPasskey', {
    summary: 'Options for the passkey of the second step',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: signInParams,
    status: 200,
    response: shape({ options: webauthnJson }),
    errors: ['SIGN_IN_ENDED', 'FACTOR_UNAVAILABLE', 'PASSKEY_ADDRESS'],
  }),
  verifySecondFactor: route('verifySecondFactor', {
    summary: 'The second step of a sign-in; the customer is signed in',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: signInParams,
    body: shape({
      proof: FactorProof,
      remember_device: z
        .boolean()
        .default(true)
        .meta({ description: 'Asks this device for no second step again for a while, unless two-factor is on' }),
      token,
    }),
    status: 201,
    response: SignedIn,
    errors: ['SIGN_IN_ENDED', 'FACTOR_UNAVAILABLE', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  startPasskeySignIn: route('startPasskeySignIn', {
    summary: 'Sign in with a passkey alone: options for the browser',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    status: 201,
    response: shape({ sign_in_id: id('sign_in'), options: webauthnJson, expires_at: timestamp }),
    errors: ['PASSKEY_ADDRESS'],
  }),
  confirmPasskeySignIn: route('confirmPasskeySignIn', {
    summary: 'Finish a sign-in with a passkey; it is both factors in one',
    tag: 'account',
    realms: ['public'],
    rateLimit: 'credential',
    params: signInParams,
    body: shape({ passkey: webauthnJson, token, device_token: deviceToken }),
    status: 201,
    response: SignedIn,
    errors: ['SIGN_IN_ENDED', 'PASSKEY_REFUSED'],
  }),
  signOut: route('signOut', { summary: 'End this session', tag: 'account', realms: ['customer'], status: 204 }),
  unlockSession: route('unlockSession', {
    summary: 'Show money again after the browser was idle: with the payment password',
    tag: 'account',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ payment_password: paymentPassword }),
    status: 204,
    errors: ['PAYMENT_PASSWORD_WRONG', 'PAYMENT_PASSWORD_LOCKED'],
  }),
}
