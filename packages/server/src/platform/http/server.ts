import { randomUUIDv7 } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import { apiPrefix, type ErrorCode } from '@topay/contract'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { Readable } from 'node:stream'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type Actor, type Authenticators, cookieNamesAt } from './actor.ts'
import { authenticate, requireOwnOrigin } from './authenticate.ts'
import type { BoundRoute, Context, FileAnswer } from './handler.ts'
import { hashRequest, type RequestKey } from './idempotency.ts'
import { registerOpenApi } from './openapi.ts'
import { classify, localeOf, problemOf } from './problem.ts'
import { validatorCompiler } from './validate.ts'

/** Bodies of JSON operations; a file has its own limit. Bytes. */
const JSON_LIMIT = 64 * 1024
const FILE_LIMIT = 10 * 1024 * 1024

/** Refusals that an honest client does not meet: they stand in the log. */
const noted: ReadonlySet<ErrorCode> = new Set([
  'PERMISSION_MISSING',
  'KEY_SCOPE_MISSING',
  'TOKEN_WRONG_KIND',
  'ORIGIN_REFUSED',
  'RATE_LIMITED',
])

const keyPattern = /^[\x21-\x7e]{1,128}$/

const requestKey = (request: FastifyRequest, bound: BoundRoute, actor: Actor | undefined): RequestKey | null => {
  if (!bound.route.idempotency) return null
  const key = request.headers['idempotency-key']
  if (key === undefined) {
    if (bound.route.idempotency === 'required') throw new AppError('IDEMPOTENCY_KEY_REQUIRED')
    return null
  }
  if (typeof key !== 'string' || !keyPattern.test(key)) {
    throw new AppError('INPUT_INVALID', {
      fields: [{ path: 'Idempotency-Key', message: '1 to 128 visible ASCII characters' }],
    })
  }
  return {
    actor: actor ? `${actor.realm}:${actor.id}` : 'public',
    key,
    operation: bound.route.operationId,
    hash: hashRequest(bound.route.operationId, [request.params, request.body]),
  }
}

const sendFile = (reply: FastifyReply, file: FileAnswer): FastifyReply => {
  if (file.size !== undefined) void reply.header('content-length', file.size)
  return reply
    .header('content-type', file.media_type)
    .header(
      'content-disposition',
      `${file.media_type.startsWith('image/') ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    .header('cache-control', file.cache === 'no-store' ? 'no-store' : 'private, max-age=31536000, immutable')
    .send(file.stream)
}

/** Tags of routes that show or move money: closed to a browser that was left alone too long. */
const moneyTags: ReadonlySet<string> = new Set(['wallet', 'transfers', 'bills', 'payments'])

const mount = (app: FastifyInstance, bound: BoundRoute, options: HttpOptions): void => {
  const { route, handler } = bound
  const { config, authenticators } = options
  const isPublic = route.realms.includes('public')
  const actors = new WeakMap<FastifyRequest, Actor>()
  const publicOrigin = config.TOPAY_PUBLIC_URL && new URL(config.TOPAY_PUBLIC_URL).origin
  const cookieNames = cookieNamesAt(publicOrigin)
  app.route({
    method: route.method,
    url: `${apiPrefix}${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    bodyLimit: route.bodyKind === 'binary' ? FILE_LIMIT : JSON_LIMIT,
    config: {
      contract: route,
      ...(route.rateLimit && { rateLimit: { max: config.TOPAY_CREDENTIAL_RATE_LIMIT, groupId: route.operationId } }),
    },
    schema: {
      ...(route.params && { params: route.params }),
      ...(route.query && { querystring: route.query }),
      ...(route.body && { body: route.body }),
      ...(route.response && { response: { [route.status]: route.response } }),
    },
    // Before validation: a stranger learns nothing about what a route would accept.
    onRequest: async (request) => {
      if (isPublic) {
        if (request.method !== 'GET') requireOwnOrigin(request, publicOrigin)
        return
      }
      const actor = await authenticate(request, route, authenticators, publicOrigin)
      if (actor.realm === 'customer' && actor.idle && moneyTags.has(route.tag) && !route.whenIdle)
        throw new AppError('SESSION_IDLE')
      actors.set(request, actor)
    },
    handler: async (request, reply) => {
      const actor = actors.get(request)
      const context: Context<typeof route> = {
        params: request.params as undefined,
        query: request.query as undefined,
        body: request.body as undefined,
        headers: request.headers,
        actor: actor as Actor,
        locale: localeOf(request),
        ip: request.ip,
        user_agent: String(request.headers['user-agent'] ?? '').slice(0, 400),
        request_id: request.id,
        idempotency: requestKey(request, bound, actor),
        log: request.log as Log,
        device_cookie: request.cookies[cookieNames.device],
        session_cookie: request.cookies[cookieNames.customer],
        setCookie: (name, token, expiresAt) => {
          void reply.setCookie(cookieNames[name], token, {
            httpOnly: true,
            sameSite: 'strict',
            secure: config.secureCookies,
            path: '/',
            expires: new Date(expiresAt),
          })
        },
        clearCookie: (name) => {
          void reply.clearCookie(cookieNames[name], { path: '/', secure: config.secureCookies })
        },
      }
      const answer = await handler(context as never)
      if (route.responseKind === 'binary') return sendFile(reply, answer as FileAnswer)
      void reply.header('cache-control', 'no-store').code(route.status)
      return reply.send(route.status === 204 ? undefined : answer)
    },
  })
}

