import { sql } from 'kysely'
import type { Db, Jobs } from '../../packages/server/src/platform/index.ts'

/**
 * Runs the jobs that wait now, whenever they are due, once each; those of other tasks stay. One that throws is gone, as if it had been tried too often.
 * Answers how many ran.
 */
export const runWaitingJobs = async (db: Db, jobs: Jobs): Promise<number> => {
  const { rows } = await sql<{ id: string; task: string; payload: Record<string, unknown> }>`
    select j.id::text as id, t.identifier as task, j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id order by j.run_at, j.id`.execute(db)
  let ran = 0
  for (const { id, task, payload } of rows) {
    const job = jobs[task]
    if (!job) continue
    await sql`delete from graphile_worker._private_jobs where id = ${id}::bigint`.execute(db)
    await job(payload).catch(() => undefined)
    ran += 1
  }
  return ran
}
