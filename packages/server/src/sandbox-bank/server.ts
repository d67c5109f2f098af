import { setTimeout as delay } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Bank } from './bank.ts'

const Link = z.strictObject({ number: z.string().max(40), holder: z.string().trim().min(1).max(200) })
const Debit = z.strictObject({
  id: z.string().min(1).max(100),
  token: z.string().min(1).max(100),
  amount: z.int().min(1).max(1_000_000_000_000),
  currency: z.literal('CNY'),
  expires_at: z.iso.datetime().optional(),
  notify_url: z.url({ protocol: /^https?$/ }).optional(),
})

/** How long a silent debit keeps its connection open. */
const SILENCE_MS = 60_000

const linkRefusals = {
  number_invalid: '卡号有误，或不是银联卡',
  card_refused: '发卡行没有通过这张卡',
} as const

/** The bank's HTTP API (docs/sandbox-bank.md). It writes no log, so no card number can reach one. */
export const createBankServer = (bank: Bank): FastifyInstance => {
  const app = fastify({ bodyLimit: 16 * 1024, forceCloseConnections: true })
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.statusCode ? 'request_invalid' : 'internal' }),
  )

  app.post('/cards', (request, reply) => {
    const { success, data } = Link.safeParse(request.body)
    if (!success) return reply.code(400).send({ error: 'request_invalid' })
    const answer = bank.link(data.number)
    if (answer.ok) return reply.code(201).send(answer.card)
    return reply.code(422).send({ error: answer.error, message: linkRefusals[answer.error] })
  })

  app.post('/debits', async (request, reply) => {
    const { success, data } = Debit.safeParse(request.body)
    if (!success) return reply.code(400).send({ error: 'request_invalid' })
    const answer = bank.debit(data)
    if (answer.kind === 'answer') {
      if (answer.after_ms > 0) await delay(answer.after_ms)
      return { id: data.id, ...answer.state }
    }
    if (answer.kind === 'down') return reply.code(503).send({ error: 'bank_down', message: '银行系统维护中' })
    if (answer.kind === 'expired') return reply.code(410).send({ error: 'expired' })
    if (answer.kind === 'id_reused') return reply.code(409).send({ error: 'id_reused' })
    reply.hijack()
    if (answer.kind === 'cut') request.raw.socket.destroy()
    else {
      const timer = setTimeout(() => request.raw.socket.destroy(), SILENCE_MS)
      request.raw.socket.once('close', () => clearTimeout(timer))
    }
    return reply
  })

  app.get<{ Params: { id: string } }>('/debits/:id', (request, reply) => {
    const state = bank.stateOf(request.params.id)
    return reply.code(state.status === 'not_found' ? 404 : 200).send({ id: request.params.id, ...state })
  })

  return app
}
