import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError, type Client, createClient } from '@topay/contract'

/** A program's way to the API of a server process: sign-up by the demo outbox, and calls that survive a server that is down for a moment. */
export const apiOf = (url: string, token?: string): Client => createClient({ baseUrl: url, token, locale: () => 'en' })

/** Calls again until the server answers; what it refuses is thrown. Safe for operations that carry an Idempotency-Key and for reads. */
export const persistently = async <T>(call: () => Promise<T>, patienceMs = 60_000): Promise<T> => {
  const end = Date.now() + patienceMs
  for (;;) {
    try {
      return await call()
    } catch (error) {
      const final = error instanceof ApiError && !error.problem.retryable
      if (final || Date.now() > end) throw error
      await pause(40)
    }
  }
}

/** Signs a new customer up and answers with the tokens and a client. */
export const signUpCustomer = async (
  url: string,
  name = '陈思远',
): Promise<{ id: string; token: string; device_token: string; api: Client }> => {
  const anonymous = apiOf(url)
  const identifier = `${randomUUID()}@example.com`
  const { sign_up_id } = await anonymous('startSignUp', { body: { identifier } })
  const sent = await anonymous('listDemoOutbox', { query: { to: identifier } })
  const {
    customer,
    token = '',
    device_token = '',
  } = await anonymous('confirmSignUp', {
    params: { sign_up_id },
    body: { code: sent.items[0]?.code ?? '', name, password: 'correct horse battery', token: true },
  })
  return { id: customer.id, token, device_token, api: apiOf(url, token) }
}
