import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import { Logger, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Db, Tx } from './database/database.ts'
import { timestamp } from './clock.ts'
import type { Log } from './log.ts'

/** The work of one kind of job: gets its payload, may throw to be tried again with growing pauses. */
export type JobHandler = (payload: Record<string, unknown>) => Promise<void>
export type Jobs = Record<string, JobHandler>

/** Makes or updates the queue's own tables. */
export const migrateJobs = (url: string): Promise<void> =>
  runMigrations({ connectionString: url, logger: new Logger(() => () => {}) })

/**
 * Puts a job into the queue in the caller's transaction: it exists exactly when the transaction commits.
 * `runAt` RFC 3339, default at once; `key` replaces a waiting job of the same key.
 */
export const enqueue = async (
  tx: Tx | Db,
  task: string,
  payload: Record<string, unknown>,
  options: { runAt?: string; key?: string; maxAttempts?: number } = {},
): Promise<void> => {
  await sql`select graphile_worker.add_job(
    ${task}, ${JSON.stringify(payload)}::json, run_at => ${options.runAt ?? null}::timestamptz,
    job_key => ${options.key ?? null}, max_attempts => ${options.maxAttempts ?? 25}::int)`.execute(tx)
}

/** When a job of the crontab was to run, RFC 3339, however late it does; now, for a job that no crontab planned. */
export const plannedAt = ({ _cron }: Record<string, unknown>): string =>
  typeof _cron === 'object' && _cron !== null && 'ts' in _cron && typeof _cron.ts === 'string' ? _cron.ts : timestamp()

/** How often workers say that they live, and after how long a silent one counts as dead. */
const BEAT_MS = 5_000
const DEAD_AFTER_MS = 30_000

/** Notes that these workers live, and frees the jobs of workers that were killed: left alone, the queue would hold them for hours. */
const beat = async (pool: Pool, workers: Iterable<string>): Promise<void> => {
  // The database's own clock: the processes of a cluster need not agree on the time.
  await pool.query(
    `insert into job_worker (worker_id, seen_at) select unnest($1::text[]), now()
     on conflict (worker_id) do update set seen_at = excluded.seen_at`,
    [[...workers]],
  )
  await pool.query(
    `with dead as (delete from job_worker where seen_at < now() - $1 * interval '1 ms' returning worker_id)
     select graphile_worker.force_unlock_workers(array_agg(worker_id)) from dead having count(*) > 0`,
    [DEAD_AFTER_MS],
  )
}

/** What the queue's library wants of a kind of job. */
const taskListOf = (jobs: Jobs): TaskList =>
  Object.fromEntries(
    Object.entries(jobs).map(([name, handler]) => [
      name,
      async (payload: unknown) => {
        await handler(payload as Record<string, unknown>)
      },
    ]),
  )

/**
 * Starts the workers of this process. `crontab` lines run once over all processes. `slow`: jobs that wait for somebody else's computer; they get workers of
 * their own, `concurrency` of them too, so that they never keep the others waiting. Each set of workers keeps one connection of the pool to listen with.
 */
export const startJobs = async (options: {
  pool: Pool
  jobs: Jobs
  slow?: Jobs
  log: Log
  crontab?: string
  concurrency?: number
}): Promise<{ stop: () => Promise<void> }> => {
  const { pool, log, jobs, slow = {} } = options
  const logger = new Logger((scope) => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ job: scope.taskIdentifier, attempt: scope.jobId }, message)
    else log.trace(message)
  })
  const workers = new Set<string>()
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => workers.add(worker.workerId))
  // Workers take only the jobs in their own list.
  await using runners = new AsyncDisposableStack()
  const start = async (list: Jobs, crontab?: string): Promise<void> => {
    const runner = await run({
      pgPool: pool,
      taskList: taskListOf(list),
      logger,
      events,
      noHandleSignals: true,
      concurrency: options.concurrency ?? 4,
      pollInterval: 1_000,
      ...(crontab !== undefined && { crontab }),
    })
    runners.defer(() => runner.stop())
  }
  await start(jobs, options.crontab)
  if (Object.keys(slow).length > 0) await start(slow)
  await beat(pool, workers)
  const beating = setInterval(() => {
    beat(pool, workers).catch((error: unknown) => log.warn({ err: error }, 'could not note that the job workers live'))
  }, BEAT_MS)
  const running = runners.move()
  return {
    stop: async () => {
      clearInterval(beating)
      await running.disposeAsync()
      await pool.query('delete from job_worker where worker_id = any($1)', [[...workers]])
    },
  }
}
