import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Config, Log } from '../platform/index.ts'
import { startSandboxBank } from '../sandbox-bank/index.ts'
import { bankSecrets } from '../wallet/index.ts'

/** The bank connector of a server. */
export interface Bank {
  url: string
  stop(): Promise<void>
}

/**
 * The bank of TOPAY_BANK_URL, or a sandbox bank started beside the server and kept up: when it ends unasked it is started
 * again on the port it had.
 */
export async function startBank(config: Config, log: Log): Promise<Bank> {
  if (config.TOPAY_BANK_URL !== undefined) return { url: config.TOPAY_BANK_URL, stop: async () => undefined }
  const settings = { dataDir: path.join(config.TOPAY_DATA_DIR, 'bank'), ...bankSecrets(config) }
  let current = await startSandboxBank(settings)
  const { port, url } = current
  const stopping = new AbortController()

  const watching = (async () => {
    for (;;) {
      await current.exited
      if (stopping.signal.aborted) return
      log.warn({}, 'the sandbox bank ended unexpectedly, starting it again')
      try {
        current = await startSandboxBank({ ...settings, port })
      } catch (error) {
        log.warn({ err: error }, 'the sandbox bank did not start, trying again')
        await delay(500)
      }
      if (stopping.signal.aborted) return await current.stop()
    }
  })()

  return {
    url,
    async stop() {
      stopping.abort()
      await current.stop()
      await watching
    },
  }
}
