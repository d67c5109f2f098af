import { sql } from 'kysely'
import { hashPassword } from '../identity/index.ts'
import { onPaymentSettled, paymentKind } from '../payment-help/index.ts'
import { type Config, DAY, type Db, type Log, moveClock, now, timestamp, type Tx } from '../platform/index.ts'
import type { BankConnector } from '../wallet/index.ts'
import { demoPasswords } from './accounts.ts'
import { oneTransaction } from './one-transaction.ts'
import { openHouse, play } from './play/play.ts'
import { quickHash } from './quick-hash.ts'
import { buildSchedule, SEED } from './schedule/build-schedule.ts'

export type DemoDeps = { db: Db; bank: BankConnector; config: Config; log: Log }

/** Stands in the table `setting` when the world is there. */
const KEY = 'demo'
/** How long before the first customer the house opens. */
const OPENED_BEFORE = 3 * DAY

/** The clock never goes back, though what is played takes longer than what lies between two moments. */
const waitUntil = (at: number): void => moveClock(Math.max(0, at - now().getTime()))

/** Plays all of the schedule into the transaction, the platform's clock moving along, and sets the clock right again. */
const playWorld = async (tx: Tx, { bank, config, log }: DemoDeps): Promise<{ actions: number }> => {
  const present = now().getTime()
  const offset = present - Date.now()
  const schedule = buildSchedule(present)
  const world = {
    db: oneTransaction(tx),
    bank,
    bankTimeoutMs: config.TOPAY_BANK_TIMEOUT_MS,
    log,
    kinds: { payment: paymentKind },
    hooks: { onSettled: onPaymentSettled },
    passwordHash: await hashPassword(demoPasswords.customer),
    paymentPasswordHash: await quickHash(demoPasswords.payment),
    staff: new Map(),
    merchants: new Map(),
    customers: new Map(),
    cards: new Map(),
    topUps: new Map(),
    orders: new Map(),
    payments: new Map(),
    cases: new Map(),
  }
  try {
    moveClock((schedule[0]?.at ?? present) - OPENED_BEFORE - present)
    await openHouse(world)
    for (const action of schedule) {
      waitUntil(action.at)
      await play(world, action)
    }
  } finally {
    moveClock(Date.now() + offset - now().getTime())
  }
  return { actions: schedule.length }
}

const isLoaded = async (tx: Tx | Db): Promise<boolean> =>
  (await tx.selectFrom('setting').select('key').where('key', '=', KEY).executeTakeFirst()) !== undefined

const isEmpty = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from customer) or exists (select from staff) or exists (select from merchant) as used`.execute(
    tx,
  )
  return rows[0]?.used === false
}

/**
 * Loads the demo world, once in the life of a database: `loaded`, `present` (it was there) or `in_use` (somebody else's data is there; nothing is touched).
 * Everything is one transaction, so whatever ends this process on the way leaves nothing behind, and the next start begins afresh. Of several servers that
 * start at once one loads, the others wait for it. The platform's clock is moved meanwhile: call it before anything is served.
 */
export const loadDemo = async (deps: DemoDeps): Promise<'loaded' | 'present' | 'in_use'> => {
  if (await isLoaded(deps.db)) return 'present'
  return deps.db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
    await sql`select pg_advisory_xact_lock(hashtext('topay.demo'))`.execute(tx)
    if (await isLoaded(tx)) return 'present'
    if (!(await isEmpty(tx))) return 'in_use'
    const started = performance.now()
    const { actions } = await playWorld(tx, deps)
    const value = JSON.stringify({ seed: SEED, actions })
    await tx.insertInto('setting').values({ key: KEY, value, updated_at: timestamp() }).execute()
    deps.log.info(
      { actions, seconds: Math.round((performance.now() - started) / 100) / 10 },
      'the demo world is loaded',
    )
    return 'loaded'
  })
}
