import type { MerchantScope, Role } from '@topay/contract'

/** `idle`: a browser that was left alone too long; it sees no money until the payment password is given. */
export type CustomerActor = { realm: 'customer'; id: string; session_id: string; idle?: boolean }
export type StaffActor = { realm: 'staff'; id: string; session_id: string; roles: Role[] }
export type MerchantActor = { realm: 'merchant'; id: string; key_id: string; scopes: MerchantScope[] }
/** Somebody who proved an address and asks for an account back; `id` is the recovery's. */
export type ApplicantActor = { realm: 'applicant'; id: string }
export type Actor = CustomerActor | StaffActor | MerchantActor | ApplicantActor

/** Prefixes of tokens, so that a token of another kind gets a clear answer instead of "not signed in". */
export const tokenPrefixes = { customer: 'tc', applicant: 'ta', staff: 'ts', merchant: 'mk' } as const
/** `device` names a browser that a customer proved to be theirs; it opens nothing by itself. */
const plainNames = {
  customer: 'topay_customer',
  applicant: 'topay_applicant',
  staff: 'topay_staff',
  device: 'topay_device',
} as const
export type CookieName = keyof typeof plainNames
type CookieNames = Readonly<Record<CookieName, string>>

/** What browsers take from this very host over TLS only: no sibling site, and nobody on the way, can put one there. */
const hostNames: CookieNames = {
  customer: `__Host-${plainNames.customer}`,
  applicant: `__Host-${plainNames.applicant}`,
  staff: `__Host-${plainNames.staff}`,
  device: `__Host-${plainNames.device}`,
}

/** The names of our cookies at a public address; the prefix `__Host-` works over https only. */
export const cookieNamesAt = (publicUrl: string | undefined): CookieNames =>
  publicUrl?.startsWith('https:') === true ? hostNames : plainNames

/** Looks a token up; null when it is unknown, expired or revoked. One for each realm, given by the module that owns it. */
export type Authenticators = Record<keyof typeof tokenPrefixes, (token: string) => Promise<Actor | null>>

/** Who did something, for the audit trail and for rows. */
export type Doer = { kind: 'customer' | 'staff' | 'system'; id: string; request_id?: string }
