/**
 * `npm run bench:ledger`: operations a second, p50 and p99 at 16, 64 and 1,024 callers, posted in batches and one by one, beside two limits measured in
 * the same run: TPC-B (pgbench, prepared, scale 10) and a bare INSERT with its COMMIT. Everything takes turns, round by round, so that what counts, the
 * ratios, hold on a machine whose speed drifts.
 *   --json          for programs
 *   --rounds 5      turns of everything; medians are reported
 *   --seconds 2     each time
 *   --callers 16,64,1024
 *   --grow 10000000 afterwards, how the rate holds while the books grow to so many entries (filled by set-based statements; verified at the end)
 *   --url           a PostgreSQL of your own, empty; else one is started with its durable default settings
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { closedLoop, median, quantile } from '../../../perf/measure.ts'
import { grow } from './grow.ts'
import { openBench, openTpcB, type Bench, type Load, type TpcB } from './load.ts'
import { report, type Cell } from './report.ts'

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '16,64,1024' },
    grow: { type: 'string', default: '0' },
    url: { type: 'string' },
  },
})
const rounds = Number(flags.rounds)
const seconds = Number(flags.seconds)
const callerCounts = flags.callers.split(',').map(Number)
const say = (line: string) => {
  if (!flags.json) console.log(line)
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'topay-bench-'))
const postgres = flags.url ? { url: flags.url, stop: async () => undefined } : await startPostgres()
try {
  const bench = await openBench(postgres.url)
  try {
    const tpcb = await openTpcB(postgres.url, bench.pool)
    const { rows } = await bench.pool.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
    say(`PostgreSQL ${rows[0]?.version}, ${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`)
    say(`${rounds} rounds of ${seconds} s each; TPC-B by ${tpcb.by}\n`)
    const cells = await measure(bench, tpcb)
    const growth = await grow(bench, { most: Number(flags.grow), seconds, say })
    const startedVerify = performance.now()
    const verification = await bench.ledger.verify()
    const verifySeconds = (performance.now() - startedVerify) / 1000
    const result = report({
      cells,
      growth,
      verified: verification.ok,
      entries: verification.entries,
      verify_seconds: verifySeconds,
    })
    console.log(flags.json ? JSON.stringify(result.data) : result.text)
    if (!verification.ok) throw new Error(`the books are not whole: ${JSON.stringify(verification.problems)}`)
  } finally {
    await bench.close()
  }
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function startPostgres() {
  const { startEmbeddedPostgres } = await import('../../server/src/platform/postgres/index.ts')
  const quiet = { info: () => undefined, warn: () => undefined }
  return await startEmbeddedPostgres({ dataDir, log: quiet })
}

/** Every load at every number of callers, round after round. */
async function measure(bench: Bench, tpcb: TpcB): Promise<Cell[]> {
  const { bare, random, hot, holds, mixed, single, single_hot: singleHot } = bench.loads
  const plan: { load: Load; callers: number }[] = [
    { load: bare, callers: 1 },
    { load: single, callers: 1 },
    { load: random, callers: 1 },
    ...callerCounts.flatMap((callers) =>
      [bare, random, hot, holds, mixed, single, singleHot].map((load) => ({ load, callers })),
    ),
  ]
  const rates = plan.map((): number[] => [])
  const latencies = plan.map((): number[] => [])
  // pgbench needs a connection a client, which PostgreSQL does not have for a thousand
  const tpcbCallers = callerCounts.filter((callers) => callers <= 64)
  const tpcbRates = tpcbCallers.map((): number[] => [])
  for (const { load, callers } of plan) await closedLoop(callers, 200, load.work)
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, callers] of tpcbCallers.entries()) tpcbRates[index]?.push(await tpcb.run(callers, seconds))
    for (const [index, { load, callers }] of plan.entries()) {
      const found = await closedLoop(callers, seconds * 1000, load.work)
      rates[index]?.push(found.rate * load.operations)
      latencies[index]?.push(...found.latencies)
    }
    say(`round ${round} of ${rounds} done`)
  }
  return [
    ...tpcbCallers.map((callers, index) => ({
      name: 'TPC-B',
      callers,
      per_second: median(tpcbRates[index] ?? []),
      p50_ms: null,
      p99_ms: null,
    })),
    ...plan.map(({ load, callers }, index) => ({
      name: load.name,
      callers,
      per_second: median(rates[index] ?? []),
      p50_ms: quantile(latencies[index] ?? [], 0.5),
      p99_ms: quantile(latencies[index] ?? [], 0.99),
    })),
  ]
}
