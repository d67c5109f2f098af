import { createServer, type IncomingHttpHeaders } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { money } from '@topay/contract'
import { createCustomer, hashPassword, setVerificationClass } from '../../packages/server/src/identity/index.ts'
import {
  createMerchant,
  createOrder,
  paymentJobs,
  payOrder,
  type PaymentDeps,
} from '../../packages/server/src/payments/index.ts'
import { receiveBankCallback } from '../../packages/server/src/payments/bank-callbacks.ts'
import {
  AppError,
  createLog,
  DAY,
  inTx,
  type Jobs,
  moveClock,
  now,
  openDatabase,
} from '../../packages/server/src/platform/index.ts'
import { sandboxCardNumber, startSandboxBank } from '../../packages/server/src/sandbox-bank/index.ts'
import {
  chinaClock,
  createHttpBank,
  getBalance,
  linkCard,
  payOut,
  startWithdrawal,
  walletJobs,
} from '../../packages/server/src/wallet/index.ts'
import { chargeTopUp, startTopUp } from '../../packages/server/src/wallet/top-up.ts'
import { createTestDatabase } from './database.ts'
import { bookedOf, type LedgerType } from './books.ts'
import { runWaitingJobs } from './run-jobs.ts'

export const PIN = '739152'
const SECRET = `whsec_${Buffer.from('bank-world-bank-world-bank-world').toString('base64')}`
/** How long the bank lets what it decides late wait; twenty times that is "much later". */
const LATE_MS = 75
const TIMEOUT_MS = 1_000
/** How long the bank's file of a day may take: no test wants it late, and a busy machine is slow. */
const STATEMENT_TIMEOUT_MS = 20_000

/**
 * Topay's money beside a real sandbox bank in a process of its own: a database, the connector over HTTP, an address for the bank's callbacks, and one clock
 * for both, set to noon in China, so that no test runs over midnight unless it wants to.
 */
