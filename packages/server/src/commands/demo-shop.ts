import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { noteShop, renewShopKey } from '../demo/index.ts'
import { type Config, inTx, type Log, openDatabase, type Tx } from '../platform/index.ts'

const program = fileURLToPath(new URL('../../../../examples/demo-shop/shop.ts', import.meta.url))
const START_TIMEOUT_MS = 15_000

/** The demo shop of a server. */
export interface DemoShop {
  url: string
  stop(): Promise<void>
}

/**
 * Starts the demo shop as a process of its own, with a fresh key of its merchant: like any shop it knows Topay by the public API only. A demo goes on without
 * its shop, so that whatever keeps it from starting is logged and null is answered.
 */
export async function startDemoShop(
  config: Config,
  log: Log,
  at: { databaseUrl: string; url: string },
): Promise<DemoShop | null> {
  if (!existsSync(program)) return null
  try {
    const apiKey = await withTx(at.databaseUrl, log, (tx) => renewShopKey(tx, at.url))
    const shop = await run({ SHOP_API_KEY: apiKey, SHOP_PORT: String(config.TOPAY_SHOP_PORT), TOPAY_URL: at.url })
    await withTx(at.databaseUrl, log, (tx) => noteShop(tx, at.url, shop.url))
    return shop
  } catch (error) {
    log.warn({ err: error }, 'the demo shop did not start')
    return null
  }
}

async function withTx<T>(databaseUrl: string, log: Log, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase({ url: databaseUrl, size: 1, log })
  try {
    return await inTx(db, work)
  } finally {
    await close()
  }
}

/** Runs it until it says where it listens. It ends when the channel to it closes, so it never outlives this process. */
async function run(settings: Record<string, string>): Promise<DemoShop> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const patience = AbortSignal.timeout(START_TIMEOUT_MS)
  const first = await Promise.race([
    once(child, 'message', { signal: patience }).then(([message]) => message as { url: string }),
    exited.then(() => null),
  ]).catch(() => null)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
  }
  if (!first) {
    if (child.exitCode === null && child.signalCode === null) await stop()
    throw new Error('the demo shop ended before it was ready')
  }
  return { url: first.url, stop }
}
