import * as oidc from 'openid-client'
import { AppError, type Log, MINUTE, now } from '../platform/index.ts'
import type { StaffConfig } from './deps.ts'

/** What ties the provider's answer to our question: kept sealed until it comes. */
export type Asked = { state: string; nonce: string; verifier: string; redirect_uri: string }

/** Somebody as the provider knows them. `factors`: how they showed there who they are (claims `amr` and `acr`). */
export type Identity = {
  issuer: string
  subject: string
  email: string | null
  email_verified: boolean
  factors: { amr: string[]; acr: string | null }
}

export type IdentityProvider = {
  name: string
  /** A question to the provider, and where the browser goes with it. Throws SINGLE_SIGN_ON_AWAY. */
  ask: (log: Log) => Promise<{ asked: Asked; authorization_url: string }>
  /** Whom the answer is about. Throws SINGLE_SIGN_ON_REFUSED, SINGLE_SIGN_ON_AWAY. */
  answer: (asked: Asked, callbackUrl: string, log: Log) => Promise<Identity>
}

/** How long its self-description is believed, and how long it may take to answer. */
const DISCOVERED_MS = 10 * MINUTE
const TIMEOUT_S = 10

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof oidc.ResponseBodyError) return error.status
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Response ? cause.status : undefined
}

/** Whether it could not be reached or is ill, rather than saying no. */
const isAway = (error: unknown): boolean => {
  if (error instanceof oidc.ClientError && ['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(error.code ?? '')) return true
  // What fetch throws when there is no answer; errors of ours have a code.
  if (error instanceof TypeError) return !('code' in error)
  return (statusOf(error) ?? 0) >= 500
}

const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)

const textList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

/**
 * The OpenID Connect provider of the settings; null when there is none. Authorization code flow with PKCE, state and nonce; plain HTTP to loopback only.
 * `publicUrl`: where the browser comes back, `<public url>/desk/single-sign-on`.
 */
export const identityProvider = (config: StaffConfig, publicUrl: () => string): IdentityProvider | null => {
  const { TOPAY_OIDC_ISSUER: issuer, TOPAY_OIDC_CLIENT_ID: clientId, TOPAY_OIDC_CLIENT_SECRET: secret } = config
  if (issuer === undefined || clientId === undefined || secret === undefined) return null
  const server = new URL(issuer)
  let known: { client: oidc.Configuration; until: number } | undefined

  const discover = async (log: Log): Promise<oidc.Configuration> => {
    if (known && known.until > now().getTime()) return known.client
    try {
      const client = await oidc.discovery(server, clientId, secret, oidc.ClientSecretBasic(secret), {
        timeout: TIMEOUT_S,
        execute: isLoopback(server) ? [oidc.allowInsecureRequests] : [],
      })
      known = { client, until: now().getTime() + DISCOVERED_MS }
      return client
    } catch (error) {
      log.warn({ err: error }, 'the identity provider does not describe itself')
      throw new AppError('SINGLE_SIGN_ON_AWAY', { cause: error })
    }
  }

  const refuse = (error: unknown, log: Log): AppError => {
    log.warn({ err: error }, 'single sign-on failed')
    return new AppError(isAway(error) ? 'SINGLE_SIGN_ON_AWAY' : 'SINGLE_SIGN_ON_REFUSED', { cause: error })
  }

  return {
    name: config.TOPAY_OIDC_NAME,
    ask: async (log) => {
      const client = await discover(log)
      const asked = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        redirect_uri: `${publicUrl()}/desk/single-sign-on`,
      }
      const url = oidc.buildAuthorizationUrl(client, {
        redirect_uri: asked.redirect_uri,
        scope: 'openid email',
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: 'S256',
      })
      return { asked, authorization_url: url.href }
    },
    answer: async (asked, callbackUrl, log) => {
      const callback = URL.parse(callbackUrl)
      if (!callback || `${callback.origin}${callback.pathname}` !== asked.redirect_uri)
        throw new AppError('SINGLE_SIGN_ON_REFUSED')
      const client = await discover(log)
      try {
        const tokens = await oidc.authorizationCodeGrant(client, callback, {
          pkceCodeVerifier: asked.verifier,
          expectedState: asked.state,
          expectedNonce: asked.nonce,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new AppError('SINGLE_SIGN_ON_REFUSED')
        // Many providers tell the address only when asked for it with the access token.
        const person =
          claims.email === undefined && client.serverMetadata().userinfo_endpoint !== undefined
            ? await oidc.fetchUserInfo(client, tokens.access_token, claims.sub)
            : claims
        return {
          issuer: claims.iss,
          subject: claims.sub,
          email: typeof person.email === 'string' ? person.email : null,
          email_verified: person.email_verified === true,
          factors: { amr: textList(claims.amr), acr: typeof claims.acr === 'string' ? claims.acr : null },
        }
      } catch (error) {
        throw error instanceof AppError ? error : refuse(error, log)
      }
    },
  }
}
