import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Client } from 'pg'
import * as ledger from '@topay/ledger'
import { migrateJobs } from '../jobs.ts'

const folder = new URL('../../../migrations/', import.meta.url)

/**
 * Brings a database up to date: our numbered SQL files, the ledger's, the job queue's. Safe at every start and beside other starting servers: an advisory
 * lock lets one work while the others wait. Throws when a file that was applied has changed since, or when the PostgreSQL is older than 15.
 */
export const migrate = async (url: string): Promise<{ applied: string[] }> => {
  const client = new Client({ connectionString: url, application_name: 'topay migrate' })
  await client.connect()
  try {
    const version = Number(
      (await client.query<{ server_version_num: string }>('show server_version_num')).rows[0]?.server_version_num,
    )
    if (version < 150_000) throw new Error(`PostgreSQL 15 or newer is needed, this is ${Math.floor(version / 10_000)}`)
    await client.query("select pg_advisory_lock(hashtext('topay.migrate'))")
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const done = new Map(
      (await client.query<{ name: string; sha256: string }>('select name, sha256 from migration')).rows.map((row) => [
        row.name,
        row.sha256,
      ]),
    )
    const applied: string[] = []
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .toSorted()) {
      const sql = readFileSync(new URL(name, folder), 'utf8')
      const hash = createHash('sha256').update(sql).digest('hex')
      if (done.has(name)) {
        if (done.get(name) !== hash)
          throw new Error(`migration ${name} was applied in another form; add a new file instead of changing it`)
        continue
      }
      await client.query('begin')
      await client.query(sql)
      await client.query('insert into migration (name, sha256) values ($1, $2)', [name, hash])
      await client.query('commit')
      applied.push(name)
    }
    await ledger.migrate(client)
    await migrateJobs(url)
    return { applied }
  } finally {
    // Ends the session, and with it the advisory lock and an open transaction.
    await client.end()
  }
}
