import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { migrate, openAccount, transfer, verify } from '../src/index.ts'
import { generator, idOf, WALLETS } from './requests.ts'

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Who is killed: the process that posts, all of PostgreSQL, one of its backends, or the first two together. */
const VICTIMS = ['worker', 'postgres', 'backend', 'both'] as const
type Victim = (typeof VICTIMS)[number]

export type DrillOptions = {
  /** Address of a PostgreSQL that is started again by itself when it dies. */
  url: string
  /** Its data folder, where it writes its process id. */
  directory: string
  kills: number
  seed: number
  log?: (line: string) => void
}

export type DrillReport = {
  kills: Record<Victim, number>
  /** Kills while operations were under way. */
  in_flight: number
  /** Different operations, each sent at least once. */
  sent: number
  /** Answered operations, refusals included, all of them found in the books as they were answered. */
  acknowledged: number
  /** Sent again after they had been answered, and answered the same. */
  answered_again: number
  /** In the books once although nobody was told before the end. */
  unanswered: number
  entries: number
}

/**
 * Kills the poster and PostgreSQL (kill -9) under load, again and again, then proves that every acknowledged operation
 * is in the books as it was acknowledged, that none was applied twice, and that the books are whole.
 * @throws AssertionError when they are not
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const random = generator(options.seed)
  const log = options.log ?? (() => undefined)
  await withPool(options.url, setUp)

  const pending = new Set<number>()
  const outcomes = new Map<number, string>()
  const kills: Record<Victim, number> = { worker: 0, postgres: 0, backend: 0, both: 0 }
  let next = 0
  let inFlight = 0
  let again = 0
  const worker = () => {
    // those left open, and some answered before, which must be answered the same
    const answered = [...outcomes.keys()].slice(-10)
    return startWorker(options.url, next, [...pending, ...answered], (kind, number, outcome) => {
      next = Math.max(next, number + 1)
      if (kind === 's') {
        if (!outcomes.has(number)) pending.add(number)
        return
      }
      pending.delete(number)
      if (NOT_KEPT.has(outcome)) return
      const before = outcomes.get(number)
      assert.ok(before === undefined || before === outcome, `${idOf(number)}: first ${before}, then ${outcome}`)
      if (before !== undefined) again += 1
      outcomes.set(number, outcome)
    })
  }

  let running = worker()
  try {
    for (let count = 1; count <= options.kills; count += 1) {
      await running.answers(40 + random(200))
      const victim = VICTIMS[random(VICTIMS.length)] ?? 'worker'
      kills[victim] += 1
      if (pending.size > 0) inFlight += 1
      log(`${count}/${options.kills}: kill -9 ${victim}, ${outcomes.size} acknowledged, ${pending.size} in flight`)
      if (victim === 'postgres' || victim === 'both') await killPostmaster(options.directory)
      if (victim === 'backend') await killBackend(options.url)
      if (victim === 'worker' || victim === 'both') {
        await running.kill()
        running = worker()
      }
    }
    await running.answers(100)
  } finally {
    await running.kill()
  }
  const { entries, unanswered } = await withPool(options.url, (pool) => check(pool, outcomes, next))
  return {
    kills,
    in_flight: inFlight,
    sent: next,
    acknowledged: outcomes.size,
    answered_again: again,
    unanswered,
    entries,
  }
}

async function setUp(pool: Pool): Promise<void> {
  await migrate(pool)
  await openAccount(pool, { id: 'bank', type: 'bank_clearing', currency: 'CNY' })
  await openAccount(pool, { id: 'fees', type: 'fee_income', currency: 'CNY' })
  for (const id of [...WALLETS, 'hot']) {
    await openAccount(pool, { id, type: 'customer_wallet', currency: 'CNY' })
    const legs = [{ debit_account: 'bank', credit_account: id, amount: 100_000 }]
    await transfer(pool, { id: `funds of ${id}`, kind: 'top_up', legs })
  }
}

/** Answers that leave nothing in the books, so that a later try may end otherwise. */
const NOT_KEPT = new Set(['CONFLICT', 'UNAVAILABLE', 'OVERLOADED', 'ID_REUSED'])

async function check(pool: Pool, outcomes: ReadonlyMap<number, string>, sent: number) {
  const { rows } = await pool.query<{ id: string; refusal: string | null }>(
    `SELECT id, refusal FROM ledger.transfer WHERE id LIKE 'drill %' ORDER BY id`,
  )
  const books = new Map(rows.map(({ id, refusal }) => [id, refusal ?? 'ok']))
  assert.equal(books.size, rows.length, 'an operation is in the books twice')
  for (const [number, outcome] of outcomes) {
    assert.equal(books.get(idOf(number)), outcome, `${idOf(number)} was acknowledged as ${outcome}`)
  }
  const last = rows.at(-1)
  assert.ok(last && last.id < idOf(sent), `${last?.id} is in the books and was never sent`)
  // exactly the entries that the legs of each operation call for, sums and hashes right: nothing was applied twice
  const found = await verify(pool)
  assert.deepEqual(found.problems, [])
  return { entries: found.entries, unanswered: books.size - outcomes.size }
}

type OnLine = (kind: string, number: number, outcome: string) => void

function startWorker(url: string, first: number, again: number[], onLine: OnLine) {
  const child: ChildProcess = spawn(process.execPath, [WORKER, url, String(first), again.join(',')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let answered = 0
  let wake = () => {}
  let failure: unknown
  assert.ok(child.stdout)
  const lines = createInterface({ input: child.stdout })
  const drained = once(lines, 'close')
  lines.on('line', (line) => {
    const [kind = '', number = '', outcome = ''] = line.split(' ')
    try {
      onLine(kind, Number(number), outcome)
    } catch (error) {
      failure = error
    }
    if (kind === 'a') answered += 1
    wake()
  })
  void exited.then(() => wake())
  return {
    /** Waits until this many more were answered. */
    async answers(count: number): Promise<void> {
      const goal = answered + count
      for (;;) {
        if (failure) throw failure
        if (answered >= goal) return
        assert.equal(child.exitCode, null, 'the worker ended by itself')
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await exited
      // what it had said before it died counts
      await drained
      if (failure) throw failure
    },
  }
}

/** Kills the postmaster, with which all its backends end. One that is just coming back is waited for. */
async function killPostmaster(directory: string): Promise<void> {
  await until(async () => {
    const text = await readFile(path.join(directory, 'postmaster.pid'), 'utf8').catch(() => '')
    return kill(Number(text.split('\n')[0]))
  })
}

/** Kills a backend in the middle of a batch. PostgreSQL then ends all the others and recovers. */
async function killBackend(url: string): Promise<void> {
  await until(() =>
    withPool(url, async (pool) => {
      const { rows } = await pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE query LIKE '%ledger.post(%' AND pid <> pg_backend_pid()
         ORDER BY state = 'active' DESC LIMIT 1`,
      )
      return kill(rows[0]?.pid ?? 0)
    }),
  )
}

/** Was there such a process to kill? */
function kill(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

async function until(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 1; !(await attempt()); tries += 1) {
    assert.ok(tries < 600, 'there was nothing to kill')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Runs work on a pool of its own, again and again while PostgreSQL is coming back. */
async function withPool<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const pool = new Pool({ connectionString: url, max: 1 })
    pool.on('error', () => undefined)
    try {
      return await work(pool)
    } catch (error) {
      if (error instanceof assert.AssertionError || attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    } finally {
      await pool.end()
    }
  }
}
