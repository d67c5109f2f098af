import type { Config, Log } from '../platform/index.ts'
import { openEmbeddedPostgres, startEmbeddedPostgres } from '../platform/postgres/index.ts'

/** The PostgreSQL that a command works on. */
export interface DatabaseServer {
  url: string
  /** Where its files are, when Topay runs it itself. */
  directory?: string
  stop(): Promise<void>
}

/** The database of a server process: the one of DATABASE_URL, or the embedded one, which then is this process's to run. */
export async function startDatabase(config: Config, log: Log): Promise<DatabaseServer> {
  if (config.DATABASE_URL !== undefined) return ofSomebodyElse(config.DATABASE_URL)
  return await startEmbeddedPostgres({ dataDir: config.TOPAY_DATA_DIR, log })
}

/** The database of a short command, which may run beside a server. */
export async function openDatabaseServer(config: Config, log: Log): Promise<DatabaseServer> {
  if (config.DATABASE_URL !== undefined) return ofSomebodyElse(config.DATABASE_URL)
  return await openEmbeddedPostgres({ dataDir: config.TOPAY_DATA_DIR, log })
}

function ofSomebodyElse(url: string): DatabaseServer {
  return { url, stop: async () => undefined }
}
