import { startServer } from '../app.ts'
import { type Config, createLog, loadConfig, migrate } from '../platform/index.ts'
import { type DatabaseServer, startDatabase } from './database.ts'
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

    const server = await startServer({ config, databaseUrl: database.url, bankUrl: bank.url, log })
    parts.push({ stop: server.close })
    if (stop.aborted) return
    console.log(welcome(config, server.url, database))
    console.log(`Topay is ready at ${server.url}`)
    await aborted(stop)
    say('正在停止……', 'Stopping ...')
  } finally {
    for (const part of parts.toReversed()) await part.stop()
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

function welcome(config: Config, url: string, database: DatabaseServer): string {
  const addresses: WelcomeLine[] = [
    { zh: '客户应用', en: 'Customer app', value: `${url}/` },
    { zh: '客服工作台', en: 'Support desk', value: `${url}/desk/` },
    { zh: '接口文档', en: 'API reference', value: `${url}/api/docs` },
  ]
  const places: WelcomeLine[] = [
    { zh: '数据', en: 'Data', value: config.TOPAY_DATA_DIR },
    { zh: '数据库', en: 'Database', value: database.directory ?? 'DATABASE_URL' },
  ]
  return welcomeBox('Topay', [addresses, places])
}
