import swagger from '@fastify/swagger'
import reference from '@scalar/fastify-api-reference'
import { errors, type ErrorCode, type RouteOptions } from '@topay/contract'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Config } from '../config.ts'

type Contract = RouteOptions & { operationId: string }

/** Refusals that a route can answer with because of its kind, beside those it names itself. */
const commonErrors = (route: Contract): ErrorCode[] => [
  ...(route.body || route.params || route.query ? (['INPUT_INVALID'] as const) : []),
  ...(route.body ? (['BODY_MALFORMED', 'BODY_TOO_LARGE', 'MEDIA_UNSUPPORTED'] as const) : []),
  ...(route.realms.includes('public') ? [] : (['NOT_SIGNED_IN', 'TOKEN_WRONG_KIND'] as const)),
  ...(route.permission ? (['PERMISSION_MISSING'] as const) : []),
  ...(route.params ? (['NOT_FOUND'] as const) : []),
  ...(route.idempotency === 'required' ? (['IDEMPOTENCY_KEY_REQUIRED'] as const) : []),
  ...(route.idempotency ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
  'RATE_LIMITED',
  'UNAVAILABLE',
]

const problemResponses = (route: Contract): Record<string, unknown> => {
  const byStatus = Map.groupBy(
    new Set([...(route.errors ?? []), ...commonErrors(route)]),
    (code) => errors[code].status,
  )
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\` ${errors[code].en}`).join('\n\n'),
          content: {
            'application/problem+json': {
              schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
            },
          },
        },
      ]),
  )
}

type Document = {
  paths?: Record<string, Record<string, { operationId?: string; responses?: Record<string, unknown> }>>
  components?: { schemas?: Record<string, unknown> }
}

/** Drops component schemas that nothing points to: the generator writes each one twice, for reading and for writing. */
const dropUnused = (document: Document): void => {
  const schemas = document.components?.schemas ?? {}
  const pointers = (value: unknown): string[] =>
    [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '')
  const used = new Set<string>()
  const queue = pointers(document.paths)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (used.has(name)) continue
    used.add(name)
    queue.push(...pointers(schemas[name] ?? null))
  }
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name]
}

const fileSchema = { type: 'string', format: 'binary' }

/** Serves the OpenAPI 3.1 document made from the contract, and a reference page to read it. */
export const registerOpenApi = async (app: FastifyInstance, config: Config): Promise<void> => {
  const zodTransform = createJsonSchemaTransform({})
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Topay',
        version: '1',
        description:
          'A wallet with its official customer-service centre built in. Money is an integer in minor units; times are RFC 3339 UTC; errors are RFC 9457 problem documents with a stable `code`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: config.TOPAY_PUBLIC_URL ?? '/' }],
      components: {
        securitySchemes: {
          customer: {
            type: 'http',
            scheme: 'bearer',
            description: 'Customer token (tc_...), from signIn or confirmSignUp with "token": true',
          },
          applicant: {
            type: 'http',
            scheme: 'bearer',
            description: 'Token of somebody who asks for an account back (ta_...), from confirmRecovery',
          },
          staff: {
            type: 'http',
            scheme: 'bearer',
            description: 'Staff token (ts_...), from staffSignIn with "token": true',
          },
          merchant: { type: 'http', scheme: 'bearer', description: 'Merchant API key (mk_...)' },
        },
      },
    },
    transform: (input) => {
      const { schema, url } = zodTransform(input)
      const contract = (input.route.config as { contract?: Contract } | undefined)?.contract
      if (!contract) return { schema, url }
      return {
        url,
        schema: {
          ...schema,
          operationId: contract.operationId,
          summary: contract.summary,
          tags: [contract.tag],
          security: contract.realms.filter((realm) => realm !== 'public').map((realm) => ({ [realm]: [] })),
          ...(contract.idempotency && {
            headers: {
              type: 'object',
              properties: {
                'Idempotency-Key': {
                  type: 'string',
                  maxLength: 128,
                  description: 'Unique per operation; the same on a retry',
                },
              },
              required: contract.idempotency === 'required' ? ['Idempotency-Key'] : [],
            },
          }),
          ...(contract.bodyKind === 'binary' && { body: fileSchema, consumes: ['application/octet-stream'] }),
          ...(contract.bodyKind === 'raw' && { body: { type: 'object' }, consumes: ['application/json'] }),
        },
      }
    },
    transformObject: (input) => {
      const document = jsonSchemaTransformObject(input) as Document
      for (const methods of Object.values(document.paths ?? {})) {
        for (const operation of Object.values(methods)) {
          const contract = contracts.get(operation.operationId ?? '')
          if (!contract) continue
          operation.responses = {
            ...(contract.response
              ? operation.responses
              : {
                  [contract.status]:
                    contract.responseKind === 'binary'
                      ? { description: 'The file', content: { 'application/octet-stream': { schema: fileSchema } } }
                      : { description: 'Done' },
                }),
            ...problemResponses(contract),
          }
        }
      }
      dropUnused(document)
      return document as ReturnType<typeof jsonSchemaTransformObject>
    },
  })
  const contracts = new Map<string, Contract>()
  app.addHook('onRoute', (route) => {
    const contract = (route.config as { contract?: Contract } | undefined)?.contract
    if (contract) contracts.set(contract.operationId, contract)
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.send(app.swagger()))
  await app.register(async (scope) => {
    // The reference page is a library's own script and style; it gets the rules it needs, the apps keep theirs.
    scope.addHook('onSend', async (_request, reply) => {
      void reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      )
    })
    await scope.register(reference, {
      routePrefix: '/api/docs',
      configuration: { url: '/api/openapi.json', withDefaultFonts: false, telemetry: false },
    })
  })
}
