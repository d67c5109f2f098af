import type { z } from 'zod'
import type { Problem } from './common.ts'
import { apiPrefix, operations } from './operations.ts'
import type { api } from './api.ts'

type Api = typeof api
type Schema<Route, Key extends string> = Route extends Record<Key, infer Found extends z.ZodType> ? Found : never
type Part<Name extends string, Value> = [Value] extends [never] ? unknown : Record<Name, Value>

/** What an operation takes. */
export type Input<Id extends keyof Api> = Part<'params', z.input<Schema<Api[Id], 'params'>>> &
  ([Schema<Api[Id], 'query'>] extends [never] ? unknown : { query?: z.input<Schema<Api[Id], 'query'>> }) &
  Part<'body', z.input<Schema<Api[Id], 'body'>>> & {
    idempotencyKey?: string
    signal?: AbortSignal
    file?: Blob | Uint8Array<ArrayBuffer>
  }

/** What an operation answers with. */
export type Output<Id extends keyof Api> = [Schema<Api[Id], 'response'>] extends [never]
  ? undefined
  : z.output<Schema<Api[Id], 'response'>>

/** A refusal of the API, with the problem document it answered with. `problem.code` is stable. */
export class ApiError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }
}

type Loose = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  idempotencyKey?: string
  signal?: AbortSignal
  file?: Blob | Uint8Array<ArrayBuffer>
}

/** Where an operation with its parameters is, such as to download the file that it answers with: path and query. */
export const pathOf = <Id extends keyof Api>(operationId: Id, input: Input<Id>): string => {
  const { params = {}, query = {} } = input as Loose
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value))
  const [, path] = operations[operationId]
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
  return `${apiPrefix}${filled}${search.size ? `?${search}` : ''}`
}

/**
 * The typed client: `client('signIn', { body })`. Without a token it relies on the browser's cookies.
 * Throws ApiError for a problem document, and whatever `fetch` throws when the network fails.
 */
export const createClient =
  (options: { baseUrl?: string; token?: string | undefined; locale?: () => string; fetch?: typeof fetch } = {}) =>
  async <Id extends keyof Api>(operationId: Id, input: Input<Id>): Promise<Output<Id>> => {
    const { body, idempotencyKey, signal, file } = input as Loose
    const response = await (options.fetch ?? fetch)(`${options.baseUrl ?? ''}${pathOf(operationId, input)}`, {
      method: operations[operationId][0],
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(file !== undefined && { 'content-type': 'application/octet-stream' }),
        ...(options.token && { authorization: `Bearer ${options.token}` }),
        ...(options.locale && { 'accept-language': options.locale() }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      signal: signal ?? null,
    })
    if (response.status === 204) return undefined as Output<Id>
    const answer: unknown = await response.json()
    if (!response.ok) throw new ApiError(answer as Problem)
    return answer as Output<Id>
  }

export type Client = ReturnType<typeof createClient>
