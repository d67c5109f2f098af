import { fstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { openBank } from './bank.ts'
import { createBankServer } from './server.ts'

const settings = z.object({
  BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  BANK_DATA_DIR: z.string().min(1),
  BANK_LATE_MS: z.coerce.number().int().min(0).max(600_000).default(3_000),
  BANK_API_KEY: z.string().min(1).optional(),
  BANK_CALLBACK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/)
    .optional(),
  BANK_CALLBACK_PAUSE_MS: z.coerce.number().int().min(1).max(600_000).default(1_000),
})

const given = settings.parse(process.env)
const bank = openBank({
  folder: resolve(given.BANK_DATA_DIR),
  lateMs: given.BANK_LATE_MS,
  callbackSecret: given.BANK_CALLBACK_SECRET,
  callbackPauseMs: given.BANK_CALLBACK_PAUSE_MS,
})
const server = createBankServer(bank, given.BANK_API_KEY)

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

await server.listen({ host: '127.0.0.1', port: given.BANK_PORT })
const address = server.server.address()
const port = typeof address === 'object' && address ? address.port : given.BANK_PORT
console.log(JSON.stringify({ ready: true, port }))
