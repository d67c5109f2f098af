import { createHash, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Bank, BankRequest } from './bank.ts'
import type { OperationKind } from './triggers.ts'

const Link = z.strictObject({ number: z.string().max(40), holder: z.string().trim().min(1).max(200) })
/** Only what needs no quotes in the daily file. */
const Id = z.string().regex(/^[\w.:-]{1,100}$/)
const asked = {
  id: Id,
  amount: z.int().min(1).max(1_000_000_000_000),
  currency: z.literal('CNY'),
  expires_at: z.iso.datetime().optional(),
  notify_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
}
const Card = z.strictObject({ ...asked, token: Id })
const Refund = z.strictObject({ ...asked, debit_id: Id })
const requests = {
  debit: Card.transform((body) => ({ kind: 'debit' as const, ...body })),
  payout: Card.transform((body) => ({ kind: 'payout' as const, ...body })),
  refund: Refund.transform((body) => ({ kind: 'refund' as const, ...body })),
} satisfies Record<OperationKind, z.ZodType<BankRequest>>
const kinds = ['debit', 'payout', 'refund'] as const satisfies OperationKind[]

const Downtime = z.strictObject({ seconds: z.number().min(0).max(86_400) })
const YEARS_MS = 10 * 366 * 86_400_000
const Clock = z.strictObject({ offset_ms: z.int().min(-YEARS_MS).max(YEARS_MS) })

/** How long a silent request keeps its connection open. */
const SILENCE_MS = 60_000
const SLOW_MS = 2_000

const linkRefusals = {
  number_invalid: '卡号有误，或不是银联卡',
  card_refused: '发卡行没有通过这张卡',
} as const

const refusalStatus = {
  bank_down: 503,
  unavailable: 503,
  expired: 410,
  id_reused: 409,
  refund_exceeds: 409,
  debit_not_charged: 409,
} as const
const DOWN = { error: 'bank_down', message: '银行系统维护中' }

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The bank's HTTP API (docs/sandbox-bank.md). It writes no log, so no card number can reach one. With `apiKey` every call must show it. */
export const createBankServer = (bank: Bank, apiKey?: string): FastifyInstance => {
  const app = fastify({ bodyLimit: 16 * 1024, forceCloseConnections: true })
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.statusCode ? 'request_invalid' : 'internal' }),
  )
  if (apiKey !== undefined) {
    const expected = digest(`Bearer ${apiKey}`)
    app.addHook('onRequest', async (request, reply) => {
      if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
        return reply.code(401).send({ error: 'unauthorized' })
    })
  }
  /** A bank that is down says so to all but those who may end it; what is asked to move money needs the bank to say whether it is new. */
  const whenUp = async (_request: FastifyRequest, reply: FastifyReply) => {
    if (bank.isDown()) return reply.code(503).send(DOWN)
  }

  app.post('/cards', { preHandler: whenUp }, (request, reply) => {
    const { success, data } = Link.safeParse(request.body)
    if (!success) return reply.code(400).send({ error: 'request_invalid' })
    const answer = bank.link(data.number)
    if (answer.ok) return reply.code(201).send(answer.card)
    return reply.code(422).send({ error: answer.error, message: linkRefusals[answer.error] })
  })

  for (const kind of kinds) {
    app.post(`/${kind}s`, async (request, reply) => {
      const { success, data } = requests[kind].safeParse(request.body)
      if (!success) return reply.code(400).send({ error: 'request_invalid' })
      const answer = bank.ask(data)
      if (answer.kind === 'answer') {
        if (answer.slow) await delay(SLOW_MS)
        return { id: data.id, ...answer.state }
      }
      if (answer.kind === 'refused') {
        const { error } = answer
        return reply.code(refusalStatus[error]).send(error === 'bank_down' ? DOWN : { error })
      }
      reply.hijack()
      if (answer.kind === 'cut') request.raw.socket.destroy()
      else {
        const timer = setTimeout(() => request.raw.socket.destroy(), SILENCE_MS)
        request.raw.socket.once('close', () => clearTimeout(timer))
      }
      return reply
    })

    app.get<{ Params: { id: string } }>(`/${kind}s/:id`, { preHandler: whenUp }, (request, reply) => {
      const state = bank.stateOf(kind, request.params.id)
      return reply.code(state.status === 'not_found' ? 404 : 200).send({ id: request.params.id, ...state })
    })
  }

  app.get<{ Params: { date: string } }>('/statements/:date', { preHandler: whenUp }, (request, reply) => {
    const statement = bank.statement(request.params.date)
    if (statement === null) return reply.code(404).send({ error: 'not_found' })
    return reply.type('text/csv; charset=utf-8').send(Readable.from(statement))
  })

  app.post('/sandbox/downtime', (request, reply) => {
    const { success, data } = Downtime.safeParse(request.body)
    if (!success) return reply.code(400).send({ error: 'request_invalid' })
    bank.goDown(data.seconds)
    return reply.code(204).send()
  })

  app.post('/sandbox/clock', (request, reply) => {
    const { success, data } = Clock.safeParse(request.body)
    if (!success) return reply.code(400).send({ error: 'request_invalid' })
    return { now: bank.setClock(data.offset_ms) }
  })

  return app
}
