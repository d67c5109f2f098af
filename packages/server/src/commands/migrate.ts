import { createLog, loadConfig, migrate } from '../platform/index.ts'
import { openDatabaseServer } from './database.ts'

/** `topay migrate`: brings the database up to date and says what was applied. */
export async function migrateCommand(): Promise<void> {
  const config = loadConfig(process.env)
  const database = await openDatabaseServer(
    config,
    createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY }),
  )
  try {
    const { applied } = await migrate(database.url)
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied:\n${applied.join('\n')}`)
  } finally {
    await database.stop()
  }
}
