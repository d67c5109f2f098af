import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'

/** docs/merchants.md does what it says: its commands are run as they are written. */

const run = promisify(execFile)
const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/merchants.md', root), 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] ?? '')

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

test('the page takes a payment from opening an account to the settlement, as it is written', async () => {
  const [create = '', order = '', ask = '', register = '', settle = '', key = ''] = blocks('bash')
  const port = await freePort()
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    TOPAY: app.url,
    DATABASE_URL: app.databaseUrl,
    TOPAY_DATA_DIR: app.config.TOPAY_DATA_DIR,
    HOOK: `http://127.0.0.1:${port}/hook`,
    HOOK_PORT: String(port),
  }
  const shell = async (command: string): Promise<string> => {
    const topay = `"${process.execPath}" packages/server/bin/topay.mjs`
    const { stdout } = await run('bash', ['-c', command.replace('npx topay', topay)], { cwd: root, env })
    return stdout
  }
  const json = async (command: string) => JSON.parse(await shell(command)) as Record<string, unknown>

  const [merchantId = '', apiKey = ''] = (await shell(create)).split('\n')
  assert.match(merchantId, /^mer_/)
  env.KEY = apiKey

  const made = await json(order)
  assert.match(String(made.checkout_url), new RegExp(`/checkout/${String(made.id)}$`))
  assert.equal((await json(order)).id, made.id, 'sent twice it is the same order')
  env.ORDER = String(made.id)
  assert.equal((await json(ask)).status, 'open')

  env.SECRET = String((await json(register)).secret)
  const program = new URL(`tests/http/.hook-${randomUUID()}.mjs`, root)
  writeFileSync(program, `${blocks('js')[0]}\nserver.on('listening', () => console.log('ready'))\n`)
  const hook = spawn(process.execPath, [program.pathname], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const lines = createInterface(hook.stdout)[Symbol.asyncIterator]()
    assert.equal((await lines.next()).value, 'ready')
    const buyer = await app.signUpReady(20_000)
    const paid = await buyer.api('payOrder', {
      params: { order_id: env.ORDER },
      body: { payment_password: PAYMENT_PASSWORD },
      idempotencyKey: randomUUID(),
    })
    assert.equal(paid.status, 'succeeded')
    assert.equal((await lines.next()).value, 'payment.succeeded book-1 paid')
  } finally {
    hook.kill()
    rmSync(program)
  }
  assert.equal((await json(ask)).status, 'paid')

  env.MONTH = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  assert.partialDeepStrictEqual(await json(settle), { merchant_id: merchantId, closing: { amount: 9_600 } })

  env.KEY = String((await json(key)).key)
  assert.equal((await json(ask)).status, 'paid')
  assert.equal((await json(settle)).code, 'KEY_SCOPE_MISSING')
})
