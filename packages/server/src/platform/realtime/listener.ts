import { setTimeout as pause } from 'node:timers/promises'
import { Client, escapeIdentifier } from 'pg'
import type { Log } from '../log.ts'

/**
 * Holds one connection that LISTENs. When it breaks it is made again; `onReconnect` tells that notifications may have been missed in between.
 * Resolves once the first connection listens.
 */
export const listen = async (options: {
  url: string
  channels: string[]
  onNotify: (channel: string, payload: string) => void
  onReconnect: () => void
  log: Log
}): Promise<{ close: () => Promise<void> }> => {
  const closing = new AbortController()
  let client: Client

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: options.url, application_name: 'topay listen', keepAlive: true })
    next.on('error', () => next.removeAllListeners('notification'))
    next.on('notification', ({ channel, payload }) => options.onNotify(channel, payload ?? ''))
    try {
      await next.connect()
      for (const channel of options.channels) await next.query(`listen ${escapeIdentifier(channel)}`)
    } catch (error) {
      await next.end().catch(() => {})
      throw error
    }
    // Only now: a connection that was never made also ends, and is tried again by whoever wanted it.
    next.on('end', () => {
      if (!closing.signal.aborted) void reconnect()
    })
    client = next
  }

  const reconnect = async (): Promise<void> => {
    for (let wait = 100; !closing.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        await pause(wait, undefined, { signal: closing.signal })
        await connect()
        options.onReconnect()
        return
      } catch (error) {
        if (!closing.signal.aborted)
          options.log.warn(
            { err: error instanceof Error ? error.message : error },
            'listening for events failed, trying again',
          )
      }
    }
  }

  await connect()
  return {
    close: async () => {
      closing.abort()
      await client.end().catch(() => {})
    },
  }
}
