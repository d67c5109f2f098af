import { setTimeout as delay } from 'node:timers/promises'

import { onPaymentSettled } from '../payment-help/index.ts'
import {
  type Config,
  createLog,
  type Db,
  enqueue,
  loadConfig,
  type Log,
  openDatabase,
  timestamp,
} from '../platform/index.ts'
import {
  findDay,
  lastDueDay,
  RECONCILE_DAY,
  reconcileDay,
  reconciliationPolicy,
  type ReconciliationOverview,
} from '../reconciliation/index.ts'
import { bankSecrets, createHttpBank } from '../wallet/index.ts'
import { openDatabaseServer } from './database.ts'
import { startBank } from './sandbox-bank.ts'

/** How long a running server may take to compare a day, and how often it is looked at, in milliseconds. */
const PATIENCE_MS = 120_000
const LOOK_EVERY_MS = 300
/** A job worker that was not heard of for so long does not count as running, in seconds. */
const SILENT_SECONDS = 30

/**
 * `topay reconcile`: compares a day with the bank's file now. A running server does it, since the bank is beside it; without one the command does it itself.
 * Exit code 1 when something differs.
 * @param options `date` such as 2026-11-23, a day that is over in China; the last one that is due when left out
 */
export async function reconcile(options: { date?: string }): Promise<void> {
  const config = loadConfig(process.env)
  const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY })
  const date = options.date ?? lastDueDay(timestamp())
  if (!isOver(date)) throw new Error(`Not a day that is over in China: ${date}. Write it like 2026-11-23.`)
  const server = await openDatabaseServer(config, log)
  const { db, close } = openDatabase({ url: server.url, size: 4, log })
  try {
    const { first_day } = await reconciliationPolicy.read(db)
    if (first_day !== null && date < first_day)
      throw new Error(`The first day that is compared is ${first_day}: the books of earlier days were brought in.`)
    if (await isServed(db)) await letServerCompare(db, date)
    else await compareHere(db, config, log, date)
    const day = await findDay(db, date)
    if (day) report(day)
    if (day?.status !== 'clean') process.exitCode = 1
  } finally {
    await close()
    await server.stop()
  }
}

function isOver(date: string): boolean {
  const end = Date.parse(`${date}T24:00:00+08:00`)
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && end <= Date.parse(timestamp())
}

async function isServed(db: Db): Promise<boolean> {
  const since = new Date(Date.now() - SILENT_SECONDS * 1_000).toISOString()
  const alive = await db.selectFrom('job_worker').select('worker_id').where('seen_at', '>', since).executeTakeFirst()
  return alive !== undefined
}

/** Gives the day to the job workers of a running server and waits until it is compared anew. */
async function letServerCompare(db: Db, date: string): Promise<void> {
  const before = (await findDay(db, date))?.ran_at
  await enqueue(db, RECONCILE_DAY, { date }, { key: `${RECONCILE_DAY} ${date}` })
  const until = Date.now() + PATIENCE_MS
  while ((await findDay(db, date))?.ran_at === before) {
    if (Date.now() > until) throw new Error('The server did not compare the day in time; its log says why.')
    await delay(LOOK_EVERY_MS)
  }
}

async function compareHere(db: Db, config: Config, log: Log, date: string): Promise<void> {
  const { url, stop } = await startBank(config, log)
  try {
    const bankTimeoutMs = config.TOPAY_BANK_TIMEOUT_MS
    const bank = createHttpBank({ url, timeoutMs: bankTimeoutMs, log, ...bankSecrets(config) })
    const publicUrl = (): string => config.TOPAY_PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`
    await reconcileDay({ db, bank, bankTimeoutMs, log, config, publicUrl, onSettled: onPaymentSettled }, date)
  } finally {
    await stop()
  }
}

function report(day: ReconciliationOverview): void {
  const { date, bank_count, matched_count, difference_count, open_difference_count } = day
  const words = {
    clean: ['全部一致', 'all agrees'],
    differences: ['有差异', 'differences'],
    failed: ['文件未读到', 'the file could not be read'],
  }[day.status]
  console.log(
    `${date} ${words[0]}：银行 ${bank_count} 笔，一致 ${matched_count} 笔，差异 ${difference_count} 笔（${open_difference_count} 笔待处理）`,
  )
  console.log(
    `${date} ${words[1]}: ${bank_count} at the bank, ${matched_count} agree, ${difference_count} differences (${open_difference_count} to clear up)`,
  )
}
