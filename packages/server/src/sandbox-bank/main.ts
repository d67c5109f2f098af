import { fstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { openBank } from './bank.ts'
import { createBankServer } from './server.ts'

const settings = z.object({
  BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  BANK_DATA_DIR: z.string().min(1),
  BANK_LATE_MS: z.coerce.number().int().min(0).max(600_000).default(3_000),
})

const { BANK_PORT, BANK_DATA_DIR, BANK_LATE_MS } = settings.parse(process.env)
const bank = openBank({ folder: resolve(BANK_DATA_DIR), lateMs: BANK_LATE_MS })
const server = createBankServer(bank)

let stopping = false
const stop = (): void => {
  if (stopping) return
  stopping = true
  void server.close().finally(() => {
    bank.close()
    process.exit(0)
  })
}
process.once('SIGTERM', stop)
const stdin = fstatSync(0)
if (stdin.isFIFO() || stdin.isSocket()) {
  // The parent holds the other end; when it dies, however it dies, the bank goes too. Ctrl-C reaches both: the parent decides, so that it can finish first.
  process.stdin.on('close', stop).resume()
  process.on('SIGINT', () => undefined)
} else process.once('SIGINT', stop)

await server.listen({ host: '127.0.0.1', port: BANK_PORT })
const address = server.server.address()
const port = typeof address === 'object' && address ? address.port : BANK_PORT
console.log(JSON.stringify({ ready: true, port }))
