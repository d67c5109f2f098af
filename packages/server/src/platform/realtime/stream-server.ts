import { fastifyCookie } from '@fastify/cookie'

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { sql } from 'kysely'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { allows, apiPrefix, type ServerFrame } from '@topay/contract'
import type { Db } from '../database/database.ts'
import { type Stream, streamChannel } from '../events.ts'
import { type Actor, type Authenticators, cookieNamesAt, tokenPrefixes } from '../http/actor.ts'
import type { Log } from '../log.ts'
import { createHubs, type Follower } from './hub.ts'
import { listen } from './listener.ts'
import { recheckChannel, recheckName } from './recheck-sockets.ts'

const signalChannel = 'topay_signal'
const HEARTBEAT_MS = 25_000
/** A socket that cannot keep up is closed; it comes back and reads what it missed from the database. Bytes. */
const MAX_BUFFERED = 1_000_000
/** Frames a client may send in ten seconds. */
const MAX_FRAMES = 60

const frames = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), stream: z.enum(['me', 'desk']), after: z.int().min(0).nullable() }),
  z.strictObject({ type: z.literal('typing'), case_id: z.string().max(60) }),
  z.strictObject({ type: z.literal('ping') }),
])

/** Who may signal typing in a case, and to whom it goes; null = nobody. Signals are not stored: losing one does no harm. */
export type TypingHook = (
  actor: Actor,
  caseId: string,
) => Promise<{ to: Stream[]; frame: Extract<ServerFrame, { type: 'typing' }> } | null>

type Client = {
  socket: WebSocket
  tokens: string[]
  actors: Actor[]
  followers: Follower[]
  alive: boolean
  received: number
}

const streamOf = (name: 'me' | 'desk', actors: Actor[]): Stream | null => {
  if (name === 'me') {
    const customer = actors.find((actor) => actor.realm === 'customer')
    return customer ? `customer:${customer.id}` : null
  }
  return actors.some((actor) => actor.realm === 'staff' && allows(actor.roles, 'cases.read')) ? 'desk' : null
}

