import type { Locale, RouteOptions } from '@topay/contract'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Log } from '../log.ts'
import type { Actor, CookieName } from './actor.ts'
import type { RequestKey } from './idempotency.ts'

type AnyRoute = RouteOptions & { operationId: string; method: string; path: string }
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type Realms<Route extends AnyRoute> = Route['realms'][number]

/** What a handler gets: the validated request, who asks, and how to set or clear the browser's session cookie. */
export type Context<Route extends AnyRoute> = {
  params: Parsed<Route['params']>
  query: Parsed<Route['query']>
  body: Route extends { bodyKind: 'binary' }
    ? Readable
    : Route extends { bodyKind: 'raw' }
      ? Buffer
      : Parsed<Route['body']>
  /** As they came; what is not signed in them is not to be believed. */
  headers: IncomingHttpHeaders
  /** Public routes have none. */
  actor: Extract<Actor, { realm: Realms<Route> }>
  locale: Locale
  ip: string
  user_agent: string
  /** What the browser's device cookie says; a stranger may have made it up. */
  device_cookie: string | undefined
  /** The browser's session cookie, also where nobody needs to be signed in: signing in ends that session. */
  session_cookie: string | undefined
  request_id: string
  /** Null when the caller sent no Idempotency-Key. */
  idempotency: RequestKey | null
  log: Log
  setCookie: (name: CookieName, token: string, expires_at: string) => void
  clearCookie: (name: CookieName) => void
}

/** A file to send: its bytes, type and name. */
export type FileAnswer = {
  stream: Readable
  media_type: string
  /** Bytes; left out while they are still being made. */
  size?: number
  name: string
  /** Whether it may be kept by the browser: for good by default, since a stored file never changes. */
  cache?: 'immutable' | 'no-store'
}
type Answer<Route extends AnyRoute> = Route extends { responseKind: 'binary' }
  ? FileAnswer
  : Route extends { response: infer Schema extends z.ZodType }
    ? z.output<Schema>
    : void

/** A route of the contract with the function that answers it. */
export type BoundRoute = { route: AnyRoute; handler: (context: never) => Promise<unknown> }

/** Binds a route of the contract to its handler; the types of both sides come from the contract. */
export const on = <Route extends AnyRoute>(
  route: Route,
  handler: (context: Context<Route>) => Promise<Answer<Route>>,
): BoundRoute => ({
  route,
  handler,
})
