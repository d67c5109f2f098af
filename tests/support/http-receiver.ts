import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'

/** A request that arrived, its body byte for byte. */
export type Received = { path: string; headers: IncomingHttpHeaders; body: string }

/** A server on loopback that keeps every request it gets and answers with what `answer` says: to receive webhooks in tests. */
export const startReceiver = async (port = 0) => {
  const received: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const receiver = {
    url: '',
    received,
    /** The status for a request; the number counts from 1. */
    answer: (_number: number, _request: Received): number => 204,
    /** Settles when that many requests have arrived in all. */
    arrived: (count: number): Promise<void> =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => void waiting.push({ count, resolve })),
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const one = { path: request.url ?? '', headers: request.headers, body }
    received.push(one)
    response.writeHead(receiver.answer(received.length, one)).end()
    for (const { count, resolve } of waiting) if (received.length >= count) resolve()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  receiver.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return receiver
}
