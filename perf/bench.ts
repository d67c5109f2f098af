/**
 * `npm run bench`: start-up time, and the rates of sign-in, pay and send-message over HTTP, beside two limits measured in the same run on the same machine:
 * a bare Fastify route and a bare SQL transaction (one INSERT, one COMMIT, durable). Everything takes turns, round by round, so that a machine whose speed
 * drifts drifts for all of them; what counts is the ratio of the medians. `--json` prints the figures for programs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { startTopay } from '../tests/support/processes.ts'
import { apiOf, signUpCustomer } from '../tests/support/program.ts'
import { openEmbeddedPostgres } from '../packages/server/src/platform/postgres/index.ts'
import { closedLoop, median, quantile, type Round } from './measure.ts'

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '16' },
  },
})
const ROUNDS = Number(flags.rounds)
const MS = Number(flags.seconds) * 1_000
const CALLERS = Number(flags.callers)
const PIN = '739152'
const CARD = '6217 0012 3456 7893'

const say = (text: string): void => {
  if (!flags.json) console.log(text)
}

const startBare = async (): Promise<{ url: string; child: ChildProcess }> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-server.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout }))
    return { url: `${(JSON.parse(line) as { url: string }).url}/echo`, child }
  throw new Error('the bare server did not start')
}

const folder = mkdtempSync(join(tmpdir(), 'topay-bench-'))
const env = {
  TOPAY_ENV: 'test',
  TOPAY_DATA_DIR: folder,
  TOPAY_RATE_LIMIT: '1000000',
  TOPAY_CREDENTIAL_RATE_LIMIT: '1000000',
  LOG_LEVEL: 'error',
}

say(
  `Topay, ${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}; ${ROUNDS} rounds of ${MS} ms, ${CALLERS} callers\n`,
)
const timed = async () => {
  const start = performance.now()
  const server = await startTopay({ env })
  return { server, ms: performance.now() - start }
}
const first = await timed()
await first.server.stop()
const second = await timed()
const { server } = second
const bare = await startBare()
const quiet = { info: () => undefined, warn: () => undefined }
const database = await openEmbeddedPostgres({ dataDir: folder, log: quiet })
const pool = new Pool({ connectionString: database.url, max: CALLERS })

try {
  await pool.query('create table if not exists bench_row (id uuid primary key, n int not null)')
  const people = await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      const customer = await signUpCustomer(server.url)
      const card = await customer.api('addCard', { body: { number: CARD, holder_name: '陈思远' } })
      await customer.api('setPaymentPassword', { body: { payment_password: PIN } })
      await customer.api('topUp', {
        body: { card_id: card.id, amount: { amount: 50_000, currency: 'CNY' } },
        idempotencyKey: randomUUID(),
      })
      const opened = await customer.api('openCase', { body: { text: '您好' } })
      return { ...customer, case_id: opened.id, email: (await customer.api('getMe', {})).email ?? '' }
    }),
  )
  const person = (caller: number) => {
    const found = people[caller]
    if (!found) throw new Error('no such caller')
    return found
  }
  const { merchant_id } = await pool
    .query<{ id: string }>(
      "insert into merchant (id, name_zh, name_en, category, created_at) values ('mer_' || repeat('b', 32), '测速商户', 'Bench', 'coffee', now()) on conflict (id) do update set name_en = 'Bench' returning id",
    )
    .then(({ rows }) => ({ merchant_id: rows[0]?.id ?? '' }))
  const anonymous = apiOf(server.url)

  /** What is measured, by name. An order and its payment are one purchase. */
  const works: Record<string, (caller: number) => Promise<unknown>> = {
    'bare Fastify route': async () => {
      const response = await fetch(bare.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"hello"}',
      })
      await response.json()
    },
    'bare SQL transaction': async () => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query('insert into bench_row values ($1, 1)', [randomUUID()])
        await client.query('commit')
      } finally {
        client.release()
      }
    },
    'sign in': (caller) =>
      anonymous('signIn', {
        body: {
          identifier: person(caller).email,
          password: 'correct horse battery',
          token: true,
          device_token: person(caller).device_token,
        },
      }),
    'order and pay': async (caller) => {
      const { api } = person(caller)
      const order = await api('createOrder', {
        body: { merchant_id, amount: { amount: 1, currency: 'CNY' }, description: 'bench' },
      })
      const paid = await api('payOrder', {
        params: { order_id: order.id },
        body: { method: { type: 'balance' }, payment_password: PIN },
        idempotencyKey: randomUUID(),
      })
      if (paid.status !== 'succeeded') throw new Error(`payment ${paid.failure_code}`)
    },
    'send message': (caller) =>
      person(caller).api('sendMessage', {
        params: { case_id: person(caller).case_id },
        body: { text: '在吗' },
        idempotencyKey: randomUUID(),
      }),
  }
  const rounds: Record<string, Round[]> = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
  for (const work of Object.values(works)) await closedLoop(CALLERS, 500, work)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(works)) rounds[name]?.push(await closedLoop(CALLERS, MS, work))
  }

  const figures = Object.entries(rounds).map(([name, all]) => {
    const latencies = all.flatMap((round) => round.latencies)
    return {
      name,
      per_second: median(all.map((round) => round.rate)),
      p50_ms: quantile(latencies, 0.5),
      p99_ms: quantile(latencies, 0.99),
    }
  })
  const rateOf = (name: string) => figures.find((figure) => figure.name === name)?.per_second ?? Number.NaN
  const table = figures.map((figure) => ({
    ...figure,
    of_route: figure.per_second / rateOf('bare Fastify route'),
    of_transaction: figure.per_second / rateOf('bare SQL transaction'),
  }))
  if (flags.json) console.log(JSON.stringify({ start_ms: { first: first.ms, second: second.ms }, rates: table }))
  else {
    console.log(`start, new data folder   ${(first.ms / 1_000).toFixed(1)} s`)
    console.log(`start, second time       ${(second.ms / 1_000).toFixed(1)} s\n`)
    console.log(
      `${''.padEnd(22)}${'per second'.padStart(12)}${'p50 ms'.padStart(10)}${'p99 ms'.padStart(10)}${'of route'.padStart(11)}${'of SQL tx'.padStart(11)}`,
    )
    for (const row of table) {
      console.log(
        `${row.name.padEnd(22)}${row.per_second.toFixed(0).padStart(12)}${row.p50_ms.toFixed(1).padStart(10)}${row.p99_ms.toFixed(1).padStart(10)}${row.of_route.toFixed(3).padStart(11)}${row.of_transaction.toFixed(3).padStart(11)}`,
      )
    }
  }
} finally {
  await pool.end()
  await database.stop()
  bare.child.stdin?.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
