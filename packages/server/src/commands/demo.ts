import { createLog, loadConfig, migrate } from '../platform/index.ts'
import { startDatabase } from './database.ts'
import { loadDemoWorld } from './demo-world.ts'
import { startBank } from './sandbox-bank.ts'

const ANSWERS = {
  loaded: 'The demo world is loaded.',
  present: 'The demo world is there already.',
  in_use: 'Nothing was loaded: this installation has data of its own.',
}

/** `topay demo`: loads the demo world into an empty installation that no server serves. */
export async function demo(): Promise<void> {
  const config = loadConfig(process.env)
  if (!config.demo)
    throw new Error('The demo world has known passwords: it is refused in production and with TOPAY_DEMO=off.')
  const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const database = await startDatabase(config, log)
  try {
    await migrate(database.url)
    const bank = await startBank(config, log)
    try {
      const result = await loadDemoWorld(config, log, { databaseUrl: database.url, bankUrl: bank.url })
      console.log(ANSWERS[result])
      if (result === 'in_use') process.exitCode = 1
    } finally {
      await bank.stop()
    }
  } finally {
    await database.stop()
  }
}
