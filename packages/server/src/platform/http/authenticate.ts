import { allows, type MerchantScope, type Permission, type Realm } from '@topay/contract'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../app-error.ts'
import { type Actor, type Authenticators, cookieNamesAt, tokenPrefixes } from './actor.ts'

const realmOfToken = (token: string): keyof typeof tokenPrefixes | undefined => {
  const prefix = token.slice(0, token.indexOf('_'))
  const realms = Object.keys(tokenPrefixes) as (keyof typeof tokenPrefixes)[]
  return realms.find((realm) => tokenPrefixes[realm] === prefix)
}

/** The token of a request: bearer for programs, else the cookie of one of the realms. */
const tokenOf = (
  request: FastifyRequest,
  realms: readonly Realm[],
  publicOrigin: string | undefined,
): { token: string; byCookie: boolean } | undefined => {
  const header = request.headers.authorization
  if (header !== undefined) {
    const bearer = /^Bearer ([\w-]{1,200})$/.exec(header)?.[1]
    return { token: bearer ?? '', byCookie: false }
  }
  const names = cookieNamesAt(publicOrigin)
  for (const realm of realms) {
    const token = realm === 'public' || realm === 'merchant' ? undefined : request.cookies[names[realm]]
    if (token) return { token, byCookie: true }
  }
  return undefined
}

/**
 * A browser sends cookies by itself, so whatever a cookie authorises must come from our own pages: SameSite=Strict keeps other sites out, and this check
 * of the Origin header holds where that does not reach (old browsers, a sibling site on the same domain). Programs with bearer tokens are not concerned.
 */
export const requireOwnOrigin = (request: FastifyRequest, publicOrigin: string | undefined): void => {
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw new AppError('ORIGIN_REFUSED')
  const origin = request.headers.origin
  if (origin === undefined) return
  const host = URL.parse(origin)?.host
  if (origin !== publicOrigin && host !== request.host) throw new AppError('ORIGIN_REFUSED')
}

/**
 * Finds out who asks, for one of the realms that a route allows; a permission is checked against the roles of a staff member, a
 * scope against those of a merchant's key. Throws NOT_SIGNED_IN, TOKEN_WRONG_KIND, PERMISSION_MISSING, KEY_SCOPE_MISSING, ORIGIN_REFUSED.
 */
export const authenticate = async (
  request: FastifyRequest,
  wanted: { realms: readonly Realm[]; permission?: Permission | undefined; scope?: MerchantScope | undefined },
  by: Authenticators,
  publicOrigin: string | undefined,
): Promise<Actor> => {
  const credential = tokenOf(request, wanted.realms, publicOrigin)
  if (!credential) throw new AppError('NOT_SIGNED_IN')
  const realm = realmOfToken(credential.token)
  if (!realm) throw new AppError('NOT_SIGNED_IN')
  if (!wanted.realms.includes(realm)) throw new AppError('TOKEN_WRONG_KIND')
  if (credential.byCookie && request.method !== 'GET') requireOwnOrigin(request, publicOrigin)
  const actor = await by[realm](credential.token)
  if (!actor) throw new AppError('NOT_SIGNED_IN')
  if (wanted.permission && !(actor.realm === 'staff' && allows(actor.roles, wanted.permission)))
    throw new AppError('PERMISSION_MISSING')
  if (wanted.scope && actor.realm === 'merchant' && !actor.scopes.includes(wanted.scope))
    throw new AppError('KEY_SCOPE_MISSING')
  return actor
}
