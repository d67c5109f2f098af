import { loadDemo } from '../demo/index.ts'
import { type Config, type Log, openDatabase } from '../platform/index.ts'
import { bankSecrets, createHttpBank } from '../wallet/index.ts'

/** Loads the demo world into a migrated, empty database, with the sandbox bank at `bankUrl`. */
export async function loadDemoWorld(
  config: Config,
  log: Log,
  at: { databaseUrl: string; bankUrl: string },
): Promise<'loaded' | 'present' | 'in_use'> {
  // A bank that fails is part of the story that is told: no reason to warn the operator.
  const quiet = log.child({}, { level: 'error' })
  const { db, close } = openDatabase({ url: at.databaseUrl, size: config.TOPAY_DATABASE_POOL, log })
  try {
    const timeoutMs = config.TOPAY_BANK_TIMEOUT_MS
    const bank = createHttpBank({ url: at.bankUrl, timeoutMs, log: quiet, ...bankSecrets(config) })
    return await loadDemo({ db, databaseUrl: at.databaseUrl, bank, config, log: quiet })
  } finally {
    await close()
  }
}
