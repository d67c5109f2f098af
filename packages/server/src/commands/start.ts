import { startServer } from '../app.ts'
import { demoAccounts } from '../demo/index.ts'
import { type Config, createLog, loadConfig, type Log, migrate, openDatabase } from '../platform/index.ts'
import { issueSetupToken } from '../staff/index.ts'
import { type DatabaseServer, startDatabase } from './database.ts'
import { startDemoShop } from './demo-shop.ts'
import { loadDemoWorld } from './demo-world.ts'
import { startBank } from './sandbox-bank.ts'
import { welcomeBox, type WelcomeLine } from './welcome.ts'

/** A part of the running system. */
interface Part {
  stop(): Promise<void>
}

/** `topay start`: starts the parts from the ground up, serves until it is told to stop, and stops them the other way round. */
export async function start(): Promise<void> {
  const config = loadConfig(process.env)
  const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const stop = stopSignal()
  const parts: Part[] = []
  try {
    say('正在启动数据库……', 'Starting the database ...')
    const database = await startDatabase(config, log)
    parts.push(database)
    await migrate(database.url)
    const bank = await startBank(config, log)
    parts.push(bank)
    if (stop.aborted) return

    const at = { databaseUrl: database.url, bankUrl: bank.url }
    const hasDemo = wantsDemoWorld(config) && (await loadWithWords(config, log, at, stop))
    if (stop.aborted) return
    const setupToken = hasDemo ? null : await newSetupToken(database.url, log)

    const server = await startServer({ config, ...at, log })
    parts.push({ stop: server.close })
    const shop = hasDemo ? await startDemoShop(config, log, { databaseUrl: database.url, url: server.url }) : null
    if (shop) parts.push(shop)
    if (stop.aborted) return
    const url = config.TOPAY_PUBLIC_URL ?? server.url
    console.log(welcome({ config, database, url, shopUrl: shop?.url ?? null, hasDemo, setupToken }))
    console.log(`Topay is ready at ${server.url}`)
    await aborted(stop)
    say('正在停止……', 'Stopping ...')
  } finally {
    for (const part of parts.toReversed()) await part.stop()
  }
}

/** Tests make the people they need themselves, and want the outbox of the demo without its world. */
function wantsDemoWorld(config: Config): boolean {
  return config.demo && config.TOPAY_ENV !== 'test'
}

/**
 * Whether the demo world is there, after loading it when the database is empty; a load that takes time is announced.
 * Asked to stop meanwhile, it does not wait: the world is one transaction, of which nothing stays.
 */
async function loadWithWords(
  config: Config,
  log: Log,
  at: { databaseUrl: string; bankUrl: string },
  stop: AbortSignal,
): Promise<boolean> {
  const words = setTimeout(() => {
    say(
      '正在载入演示数据，仅首次需要，不到一分钟……',
      'Loading the demo world, only this first time, under a minute ...',
    )
  }, 500)
  const loading = loadDemoWorld(config, log, at)
  try {
    const result = await Promise.race([loading, aborted(stop)])
    if (stop.aborted) loading.catch(() => undefined)
    return result === 'loaded' || result === 'present'
  } finally {
    clearTimeout(words)
  }
}

/** The token of the link that makes the first administrator; null when there is staff already. */
async function newSetupToken(databaseUrl: string, log: Log): Promise<string | null> {
  const { db, close } = openDatabase({ url: databaseUrl, size: 2, log })
  try {
    return await issueSetupToken(db)
  } finally {
    await close()
  }
}

/** Aborts when the process is asked to end; asking twice changes nothing, since stopping in order takes only moments. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort())
  return controller.signal
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function say(zh: string, en: string): void {
  console.log(`${zh}  ${en}`)
}

function welcome(at: {
  config: Config
  database: DatabaseServer
  url: string
  shopUrl: string | null
  hasDemo: boolean
  setupToken: string | null
}): string {
  const { config, database, url, shopUrl, hasDemo, setupToken } = at
  const addresses: WelcomeLine[] = [
    { zh: '客户应用', en: 'Customer app', value: `${url}/` },
    { zh: '客服工作台', en: 'Support desk', value: `${url}/desk/` },
    ...(shopUrl === null ? [] : [{ zh: '演示小店', en: 'Demo shop', value: `${shopUrl}/` }]),
    { zh: '接口文档', en: 'API reference', value: `${url}/api/docs` },
  ]
  const accounts: WelcomeLine[] = demoAccounts.map(({ label, identifier, password, payment_password }) => ({
    ...label,
    value: [identifier, password, ...(payment_password ? [`支付密码 pay ${payment_password}`] : [])].join('   '),
  }))
  const firstAdministrator: WelcomeLine = {
    zh: '创建首位管理员',
    en: 'First administrator',
    value: `${url}/desk/setup?token=${setupToken}`,
  }
  const places: WelcomeLine[] = [
    { zh: '数据', en: 'Data', value: config.TOPAY_DATA_DIR },
    { zh: '数据库', en: 'Database', value: database.directory ?? 'DATABASE_URL' },
  ]
  const people = [hasDemo ? accounts : [], setupToken === null ? [] : [firstAdministrator]].filter(
    (part) => part.length > 0,
  )
  return welcomeBox('Topay', [addresses, ...people, places])
}
