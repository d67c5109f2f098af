import { createLog, type Db, loadConfig, openDatabase } from '../platform/index.ts'
import { openDatabaseServer } from './database.ts'

/** Runs a short command on the database of this installation, whether or not a server is running on it. */
export const withDatabase = async (work: (db: Db) => Promise<void>): Promise<void> => {
  const config = loadConfig(process.env)
  const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const server = await openDatabaseServer(config, log)
  try {
    const { db, close } = openDatabase({ url: server.url, size: 2, log })
    try {
      await work(db)
    } finally {
      await close()
    }
  } finally {
    await server.stop()
  }
}
