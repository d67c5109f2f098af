import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** Somebody whom the provider knows. */
export type Person = { email: string; email_verified: boolean }

const CLIENT = { client_id: 'topay-desk', client_secret: 'secret-of-the-desk-1' }

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return new URLSearchParams(body)
}

/**
 * A real OpenID Connect provider on loopback. `redirectUri` is where the desk wants browsers back. `people`: by subject, may be changed. `away` and `back`
 * close and open its port; it forgets nothing.
 */
export const startIdentityProvider = async (redirectUri: string) => {
  const people = new Map<string, Person>()
  const answer: { handle: (request: IncomingMessage, response: ServerResponse) => void } = { handle: () => {} }
  const server = createServer((request, response) => answer.handle(request, response))
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const issuer = `http://127.0.0.1:${port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  const provider = new Provider(issuer, {
    clients: [
      { ...CLIENT, redirect_uris: [redirectUri], response_types: ['code'], grant_types: ['authorization_code'] },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
    // The desk is the company's own: nobody is asked whether it may know them.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  })
  const callback = provider.callback()

  /** Its sign-in page: a form of who one is and how one showed it; `refuse` is the button that says no. */
  const signInPage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html')
      response.end('<form method="post"><input name="login"></form>')
      return
    }
    const form = await formOf(request)
    const result = form.has('refuse')
      ? { error: 'access_denied', error_description: 'the person said no' }
      : { login: { accountId: form.get('login') ?? '', amr: form.getAll('amr') } }
    await provider.interactionFinished(request, response, result)
  }
  answer.handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    signInPage(request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  }

  /** Follows an authorization URL as a browser with its own cookies would, fills in the form, and answers where the provider sends the browser back. */
  const signInAs = async (authorizationUrl: string, form: Record<string, string>): Promise<string> => {
    const cookies = new Map<string, string>()
    let url = authorizationUrl
    let body: URLSearchParams | undefined
    for (let hops = 0; hops < 10; hops++) {
      const response = await fetch(url, {
        redirect: 'manual',
        method: body ? 'POST' : 'GET',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body && { body }),
      })
      const text = await response.text()
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const [name = '', ...value] = pair.split('=')
        cookies.set(name, value.join('='))
      }
      const location = response.headers.get('location')
      if (location) {
        url = new URL(location, url).href
        body = undefined
        if (url.startsWith(redirectUri)) return url
      } else if (response.ok && body === undefined) {
        body = new URLSearchParams(form)
      } else throw new Error(`the provider answered ${response.status}: ${text.slice(0, 500)}`)
    }
    throw new Error('the provider sends the browser in circles')
  }

  const away = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  return {
    issuer,
    settings: {
      TOPAY_OIDC_ISSUER: issuer,
      TOPAY_OIDC_CLIENT_ID: CLIENT.client_id,
      TOPAY_OIDC_CLIENT_SECRET: CLIENT.client_secret,
      TOPAY_OIDC_NAME: 'Company account',
    },
    people,
    signInAs,
    away,
    back: async (): Promise<void> => {
      await listen(port)
    },
    close: away,
  }
}
