import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Webhook } from 'standardwebhooks'
import { SECOND } from '../../platform/index.ts'
import { AddressRefused, guardedLookup, isAllowedAddress, literalAddress } from './address-guard.ts'

/** How long an endpoint may take to answer. */
export const SEND_TIMEOUT_MS = 10 * SECOND
/** No more of an answer is read: only its status matters. Bytes. */
const ANSWER_LIMIT = 16 * 1024

export type WebhookMessage = {
  url: string
  /** Stays the same however often the message is sent. */
  id: string
  body: string
  /** Every one signs: during a rotation there are two. */
  secrets: readonly string[]
  /** When it is sent. */
  at: Date
}

/** What an attempt brought: an HTTP status, or why there was none. */
export type Sent = { status: number | null; error: string | null }

/** The headers by which a receiver knows the sender, by Standard Webhooks. */
export const signedHeaders = ({ id, body, secrets, at }: WebhookMessage): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / SECOND)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
})

/**
 * Sends a message once. A 2xx answer is success; redirects are not followed, and an address that is not public is not connected to. Never throws for what
 * the other side does.
 */
export const sendWebhook = async (
  message: WebhookMessage,
  options: { allowLoopback: boolean; timeoutMs?: number },
): Promise<Sent> => {
  const { allowLoopback, timeoutMs = SEND_TIMEOUT_MS } = options
  const url = URL.parse(message.url)
  if (!url) return { status: null, error: 'the address is not a URL' }
  const literal = literalAddress(url)
  if (literal !== null && !isAllowedAddress(literal, allowLoopback))
    return { status: null, error: 'the address is not a public one' }
  if (url.protocol !== 'https:' && !allowLoopback) return { status: null, error: 'the address is not https' }
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return { status: await post(url, message, guardedLookup(allowLoopback), signal), error: null }
  } catch (error) {
    return { status: null, error: signal.aborted ? `no answer within ${timeoutMs / SECOND} s` : wordsOf(error) }
  }
}

const post = (
  url: URL,
  message: WebhookMessage,
  lookup: ReturnType<typeof guardedLookup>,
  signal: AbortSignal,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, {
      method: 'POST',
      agent: false,
      lookup,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'Topay-Webhooks/1',
        ...signedHeaders(message),
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      let read = 0
      const done = (): void => {
        resolve(response.statusCode ?? 0)
        request.destroy()
      }
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > ANSWER_LIMIT) done()
      })
      response.on('end', done)
      response.on('error', reject)
    })
    request.end(message.body)
  })

const wordsOf = (error: unknown): string => {
  if (error instanceof AddressRefused) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return code ?? (error instanceof Error ? error.message.slice(0, 200) : 'could not be sent')
}
