/** The limit that rates over HTTP are compared with: one Fastify route that answers a small JSON body it was sent, and does nothing else. */
import { createInterface } from 'node:readline'
import fastify from 'fastify'

const app = fastify()
app.post('/echo', async (request) => request.body)
const url = await app.listen({ port: 0, host: '127.0.0.1' })
console.log(JSON.stringify({ ready: true, url }))
// Ends with whoever started it.
createInterface({ input: process.stdin }).on('close', () => void app.close())
