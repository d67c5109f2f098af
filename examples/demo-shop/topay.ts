import { Webhook } from 'standardwebhooks'

/** What the shop reads of an order of Topay. */
export type TopayOrder = {
  id: string
  merchant_reference: string | null
  description: string
  amount: { amount: number; currency: string }
  status: 'open' | 'paid' | 'closed'
  checkout_url: string
  expires_at: string
}

/** An event as it arrives at the webhook. */
export type TopayEvent = { type: string; data: { order_id?: string; merchant_reference?: string | null } }

/** An answer of the API that is no success; `code` is stable. */
export class TopayError extends Error {
  readonly code: string
  constructor(problem: { code: string; detail: string }) {
    super(`${problem.code}: ${problem.detail}`)
    this.code = problem.code
  }
}

/** All that the shop needs of Topay: the public merchant API with the shop's own key, and nothing else. */
export const connectTopay = (options: { url: string; apiKey: string }) => {
  const call = async <T>(method: string, path: string, body?: object, idempotencyKey?: string): Promise<T> => {
    const response = await fetch(new URL(`/api/v1${path}`, options.url), {
      method,
      headers: {
        authorization: `Bearer ${options.apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status === 204) return undefined as T
    const answer: unknown = await response.json()
    if (!response.ok) throw new TopayError(answer as { code: string; detail: string })
    return answer as T
  }

  return {
    /** Makes an order once per reference: sent twice, it is the same order. */
    createOrder: (order: { reference: string; amount: number; description: string; returnUrl: string }) =>
      call<TopayOrder>(
        'POST',
        '/orders',
        {
          amount: { amount: order.amount, currency: 'CNY' },
          description: order.description,
          merchant_reference: order.reference,
          return_url: order.returnUrl,
        },
        order.reference,
      ),

    /** The order with this reference of ours; undefined when there is none. */
    findOrder: async (reference: string): Promise<TopayOrder | undefined> => {
      const found = await call<{ items: TopayOrder[] }>(
        'GET',
        `/merchant/orders?merchant_reference=${encodeURIComponent(reference)}`,
      )
      return found.items[0]
    },

    /**
     * Has events sent to `url` and returns the secret they are signed with. What an earlier start of the shop registered for the same address is removed:
     * its secret is gone.
     */
    listenAt: async (url: string): Promise<string> => {
      const { items } = await call<{ items: { id: string; url: string }[] }>('GET', '/merchant/webhook-endpoints')
      for (const old of items)
        if (old.url === url) await call('DELETE', `/merchant/webhook-endpoints/${encodeURIComponent(old.id)}`)
      const events = ['payment.succeeded', 'payment.failed', 'order.closed']
      const { secret } = await call<{ secret: string }>('POST', '/merchant/webhook-endpoints', { url, events })
      return secret
    },
  }
}

/** Reads an event if it is signed with our secret and fresh; throws otherwise. */
export const readEvent = (secret: string, body: string, headers: Record<string, string>): TopayEvent =>
  new Webhook(secret).verify(body, headers) as TopayEvent
