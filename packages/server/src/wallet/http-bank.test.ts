import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectorContract } from '../../../../tests/support/connector-contract.ts'
import { sandboxCardNumber, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { createLog, timestamp } from '../platform/index.ts'
import { chinaClock, createHttpBank } from './index.ts'

connectorContract('HTTP, with the sandbox bank', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  const secrets = { apiKey: 'a key of the test', callbackSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
  const bank = await startSandboxBank({ dataDir: folder, ...secrets })
  const log = createLog({ level: 'silent' })
  return {
    url: bank.url,
    connect: (url, timeoutMs) => createHttpBank({ url, timeoutMs, log, ...secrets }),
    cards: {
      good: sandboxCardNumber(),
      declined: { number: sandboxCardNumber({ trigger: '051' }), code: '51' },
      invalid: '6217 0012 3456 7894',
    },
    today: () => chinaClock(timestamp()).date,
    close: async () => {
      await bank.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
