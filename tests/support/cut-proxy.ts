import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** Where a connection breaks: before anything is sent, in the middle of the request, after it (no answer gets through), in the middle of the answer. */
export type Cut = 'before_request' | 'in_request' | 'after_request' | 'in_answer'
export const cuts: readonly Cut[] = ['before_request', 'in_request', 'after_request', 'in_answer']

/**
 * A network between a client and a server that breaks its first connection at `cut`; all later ones pass. What was sent before the break has reached the
 * server; it answers into nothing, as a phone in a lift makes it. One network for one break: a client keeps connections, and the break needs a new one.
 */
export const startCutProxy = async (target: string, cut: Cut): Promise<{ url: string; close: () => Promise<void> }> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let planned: Cut | null = cut

  const server = createServer((client) => {
    const breaks = planned
    planned = null
    if (breaks === 'before_request') {
      client.destroy()
      return
    }
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('close', () => upstream.end())
    upstream.on('close', () => client.end())

    client.on('data', (chunk: Buffer) => {
      if (breaks !== 'in_request') return upstream.write(chunk)
      // Half of the bytes arrive: the server has a request that never ends.
      upstream.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => {
        upstream.destroy()
        client.destroy()
      })
      return true
    })
    upstream.on('data', (chunk: Buffer) => {
      if (breaks === 'after_request') return client.destroy()
      if (breaks === 'in_answer') return client.write(chunk.subarray(0, 40), () => client.destroy())
      return client.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
