import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Pool } from 'pg'
import { median } from '../../../perf/measure.ts'
import { createLedger, openAccount, transfer, type Ledger } from '../src/index.ts'

/** Wallets of the benchmark, opened once. */
export const WALLETS = 10_000
const LARGE = 1_000_000_000

/** Work that a caller does again and again, and how many operations one time of it counts for. */
export type Load = { name: string; operations: number; work: (caller: number) => Promise<unknown> }

export type Bench = {
  pool: Pool
  ledger: Ledger
  loads: Record<'bare' | 'random' | 'hot' | 'holds' | 'mixed' | 'single' | 'single_hot', Load>
  close(): Promise<void>
}

const wallet = (index: number) => `wallet:cus_${String(index).padStart(32, '0')}:CNY`
const random = (below: number) => Math.floor(Math.random() * below)

// Ids that grow, as those of real callers do (UUIDv7): 36 characters.
let issued = 0
const started = Date.now().toString(16).padStart(12, '0')
const nextId = () => {
  issued += 1
  return `${started.slice(0, 8)}-${started.slice(8)}-7000-8000-${issued.toString(16).padStart(12, '0')}`
}

/** Opens and funds the accounts and prepares every kind of load. */
export async function openBench(url: string): Promise<Bench> {
  const pool = new Pool({ connectionString: url, max: 20 })
  // connections that end with the server at the end of a run
  pool.on('error', () => undefined)
  const ledger = createLedger({ pool })
  await ledger.migrate()
  await pool.query('CREATE TABLE IF NOT EXISTS public.bench_row (id uuid PRIMARY KEY, n integer NOT NULL)')
  const client = await pool.connect()
  await client.query('BEGIN')
  await openAccount(client, { id: 'bank', type: 'bank_clearing', currency: 'CNY' })
  await openAccount(client, { id: 'empty', type: 'customer_wallet', currency: 'CNY' })
  await openAccount(client, { id: 'hot', type: 'merchant_balance', currency: 'CNY' })
  for (let index = 0; index < WALLETS; index += 1) {
    await openAccount(client, { id: wallet(index), type: 'customer_wallet', currency: 'CNY' })
  }
  await client.query('COMMIT')
  client.release()
  await ledger.transferBatch(
    Array.from({ length: WALLETS }, (_, index) => ({
      id: `funds ${index}`,
      kind: 'top_up',
      legs: [{ debit_account: 'bank', credit_account: wallet(index), amount: LARGE }],
    })),
  )
  await pool.query('VACUUM ANALYZE ledger.account, ledger.transfer, ledger.entry')

  const payment = (from: string, to: string) => ({
    id: nextId(),
    kind: 'payment',
    legs: [{ debit_account: from, credit_account: to, amount: 1 + random(100) }],
  })
  const pair = (): [string, string] => {
    const from = random(WALLETS)
    return [wallet(from), wallet((from + 1 + random(WALLETS - 1)) % WALLETS)]
  }
  const ignoreRefusal = () => undefined
  let lastInput = payment(...pair())
  const loads: Bench['loads'] = {
    bare: {
      name: 'bare INSERT + COMMIT',
      operations: 1,
      work: () => pool.query({ name: 'bare', text: 'INSERT INTO public.bench_row VALUES (gen_random_uuid(), 1)' }),
    },
    random: { name: 'batched, random pairs', operations: 1, work: () => ledger.transfer(payment(...pair())) },
    hot: { name: 'batched, one hot account', operations: 1, work: () => ledger.transfer(payment(pair()[0], 'hot')) },
    holds: {
      name: 'batched, hold then capture',
      operations: 2,
      work: async () => {
        const { id } = await ledger.hold(payment(...pair()))
        await ledger.capture({ id: nextId(), hold_id: id })
      },
    },
    mixed: {
      name: 'batched, 5 % refused, 2 % replayed',
      operations: 1,
      work: () => {
        const dice = random(100)
        if (dice < 5) return ledger.transfer(payment('empty', pair()[1])).catch(ignoreRefusal)
        if (dice < 7) return ledger.transfer(lastInput)
        lastInput = payment(...pair())
        return ledger.transfer(lastInput)
      },
    },
    single: { name: 'single, random pairs', operations: 1, work: () => transfer(pool, payment(...pair())) },
    single_hot: {
      name: 'single, one hot account',
      operations: 1,
      work: () => transfer(pool, payment(pair()[0], 'hot')),
    },
  }
  return {
    pool,
    ledger,
    loads,
    async close() {
      await ledger.close()
      await pool.end()
    },
  }
}

/** Seconds of `pgbench` that are not counted. */
const WARM_UP = 4

/** A TPC-B-like transaction at scale 10, prepared, run for a time: transactions a second. */
export type TpcB = { by: 'pgbench' | 'driver'; run(callers: number, seconds: number): Promise<number> }

/** Real `pgbench` where it is installed, else the same statements over our driver. */
export async function openTpcB(url: string, pool: Pool): Promise<TpcB> {
  const run = promisify(execFile)
  try {
    await run('pgbench', ['-i', '-q', '-s', '10', url])
    return {
      by: 'pgbench',
      async run(callers, seconds) {
        // connecting and the first plans of 64 sessions take seconds, which are not counted: only what comes after
        const time = String(WARM_UP + Math.max(2, Math.ceil(seconds)))
        const args = ['-n', '-M', 'prepared', '-c', String(callers), '-j', '2', '-P', '1', '-T', time, url]
        const { stderr } = await run('pgbench', args)
        const rates = [...stderr.matchAll(/^progress: ([\d.]+) s, ([\d.]+) tps/gm)]
        return median(rates.filter(([, at]) => Number(at) > WARM_UP).map(([, , rate]) => Number(rate)))
      },
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await pool.query(TPCB_TABLES)
    return { by: 'driver', run: (callers, seconds) => tpcbOverDriver(url, callers, seconds) }
  }
}

const TPCB_TABLES = `
  CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor = 100);
  CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
  CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
  CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
  INSERT INTO pgbench_branches SELECT i, 0, '' FROM generate_series(1, 10) i;
  INSERT INTO pgbench_tellers SELECT i, (i - 1) / 10 + 1, 0, '' FROM generate_series(1, 100) i;
  INSERT INTO pgbench_accounts SELECT i, (i - 1) / 100000 + 1, 0, '' FROM generate_series(1, 1000000) i;
  VACUUM ANALYZE pgbench_branches, pgbench_tellers, pgbench_accounts`

async function tpcbOverDriver(url: string, callers: number, seconds: number): Promise<number> {
  const pool = new Pool({ connectionString: url, max: callers })
  const end = performance.now() + seconds * 1000
  let done = 0
  const one = async () => {
    const client = await pool.connect()
    const say = (name: string, text: string, values: number[]) => client.query({ name, text, values })
    while (performance.now() < end) {
      const [aid, tid, bid, delta] = [1 + random(1_000_000), 1 + random(100), 1 + random(10), random(10_001) - 5000]
      await client.query('BEGIN')
      await say('a', 'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2', [delta, aid])
      await say('s', 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', [aid])
      await say('t', 'UPDATE pgbench_tellers SET tbalance = tbalance + $1 WHERE tid = $2', [delta, tid])
      await say('b', 'UPDATE pgbench_branches SET bbalance = bbalance + $1 WHERE bid = $2', [delta, bid])
      const history = 'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES ($1, $2, $3, $4, now())'
      await say('h', history, [tid, bid, aid, delta])
      await client.query('COMMIT')
      done += 1
    }
    client.release()
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: callers }, one))
  const rate = (done * 1000) / (performance.now() - started)
  await pool.end()
  return rate
}
