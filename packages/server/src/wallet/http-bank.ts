import { money } from '@topay/contract'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import type { Log } from '../platform/index.ts'
import type { BankConnector, BankOperation, DebitResult } from './bank-connector.ts'
import { parseStatement } from './bank-statement.ts'

const Linked = z.object({
  token: z.string().min(1),
  bank_name: z.object({ zh: z.string(), en: z.string() }),
  last4: z.string().regex(/^\d{4}$/),
  kind: z.enum(['debit', 'credit']),
})
const Refused = z.object({ error: z.string() })
const approved = z.object({ status: z.literal('approved') }).transform(() => ({ kind: 'approved' as const }))
const pending = z.object({ status: z.literal('pending') }).transform(() => ({ kind: 'pending' as const }))
const notFound = z.object({ status: z.literal('not_found') }).transform(() => ({ kind: 'not_found' as const }))
const declined = z
  .object({ status: z.literal('declined'), code: z.string(), message: z.string() })
  .transform(({ code, message }) => ({ kind: 'declined' as const, code, message }))
const returned = z
  .object({ status: z.literal('returned'), code: z.string(), message: z.string() })
  .transform(({ code, message }) => ({ kind: 'returned' as const, code, message }))
const State = z.union([approved, declined, pending, notFound])
const PayoutState = z.union([approved, declined, pending, notFound, returned])
const ToldState = z.union([approved, declined, pending])
const ToldPayoutState = z.union([approved, declined, pending, returned])
const Told = z.object({
  type: z.enum(['debit', 'payout', 'refund']),
  id: z.string().min(1),
  amount: z.int().positive(),
  currency: z.literal('CNY'),
  at: z.iso.datetime(),
})

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
/** Answers of the bank that mean: nothing is kept of this request, no money has moved and none will. */
const nothingKept = ['bank_down', 'expired', 'request_invalid', 'unauthorized']
/** Refunds the bank cannot do, as the decline of a bank that has a code for it. */
const refundDeclines: Readonly<Record<string, { code: string; message: string }>> = {
  refund_exceeds: { code: '13', message: '退款金额超过原交易' },
  debit_not_charged: { code: '25', message: '找不到原交易' },
}

const networkCode = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/**
 * The connector to a bank that speaks the HTTP API of docs/sandbox-bank.md. A refused connection and the bank's own "nothing was charged" are certain;
 * a timeout, a broken connection or an answer that cannot be read are not, whatever the status. Card numbers are never logged. `notifyUrl` is asked at
 * each request, since our own address is known only once we listen. Without `callbackSecret` no callback is believed.
 */
export const createHttpBank = (options: {
  url: string
  timeoutMs: number
  log: Log
  apiKey?: string | undefined
  callbackSecret?: string | undefined
  notifyUrl?: () => string | undefined
}): BankConnector => {
  const webhook = options.callbackSecret === undefined ? null : new Webhook(options.callbackSecret)

  const request = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(new URL(path, options.url), {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(options.apiKey !== undefined && { authorization: `Bearer ${options.apiKey}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      // Whom we ask is whom we trust: another address must neither see the request nor answer it.
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    })
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const response = await request(method, path, body)
    return { status: response.status, body: await response.json() }
  }
  const failed = (operation: string, error: unknown): string => {
    const reason = networkCode(error) || String(error)
    options.log.warn({ bank: operation, reason }, 'the bank did not answer')
    return reason
  }

  /** Asks for money to be moved, once: what is not certain is for a query to find out. */
  const move = async (operation: BankOperation, body: { id: string; notify_url?: string }): Promise<DebitResult> => {
    try {
      const notify_url = body.notify_url ?? options.notifyUrl?.()
      const answer = await call('POST', `/${operation}s`, { ...body, notify_url })
      const state = PayoutState.safeParse(answer.body)
      if (answer.status === 200 && state.success) {
        const { data } = state
        return data.kind === 'approved' || data.kind === 'declined' ? data : { kind: 'no_answer' }
      }
      const error = Refused.safeParse(answer.body).data?.error ?? ''
      const decline = operation === 'refund' && answer.status === 409 ? refundDeclines[error] : undefined
      if (decline) return { kind: 'declined', ...decline }
      if (error !== 'bank_down') {
        const seen = { bank: operation, id: body.id, status: answer.status, answer: answer.body }
        options.log.error(seen, `the bank refused a ${operation}`)
      }
      return { kind: nothingKept.includes(error) ? 'not_sent' : 'no_answer' }
    } catch (error) {
      failed(operation, error)
      return { kind: neverSent.includes(networkCode(error)) ? 'not_sent' : 'no_answer' }
    }
  }

  const query = async <T>(operation: string, id: string, schema: z.ZodType<T>): Promise<T | { kind: 'no_answer' }> => {
    try {
      const answer = await call('GET', `/${operation}s/${encodeURIComponent(id)}`)
      const state = schema.safeParse(answer.body)
      return state.success && [200, 404].includes(answer.status) ? state.data : { kind: 'no_answer' }
    } catch (error) {
      failed(`query of a ${operation}`, error)
      return { kind: 'no_answer' }
    }
  }

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

    debit: ({ amount, ...request }) => move('debit', { ...request, ...amount }),
    payout: ({ amount, ...request }) => move('payout', { ...request, ...amount }),
    refund: ({ amount, ...request }) => move('refund', { ...request, ...amount }),
    query: (id) => query('debit', id, State),
    queryPayout: (id) => query('payout', id, PayoutState),
    queryRefund: (id) => query('refund', id, State),

    statement: async (date) => {
      try {
        const response = await request('GET', `/statements/${encodeURIComponent(date)}`)
        const text = await response.text()
        if (response.status !== 200) return { kind: 'unavailable', reason: `the bank answered ${response.status}` }
        const parsed = parseStatement(date, text)
        if (parsed.kind === 'unavailable')
          options.log.error({ date, reason: parsed.reason }, 'the statement of the bank is damaged')
        return parsed
      } catch (error) {
        return { kind: 'unavailable', reason: failed('statement', error) }
      }
    },

    readCallback: (headers, rawBody) => {
      if (webhook === null) return null
      const text = (name: string): string => {
        const value = headers[name]
        return typeof value === 'string' ? value : ''
      }
      const event_id = text('webhook-id')
      try {
        const body = webhook.verify(rawBody, {
          'webhook-id': event_id,
          'webhook-timestamp': text('webhook-timestamp'),
          'webhook-signature': text('webhook-signature'),
        })
        const { type, id, amount, currency, at } = Told.parse(body)
        const told = { event_id, id, amount: money(amount, currency), at }
        return type === 'payout'
          ? { ...told, type, result: ToldPayoutState.parse(body) }
          : { ...told, type, result: ToldState.parse(body) }
      } catch (error) {
        options.log.warn({ reason: String(error) }, 'a callback was not from the bank')
        return null
      }
    },
  }
}
