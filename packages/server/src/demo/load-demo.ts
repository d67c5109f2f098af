import { sql } from 'kysely'
import type pg from 'pg'
import { hashPassword } from '../identity/index.ts'
import { casesJobs } from '../cases/index.ts'
import { closeExpiredOrders } from '../payments/index.ts'
import { onPaymentSettled, paymentKind } from '../payment-help/index.ts'
import {
  type Config,
  DAY,
  type Db,
  inTx,
  type Log,
  moveClock,
  now,
  openDatabase,
  timestamp,
} from '../platform/index.ts'
import { beginReconciliation, reconciliationKind } from '../reconciliation/index.ts'
import { recoveryKind, verificationKind } from '../verification/index.ts'
import type { BankConnector } from '../wallet/index.ts'
import { demoPasswords } from './accounts.ts'
import { oneTransaction } from './one-transaction.ts'
import { withDiary } from './play/bank-diary.ts'
import { playIdentity } from './play/play-identity.ts'
import { openHouse, play } from './play/play.ts'
import { explainLeftovers, pastDays, reconcilePast } from './play/reconcile-past.ts'
import { quickHash } from './quick-hash.ts'
import { buildSchedule, SEED } from './schedule/build-schedule.ts'

export type DemoDeps = { db: Db; databaseUrl: string; bank: BankConnector; config: Config; log: Log }

/** Stands in the table `setting` when the world is there. */
const KEY = 'demo'
/** How long before the first customer the house opens. */
const OPENED_BEFORE = 3 * DAY

/** The clock never goes back, though what is played may take longer than what lies between two moments. */
const waitUntil = (at: number): void => moveClock(Math.max(0, at - now().getTime()))

/** Plays the whole schedule into `db`, the platform's clock moving along, and sets the clock right again. Answers the number of actions. */
const playWorld = async (db: Db, { bank, config, log }: DemoDeps): Promise<number> => {
  const present = now().getTime()
  const offset = present - Date.now()
  const schedule = buildSchedule(present)
  const publicUrl = config.TOPAY_PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`
  const [tellCustomer] = Object.values(casesJobs({ db, publicUrl }))
  if (!tellCustomer) throw new Error('the cases module has no job that tells customers')
  const world = {
    db,
    bank: withDiary(bank),
    bankTimeoutMs: config.TOPAY_BANK_TIMEOUT_MS,
    log,
    config,
    publicUrl: () => publicUrl,
    kinds: {
      payment: paymentKind,
      reconciliation: reconciliationKind,
      verification: verificationKind,
      recovery: recoveryKind,
    },
    hooks: { onSettled: onPaymentSettled },
    tellCustomer,
    passwordHash: await hashPassword(demoPasswords.customer),
    paymentPasswordHash: await quickHash(demoPasswords.payment),
    staff: new Map(),
    merchants: new Map(),
    customers: new Map(),
    cards: new Map(),
    topUps: new Map(),
    orders: new Map(),
    payments: new Map(),
    transfers: new Map(),
    requests: new Map(),
    withdrawals: new Map(),
    cases: new Map(),
  }
  try {
    await explainLeftovers(db, bank)
    // Its own files have all of this on the day of loading, whatever the books say.
    await inTx(db, (tx) => beginReconciliation(tx, new Date(present).toISOString()))
    moveClock((schedule[0]?.at ?? present) - OPENED_BEFORE - present)
    await openHouse(world)
    const nights = pastDays(present)
    const compareUntil = async (at: number): Promise<void> => {
      for (let night = nights[0]; night && night.at <= at; night = nights[0]) {
        waitUntil(night.at)
        await reconcilePast(world, night.date)
        nights.shift()
      }
    }
    for (const action of schedule) {
      await compareUntil(action.at)
      waitUntil(action.at)
      await play(world, action)
    }
    await compareUntil(present)
    while ((await inTx(db, (tx) => closeExpiredOrders(tx))) > 0);
    await playIdentity(world, config.TOPAY_DATA_DIR)
  } finally {
    moveClock(Date.now() + offset - now().getTime())
  }
  return schedule.length
}

const isLoaded = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('setting').select('key').where('key', '=', KEY).executeTakeFirst()) !== undefined

const isInUse = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from customer) or exists (select from staff) or exists (select from merchant) as used`.execute(
    db,
  )
  return rows[0]?.used !== false
}

const prepare = async (client: pg.ClientBase): Promise<void> => {
  await client.query('begin')
  // Whoever waits for another server's loading, or for a slow bank, waits in here.
  await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
  // Plans are kept, and made while the tables are still empty: they must not be the ones for empty tables.
  await client.query('set local enable_seqscan = off; set local jit = off')
  await client.query(`select pg_advisory_xact_lock(hashtext('topay.demo'))`)
}

/**
 * Loads the demo world, once in the life of a database: `loaded`, `present` (it was there) or `in_use` (somebody else's data is there; nothing is touched).
 * Everything is one transaction, so whatever ends this process on the way leaves nothing behind, and the next start begins afresh; what the
 * bank did until then it keeps, which is explained to the reconciliation. Of several servers that
 * start at once one loads, the others wait for it. The platform's clock is moved meanwhile: call it before anything is served.
 */
export const loadDemo = async (deps: DemoDeps): Promise<'loaded' | 'present' | 'in_use'> => {
  if (await isLoaded(deps.db)) return 'present'
  const { log } = deps
  const { pool, close } = openDatabase({ url: deps.databaseUrl, size: 1, log })
  const client = await pool.connect()
  try {
    await prepare(client)
    const db = oneTransaction(client)
    if (await isLoaded(db)) return 'present'
    if (await isInUse(db)) return 'in_use'
    const started = performance.now()
    const actions = await playWorld(db, deps)
    const value = JSON.stringify({ seed: SEED, actions })
    await db.insertInto('setting').values({ key: KEY, value, updated_at: timestamp() }).execute()
    await client.query('commit')
    log.info({ actions, seconds: Math.round((performance.now() - started) / 100) / 10 }, 'the demo world is loaded')
    return 'loaded'
  } finally {
    // Ends the connection, and with it a transaction that was not committed.
    client.release(true)
    await close()
  }
}
