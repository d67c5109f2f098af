import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * What the network between two programs does. `lost`: nothing arrives. `silent`: the request arrives, its answer does not. `cut`: the connection ends when
 * the answer begins; with a number, after so many bytes of it.
 */
export type Fault = 'none' | 'lost' | 'silent' | 'cut' | { cut: number }

/** A relay on loopback in front of `target` (http://host:port) whose faults are switched by the caller. */
export const startFaultyRelay = async (target: string) => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const relay = {
    url: '',
    fault: 'none' as Fault,
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let answered = 0
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.on('data', (chunk) => {
      answered = 0
      if (relay.fault !== 'lost') upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      const { fault } = relay
      if (fault === 'lost' || fault === 'silent') return
      const most = fault === 'cut' ? 0 : typeof fault === 'object' ? fault.cut - answered : chunk.length
      client.write(chunk.subarray(0, Math.max(most, 0)))
      answered += chunk.length
      if (most < chunk.length) client.end(() => client.destroy())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  relay.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return relay
}