export const openBankWorld = async () => {
  const database = await createTestDatabase({ template: 'migrated' })
  const log = createLog({ level: 'silent' })
  const { db, close } = openDatabase({ url: database.url, size: 8, log })
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-world-'))
  const bankProcess = await startSandboxBank({
    dataDir: folder,
    lateMs: LATE_MS,
    callbackSecret: SECRET,
    callbackPauseMs: 20,
  })

  /** Callbacks as they came, each after it was answered. While `delivery` is off they are lost on the way to us. */
  const told: { headers: IncomingHttpHeaders; body: Buffer }[] = []
  const delivery = { on: true }
  const waiting: { count: number; resolve: () => void }[] = []
  const receiver = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request)
      try {
        if (delivery.on) await receiveBankCallback(deps, request.headers, body)
        response.writeHead(204)
      } catch (error) {
        response.writeHead(error instanceof AppError ? 401 : 500)
      }
      response.end()
      told.push({ headers: request.headers, body })
      for (const { count, resolve } of waiting) if (told.length >= count) resolve()
    })()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  const notifyUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`

  const connect = (timeoutMs: number) =>
    createHttpBank({ url: bankProcess.url, timeoutMs, log, callbackSecret: SECRET, notifyUrl: () => notifyUrl })
  const bank = { ...connect(TIMEOUT_MS), statement: connect(STATEMENT_TIMEOUT_MS).statement }
  const deps: PaymentDeps = {
    db,
    bank,
    bankTimeoutMs: TIMEOUT_MS,
    log,
    config: { TOPAY_SECRET: 'bank-world-bank-world-bank-world', demo: true, TOPAY_ENV: 'test' },
    publicUrl: () => 'https://topay.example',
  }
  const pinHash = await hashPassword(PIN)
  const merchant = await createMerchant(db, { name: { zh: '山岚户外', en: 'Shanlan Outdoor' }, category: 'outdoor' })
  const jobs: Jobs = { ...walletJobs(deps), ...paymentJobs(deps) }
  let people = 0

  const ask = async (path: string, body: object): Promise<void> => {
    await fetch(new URL(path, bankProcess.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
  let offset = 0
  const moveBoth = async (ms: number): Promise<void> => {
    offset += ms
    moveClock(ms)
    await ask('/sandbox/clock', { offset_ms: offset })
  }
  const noon = Date.parse(`${chinaClock(new Date().toISOString()).date}T12:00:00+08:00`) + DAY
  await moveBoth(noon - Date.now())

  const world = {
    db,
    deps,
    told,
    delivery,
    bank,
    merchant,
    /** Today in China, by the clock of both. */
    today: () => chinaClock(now().toISOString()).date,
    /** Settles when so many callbacks have come and been answered since the world began. */
    untilTold: (count: number): Promise<void> =>
      told.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    moveBoth,
    /** Moves the one clock on to a moment in China, such as 2026-11-24T23:59:58. */
    moveTo: (local: string) => moveBoth(Date.parse(`${local}+08:00`) - now().getTime()),
    downtime: (seconds: number) => ask('/sandbox/downtime', { seconds }),
    /** A customer with a card of this trigger (an ordinary one without) and no money. */
    customer: async (trigger?: string): Promise<{ id: string; card_id: string }> => {
      const serial = ++people
      const id = await inTx(db, async (tx) => {
        const created = await createCustomer(tx, {
          name: '陈默',
          locale: 'zh-CN',
          addresses: [{ kind: 'phone', value: `+86138${String(serial).padStart(8, '0')}` }],
          password_hash: pinHash,
          payment_password_hash: pinHash,
        })
        await setVerificationClass(tx, created, 3)
        return created
      })
      const last4 = String(serial).padStart(4, '0')
      const number = sandboxCardNumber(trigger === undefined ? { serial, last4 } : { trigger, last4 })
      const card = await linkCard(deps, { customer_id: id, number, holder_name: '陈默' })
      return { id, card_id: card.id }
    },
    startTopUp: (who: { id: string; card_id: string }, amount: number) =>
      inTx(db, (tx) =>
        startTopUp(tx, {
          customer_id: who.id,
          card_id: who.card_id,
          amount: money(amount),
          bank_timeout_ms: TIMEOUT_MS,
        }),
      ),
    topUp: async (who: { id: string; card_id: string }, amount = 10_000) =>
      chargeTopUp(deps, await world.startTopUp(who, amount)),
    pay: async (who: { id: string; card_id: string }, amount = 8_600) => {
      const order_id = await inTx(db, (tx) =>
        createOrder(tx, {
          merchant_id: merchant.id,
          customer_id: who.id,
          amount: money(amount),
          description: '登山杖',
        }),
      )
      const method = { type: 'card' as const, card_id: who.card_id }
      return payOrder(deps, { customer_id: who.id, order_id, method, payment_password: PIN }, null)
    },
    startWithdrawal: (who: { id: string; card_id: string }, amount: number) =>
      inTx(db, (tx) =>
        startWithdrawal(tx, {
          customer_id: who.id,
          card_id: who.card_id,
          amount: money(amount),
          authorise: async () => ({ result: 'ok', strength: 'second_factor' }),
          bank_timeout_ms: TIMEOUT_MS,
        }),
      ),
    withdraw: async (who: { id: string; card_id: string }, amount: number) =>
      payOut(deps, await world.startWithdrawal(who, amount)),
    balance: async (who: { id: string }) => (await getBalance(db, who.id)).available,
    /** What the accounts of a type hold together, minor units: debits less credits, so money at the bank is positive and money owed negative. */
    booked: (type: LedgerType): Promise<number> => bookedOf(db, type),
    /** Runs the jobs that wait now, whenever they are due; messages are not sent. Answers how many ran. */
    runJobs: (): Promise<number> => runWaitingJobs(db, jobs),
    /** Templates of the messages to a customer, oldest first. */
    messages: async (who: { id: string }): Promise<string[]> => {
      const rows = await db
        .selectFrom('outbound_message')
        .select('template')
        .where('customer_id', '=', who.id)
        .orderBy('id')
        .execute()
      return rows.map(({ template }) => template)
    },
    close: async () => {
      await bankProcess.stop()
      await new Promise((resolve) => receiver.close(resolve))
      await close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}
export type BankWorld = Awaited<ReturnType<typeof openBankWorld>>
