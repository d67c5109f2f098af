import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { AppError } from './app-error.ts'

const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

/** Serves /metrics for Prometheus, to callers on this machine only: process figures, request durations by operation, open sockets. */
export const registerMetrics = (app: FastifyInstance, figures: { sockets: () => number }): void => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'topay_request_seconds',
    help: 'Duration of requests',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const sockets: Gauge = new Gauge({
    name: 'topay_stream_sockets',
    help: 'Open realtime sockets',
    registers: [registry],
    collect: () => {
      sockets.set(figures.sockets())
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    const contract = (request.routeOptions.config as { contract?: { operationId: string } }).contract
    if (contract)
      durations.observe({ operation: contract.operationId, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // A proxy on this machine speaks for somebody elsewhere.
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
    if (!loopback.includes(request.socket.remoteAddress ?? '') || forwarded !== undefined)
      throw new AppError('NOT_FOUND')
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
