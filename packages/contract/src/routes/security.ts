import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { Customer, enteredPassword, identifier } from './account.ts'
import { sentCode, sixDigits, Verification, webauthnJson } from './proof.ts'
import { alertKinds } from './recovery.ts'

export const Session = z
  .strictObject({
    id: id('session'),
    current: z.boolean(),
    device: z.string().meta({ description: 'In words', example: 'Chrome · Android' }),
    place: LocalizedText.nullable().meta({
      description: 'Country or region by the address; null when it cannot be told',
    }),
    ip: z.string(),
    created_at: timestamp,
    last_seen_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const KnownDevice = z
  .strictObject({
    id: id('device'),
    current: z.boolean(),
    name: z.string(),
    place: LocalizedText.nullable(),
    first_seen_at: timestamp,
    last_seen_at: timestamp,
    sessions: z.int().meta({ description: 'Signed in there now' }),
  })
  .meta({ id: 'KnownDevice' })
export type KnownDevice = z.infer<typeof KnownDevice>

export const securityEventKinds = [
  'signed_up',
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'own_limits_changed',
  'not_me_reported',
  'month_reviewed',
  'identity_viewed',
  ...alertKinds,
] as const

export const SecurityEvent = z
  .strictObject({
    id: id('security_event'),
    kind: z.enum(securityEventKinds),
    at: timestamp,
    device: z.string().nullable(),
    place: LocalizedText.nullable(),
    ip: z.string().nullable(),
    detail: z.string().nullable().meta({ description: 'Such as the masked address that was added' }),
  })
  .meta({ id: 'SecurityEvent' })
export type SecurityEvent = z.infer<typeof SecurityEvent>

export const Contact = z
  .strictObject({
    id: id('contact'),
    kind: z.enum(['email', 'phone']),
    value: z.string(),
    verified_at: timestamp,
    primary: z.boolean().meta({ description: 'Where codes of this kind go' }),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>

export const Passkey = z
  .strictObject({
    id: id('passkey'),
    name: z.string(),
    synced: z.boolean(),
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'Passkey' })
export type Passkey = z.infer<typeof Passkey>

const verification = Verification.optional()

export const securityRoutes = {
  listSecurityEvents: route('listSecurityEvents', {
    summary: 'Sign-ins and sensitive changes, the latest first',
    tag: 'security',
    realms: ['customer'],
    query: shape({ ...pageQuery, kind: z.enum(['sign_in', 'change']).optional() }),
    status: 200,
    response: page(SecurityEvent),
  }),
  listSessions: route('listSessions', {
    summary: 'Where the customer is signed in',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(Session) }),
  }),
  revokeSession: route('revokeSession', {
    summary: 'End one session, at once',
    tag: 'security',
    realms: ['customer'],
    params: shape({ session_id: id('session') }),
    status: 204,
  }),
  revokeOtherSessions: route('revokeOtherSessions', {
    summary: 'End every session but this one',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ revoked: z.int() }),
  }),
  listDevices: route('listDevices', {
    summary: 'Devices that the account knows',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(KnownDevice) }),
  }),
  removeDevice: route('removeDevice', {
    summary: 'Forget a device: its sessions end and its next sign-in wants a second step',
    tag: 'security',
    realms: ['customer'],
    params: shape({ device_id: id('device') }),
    status: 204,
  }),
  listContacts: route('listContacts', {
    summary: 'E-mail addresses and phone numbers of the account',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(Contact) }),
  }),
  startAddContact: route('startAddContact', {
    summary: 'Add an address: a code goes to it. Money leaves under a hold for three days after it is confirmed.',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ identifier, verification }),
    status: 202,
    response: shape({ contact_change_id: id('contact_change'), ...sentCode }),
    errors: ['IDENTIFIER_INVALID', 'CODE_TOO_SOON', 'CODE_LIMIT', 'FACTOR_NEEDED', 'CODE_WRONG', 'CONTACTS_MANY'],
  }),
  confirmAddContact: route('confirmAddContact', {
    summary: 'Confirm the new address with the code that went to it',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    params: shape({ contact_change_id: id('contact_change') }),
    body: shape({ code: sixDigits }),
    status: 201,
    response: Contact,
    errors: ['CODE_WRONG'],
  }),
  removeContact: route('removeContact', {
    summary: 'Remove an address; one must remain. The old one is told.',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    params: shape({ contact_id: id('contact') }),
    body: shape({ verification }),
    status: 200,
    response: shape({ items: z.array(Contact) }),
    errors: ['FACTOR_NEEDED', 'CODE_WRONG', 'CONTACT_LAST'],
  }),
  setPhrase: route('setPhrase', {
    summary: 'Choose the anti-phishing phrase that stands in every message of ours',
    tag: 'security',
    realms: ['customer'],
    body: shape({ phrase: text(40, 2).nullable(), verification }),
    status: 200,
    response: shape({ phrase: z.string().nullable() }),
    errors: ['FACTOR_NEEDED', 'CODE_WRONG'],
  }),
  startTotp: route('startTotp', {
    summary: 'Begin to use an authenticator app: the secret, to be scanned or typed',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword }),
    status: 201,
    response: shape({ secret: z.string(), otpauth_url: z.string(), expires_at: timestamp }),
    errors: ['CREDENTIALS_WRONG', 'TWO_FACTOR_ON', 'SIGN_IN_PAUSED'],
  }),
  confirmTotp: route('confirmTotp', {
    summary: 'Turn two-factor on with a first code; the recovery codes are shown this once',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ code: sixDigits }),
    status: 200,
    response: shape({ recovery_codes: z.array(z.string()) }),
    errors: ['CODE_WRONG', 'TWO_FACTOR_ON'],
  }),
  disableTotp: route('disableTotp', {
    summary: 'Turn the authenticator app off',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword, verification }),
    status: 200,
    response: Customer,
    errors: ['CREDENTIALS_WRONG', 'FACTOR_NEEDED', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  renewRecoveryCodes: route('renewRecoveryCodes', {
    summary: 'New recovery codes; the old ones end',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ verification }),
    status: 200,
    response: shape({ recovery_codes: z.array(z.string()) }),
    errors: ['FACTOR_NEEDED', 'CODE_WRONG'],
  }),
  setCodeFactor: route('setCodeFactor', {
    summary: 'Ask for an SMS or e-mail code at every sign-in: weaker than an app or a passkey, better than none',
    tag: 'security',
    realms: ['customer'],
    body: shape({ on: z.boolean(), verification }),
    status: 200,
    response: Customer,
    errors: ['FACTOR_NEEDED', 'CODE_WRONG', 'TWO_FACTOR_ON'],
  }),
  listPasskeys: route('listPasskeys', {
    summary: 'Passkeys of the account',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(Passkey) }),
  }),
  startPasskey: route('startPasskey', {
    summary: 'Begin to add a passkey: options for the browser',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword, verification }),
    status: 201,
    response: shape({ options: webauthnJson, expires_at: timestamp }),
    errors: ['CREDENTIALS_WRONG', 'FACTOR_NEEDED', 'CODE_WRONG', 'PASSKEYS_MANY', 'PASSKEY_ADDRESS', 'SIGN_IN_PAUSED'],
  }),
  confirmPasskey: route('confirmPasskey', {
    summary: 'Add the passkey that the browser made',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ passkey: webauthnJson, name: text(40).optional() }),
    status: 201,
    response: shape({
      passkey: Passkey,
      recovery_codes: z.array(z.string()).nullable().meta({ description: 'With the first second factor only' }),
    }),
    errors: ['PASSKEY_REFUSED'],
  }),
  removePasskey: route('removePasskey', {
    summary: 'Remove a passkey',
    tag: 'security',
    realms: ['customer'],
    params: shape({ passkey_id: id('passkey') }),
    body: shape({ verification }),
    status: 200,
    response: shape({ items: z.array(Passkey) }),
    errors: ['FACTOR_NEEDED', 'CODE_WRONG'],
  }),
  freezeAccount: route('freezeAccount', {
    summary: 'Panic: nothing goes out, every other session ends, an urgent case opens. One tap, no questions.',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ frozen_at: timestamp, case_id: id('case'), revoked: z.int() }),
  }),
  unfreezeAccount: route('unfreezeAccount', {
    summary: 'Unfreeze with a strong second factor; without one, two people at Topay do it in the case',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword, verification }),
    status: 200,
    response: Customer,
    errors: [
      'CREDENTIALS_WRONG',
      'FACTOR_NEEDED',
      'CODE_WRONG',
      'STRONG_FACTOR_MISSING',
      'FROZEN_BY_TOPAY',
      'SIGN_IN_PAUSED',
    ],
  }),
}