export type HttpOptions = {
  config: Config
  log: Log
  routes: BoundRoute[]
  authenticators: Authenticators
  /** Throws when a dependency is away; asked by /readyz. */
  ready: () => Promise<void>
}

/** The HTTP server with every route of the contract mounted: validation, sign-in, permissions, problem documents, limits, security headers, OpenAPI. */
export const createHttpServer = async (options: HttpOptions): Promise<FastifyInstance> => {
  const { config } = options
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    genReqId: () => `req_${randomUUIDv7().replaceAll('-', '')}`,
    requestIdHeader: false,
    // The peer alone is believed: what a client wrote into X-Forwarded-For itself stands further left and does not count.
    trustProxy: config.TOPAY_TRUST_PROXY === 'on' ? (_address: string, hop: number) => hop === 0 : false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_LIMIT,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 60_000,
    forceCloseConnections: true,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(
    'application/octet-stream',
    (_request: FastifyRequest, payload: Readable, done: (error: null, body: Readable) => void) => done(null, payload),
  )

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const locale = localeOf(request)
    const { code, ...details } = classify(error, locale)
    if (code === 'INTERNAL') request.log.error({ err: error, path: request.routeOptions.url }, 'request failed')
    else if (code === 'UNAVAILABLE')
      request.log.warn({ err: error.message, path: request.routeOptions.url }, 'unavailable')
    else if (noted.has(code)) request.log.warn({ code, path: request.routeOptions.url, ip: request.ip }, 'refused')
    const problem = problemOf(code, { id: request.id, locale }, details)
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .header('cache-control', 'no-store')
      .serializer(JSON.stringify)
      .send(problem)
  })

  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug(
      {
        method: request.method,
        url: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })

  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // antd writes its themed styles into <style> elements at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: config.secureCookies ? [] : null,
      },
    },
    hsts: config.secureCookies,
    crossOriginEmbedderPolicy: false,
  })
  await app.register(rateLimit, {
    max: config.TOPAY_RATE_LIMIT,
    timeWindow: '1 minute',
    allowList: (request) => !request.url.startsWith(apiPrefix),
  })
  await app.register(underPressure, { maxEventLoopDelay: config.TOPAY_BUSY_MS, exposeStatusRoute: false })
  await registerOpenApi(app, config)

  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await options.ready()
      return { status: 'ready' }
    } catch {
      return reply.code(503).send({ status: 'not ready' })
    }
  })
  const served = options.routes.filter(({ route }) => !route.demoOnly || config.demo)
  for (const bound of served) if (bound.route.bodyKind !== 'raw') mount(app, bound, options)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    for (const bound of served) if (bound.route.bodyKind === 'raw') mount(scope, bound, options)
  })
  return app
}