const tokensOf = (request: IncomingMessage, publicUrl: string | undefined): { tokens: string[]; byCookie: boolean } => {
  const bearer = /^Bearer ([\w-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
  if (bearer) return { tokens: [bearer], byCookie: false }
  const cookies = fastifyCookie.parse(request.headers.cookie ?? '')
  return { tokens: Object.values(cookieNamesAt(publicUrl)).flatMap((name) => cookies[name] ?? []), byCookie: true }
}

/**
 * The WebSocket at /api/v1/stream. Sign-in by the browser's cookies (from our own pages only) or a bearer token; both realms at once when a browser has both.
 * Any server process serves any client: events are read from the database, NOTIFY only says that there are some.
 */
export const createStreamServer = async (options: {
  server: Server
  db: Db
  databaseUrl: string
  authenticators: Authenticators
  typing: TypingHook
  publicUrl: string | undefined
  log: Log
}): Promise<{ close: () => Promise<void>; connections: () => number }> => {
  const { db, log } = options
  const hubs = createHubs(db, log)
  const clients = new Set<Client>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false })

  const identify = async (tokens: string[]): Promise<Actor[]> => {
    const found = await Promise.all(
      tokens.map((token) => {
        const realm = (['customer', 'staff'] as const).find((name) => token.startsWith(`${tokenPrefixes[name]}_`))
        return realm ? options.authenticators[realm](token) : null
      }),
    )
    return found.filter((actor) => actor !== null)
  }

  /** A session that was revoked or has expired loses its socket, a right that was taken away its stream. */
  const recheck = async (client: Client): Promise<void> => {
    const actors = await identify(client.tokens)
    if (actors.length < client.actors.length) return client.socket.close(4401, 'signed out')
    client.actors = actors
    for (const follower of client.followers)
      if (streamOf(follower.name, actors) !== follower.stream) hubs.unfollow(follower)
  }

  const send = (client: Client, frame: ServerFrame): void => {
    if (client.socket.readyState !== client.socket.OPEN) return
    if (client.socket.bufferedAmount > MAX_BUFFERED) client.socket.terminate()
    else client.socket.send(JSON.stringify(frame))
  }

  const receive = async (client: Client, data: string): Promise<void> => {
    let json: unknown
    try {
      json = JSON.parse(data)
    } catch {
      json = null
    }
    const frame = frames.safeParse(json).data
    if (!frame) return send(client, { type: 'error', code: 'INPUT_INVALID', detail: 'unknown frame' })
    if (frame.type === 'ping') return send(client, { type: 'pong' })
    if (frame.type === 'typing') {
      for (const actor of client.actors) {
        const signal = await options.typing(actor, frame.case_id)
        if (signal) await sql`select pg_notify(${signalChannel}, ${JSON.stringify(signal)})`.execute(db)
      }
      return
    }
    const stream = streamOf(frame.stream, client.actors)
    if (!stream)
      return send(client, { type: 'error', code: 'PERMISSION_MISSING', detail: `no stream ${frame.stream} for you` })
    for (const old of client.followers.filter((follower) => follower.stream === stream)) hubs.unfollow(old)
    const follower: Follower = {
      name: frame.stream,
      stream,
      sent: 0,
      live: false,
      ended: false,
      send: (out) => send(client, out),
    }
    client.followers = [...client.followers.filter((other) => other.stream !== stream), follower]
    await hubs.follow(follower, frame.after)
    // The socket may have closed, or subscribed anew, while the events were read.
    if (!clients.has(client) || !client.followers.includes(follower)) hubs.unfollow(follower)
  }

  const open = (socket: WebSocket, tokens: string[], actors: Actor[]): void => {
    const client: Client = { socket, tokens, actors, followers: [], alive: true, received: 0 }
    clients.add(client)
    socket.on('pong', () => {
      client.alive = true
    })
    socket.on('message', (data: Buffer, isBinary) => {
      client.received += 1
      if (isBinary || client.received > MAX_FRAMES) return socket.close(1008, 'too many or wrong frames')
      receive(client, data.toString('utf8')).catch((error: unknown) => {
        log.warn({ err: error }, 'stream frame failed')
        socket.close(1011, 'try again')
      })
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clients.delete(client)
      for (const follower of client.followers) hubs.unfollow(follower)
    })
  }

  const refuse = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }

  options.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== `${apiPrefix}/stream`) return refuse(socket, '404 Not Found')
    const { tokens, byCookie } = tokensOf(request, options.publicUrl)
    const origin = request.headers.origin
    const ownOrigin =
      origin === undefined || URL.parse(origin)?.host === request.headers.host || origin === options.publicUrl
    if (byCookie && !ownOrigin) return refuse(socket, '403 Forbidden')
    identify(tokens).then(
      (actors) => {
        if (actors.length === 0) return refuse(socket, '401 Unauthorized')
        sockets.handleUpgrade(request, socket, head, (ws) => open(ws, tokens, actors))
      },
      () => refuse(socket, '503 Service Unavailable'),
    )
  })

  const listener = await listen({
    url: options.databaseUrl,
    channels: [streamChannel, signalChannel, recheckChannel],
    log,
    onReconnect: hubs.wakeAll,
    onNotify: (channel, payload) => {
      if (channel === streamChannel) return hubs.wake(payload.slice(0, payload.lastIndexOf(' ')) as Stream)
      if (channel === recheckChannel) {
        // When the database does not answer now, the next beat asks again.
        for (const client of clients)
          if (client.actors.some((actor) => recheckName(actor) === payload)) recheck(client).catch(() => {})
        return
      }
      const signal = JSON.parse(payload) as { to: Stream[]; frame: ServerFrame }
      for (const stream of signal.to) for (const follower of hubs.followers(stream)) follower.send(signal.frame)
    },
  })

  // Dead connections are dropped, and what ended without a notification (a session that expired) is found within one beat.
  const beat = setInterval(() => {
    for (const client of clients) {
      client.received = 0
      if (!client.alive) {
        client.socket.terminate()
        continue
      }
      client.alive = false
      client.socket.ping()
      recheck(client).catch(() => {})
    }
  }, HEARTBEAT_MS)
  const allowance = setInterval(() => {
    for (const client of clients) client.received = 0
  }, 10_000)

  return {
    connections: () => clients.size,
    close: async () => {
      clearInterval(beat)
      clearInterval(allowance)
      for (const client of clients) client.socket.close(1012, 'restarting')
      sockets.close()
      await listener.close()
      for (const client of clients) client.socket.terminate()
    },
  }
}
