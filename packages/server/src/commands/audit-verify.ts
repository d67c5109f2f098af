import { verifyAudit } from '../audit/index.ts'
import { createLog, loadConfig, openDatabase } from '../platform/index.ts'
import { openDatabaseServer } from './database.ts'

/** `topay audit verify`: checks the whole record of who did what. Exit code 1 when it is not whole. */
export async function auditVerify(): Promise<void> {
  const config = loadConfig(process.env)
  const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const server = await openDatabaseServer(config, log)
  try {
    const { db, close } = openDatabase({ url: server.url, size: 2, log })
    try {
      const verdict = await verifyAudit(db)
      if (verdict.ok) {
        console.log(`The record is whole: ${verdict.entries} entries, head ${verdict.head ?? '(none)'}.`)
      } else {
        console.error(`The record was tampered with: entry ${verdict.broken_at} is not what was written.`)
        process.exitCode = 1
      }
    } finally {
      await close()
    }
  } finally {
    await server.stop()
  }
}
