import { sql } from 'kysely'
import { Logger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Db, Tx } from './database/database.ts'
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

/** Starts the workers of this process. `crontab` lines run once over all processes. */
export const startJobs = (options: {
  pool: Pool
  jobs: Jobs
  log: Log
  crontab?: string
  concurrency?: number
}): Promise<Runner> => {
  const tasks: TaskList = Object.fromEntries(
    Object.entries(options.jobs).map(([name, handler]) => [
      name,
      async (payload: unknown) => {
        await handler(payload as Record<string, unknown>)
      },
    ]),
  )
  const logger = new Logger((scope) => (level, message) => {
    if (level === 'error' || level === 'warning')
      options.log.warn({ job: scope.taskIdentifier, attempt: scope.jobId }, message)
    else options.log.trace(message)
  })
  return run({
    pgPool: options.pool,
    taskList: tasks,
    logger,
    noHandleSignals: true,
    concurrency: options.concurrency ?? 4,
    pollInterval: 1_000,
    ...(options.crontab !== undefined && { crontab: options.crontab }),
  })
}
