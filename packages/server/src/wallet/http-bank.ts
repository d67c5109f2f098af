import { z } from 'zod'
import type { Log } from '../platform/index.ts'
import type { BankConnector, DebitResult } from './bank-connector.ts'

const Linked = z.object({
  token: z.string().min(1),
  bank_name: z.object({ zh: z.string(), en: z.string() }),
  last4: z.string().regex(/^\d{4}$/),
  kind: z.enum(['debit', 'credit']),
})
const Refused = z.object({ error: z.string() })
const State = z.discriminatedUnion('status', [
  z.object({ status: z.literal('approved') }),
  z.object({ status: z.literal('declined'), code: z.string(), message: z.string() }),
  z.object({ status: z.literal('pending') }),
  z.object({ status: z.literal('not_found') }),
])

/** Errors of the network that come before a byte of the request was sent. */
const neverSent = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]

const networkCode = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/**
 * The connector to a bank that speaks the HTTP API of docs/sandbox-bank.md. A refused connection and the bank's own "nothing was charged" are certain;
 * a timeout, a broken connection or an answer that cannot be read are not, whatever the status. Card numbers are never logged.
 */
export const createHttpBank = (options: { url: string; timeoutMs: number; log: Log }): BankConnector => {
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(new URL(path, options.url), {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(options.timeoutMs),
    })
    return { status: response.status, body: await response.json() }
  }
  const failed = (operation: string, error: unknown): void =>
    options.log.warn({ bank: operation, reason: networkCode(error) || String(error) }, 'the bank did not answer')

  return {
    tokenise: async (number, holder) => {
      try {
        const answer = await call('POST', '/cards', { number, holder })
        const linked = Linked.safeParse(answer.body)
        if (answer.status === 201 && linked.success) {
          const { kind: card_kind, ...card } = linked.data
          return { kind: 'linked', ...card, card_kind }
        }
        const refused = Refused.safeParse(answer.body)
        if (answer.status === 422 && refused.success)
          return { kind: refused.data.error === 'number_invalid' ? 'invalid' : 'refused' }
        return answer.status === 400 ? { kind: 'invalid' } : { kind: 'unreachable' }
      } catch (error) {
        failed('tokenise', error)
        return { kind: 'unreachable' }
      }
    },

    debit: async ({ id, token, amount, expires_at }): Promise<DebitResult> => {
      try {
        const answer = await call('POST', '/debits', { id, token, ...amount, expires_at })
        const state = State.safeParse(answer.body)
        if (answer.status === 200 && state.success) {
          const { data } = state
          if (data.status === 'approved') return { kind: 'approved' }
          if (data.status === 'declined') return { kind: 'declined', code: data.code, message: data.message }
          return { kind: 'no_answer' }
        }
        const refused = Refused.safeParse(answer.body)
        const certain = refused.success && ['bank_down', 'expired', 'request_invalid'].includes(refused.data.error)
        if (!certain || refused.data.error !== 'bank_down')
          options.log.error(
            { bank: 'debit', id, status: answer.status, answer: answer.body },
            'the bank refused a debit',
          )
        return { kind: certain ? 'not_sent' : 'no_answer' }
      } catch (error) {
        failed('debit', error)
        return { kind: neverSent.includes(networkCode(error)) ? 'not_sent' : 'no_answer' }
      }
    },

    query: async (id) => {
      try {
        const answer = await call('GET', `/debits/${encodeURIComponent(id)}`)
        const state = State.safeParse(answer.body)
        if (!state.success || ![200, 404].includes(answer.status)) return { kind: 'no_answer' }
        const { data } = state
        return data.status === 'declined'
          ? { kind: 'declined', code: data.code, message: data.message }
          : { kind: data.status }
      } catch (error) {
        failed('query', error)
        return { kind: 'no_answer' }
      }
    },
  }
}
