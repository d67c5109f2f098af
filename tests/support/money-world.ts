import { randomUUID } from 'node:crypto'
import { money, type PaymentMethod } from '@topay/contract'
import { verify } from '@topay/ledger'
import {
  createCustomer,
  getCustomer,
  hashPassword,
  setVerificationClass,
  type VerificationClass,
} from '../../packages/server/src/identity/index.ts'
import {
  createMerchant,
  createOrder,
  payOrder,
  type PaymentDeps,
  type PaymentHooks,
} from '../../packages/server/src/payments/index.ts'
import {
  asQueryable,
  createLog,
  DAY,
  hashRequest,
  inTx,
  openDatabase,
  type RequestKey,
  timestamp,
} from '../../packages/server/src/platform/index.ts'
import { bankAccount, linkCard, move, walletAccount } from '../../packages/server/src/wallet/index.ts'
import { createTestDatabase } from './database.ts'
import { scriptedBank } from './scripted-bank.ts'

export const PIN = '739152'
export const BANK_TIMEOUT_MS = 200

/** A key as a request with this Idempotency-Key has it. */
export const requestKey = (customerId: string, key: string = randomUUID()): RequestKey => ({
  actor: `customer:${customerId}`,
  key,
  operation: 'payOrder',
  hash: hashRequest('payOrder', key),
})

/** A database with a merchant, a scripted bank, and helpers that make customers with money, orders and payments. */
export const openMoneyWorld = async (hooks: PaymentHooks = {}) => {
  const database = await createTestDatabase({ template: 'migrated' })
  const log = createLog({ level: 'silent' })
  const { db, close } = openDatabase({ url: database.url, size: 12, log })
  const bank = scriptedBank()
  const deps: PaymentDeps = {
    db,
    bank: bank.connector,
    bankTimeoutMs: BANK_TIMEOUT_MS,
    log,
    config: { TOPAY_SECRET: 'money-world-money-world-money-world', demo: true, TOPAY_ENV: 'test' },
    publicUrl: () => 'https://topay.example',
    ...hooks,
  }
  const pinHash = await hashPassword(PIN)
  const name = { zh: '山岚户外', en: 'Shanlan Outdoor' }
  const merchant = await createMerchant(db, { name, category: 'outdoor' })
  let cards = 0
  let customers = 0

  const world = {
    db,
    bank,
    deps,
    merchant,
    /** A customer with `balance` minor units and, unless told otherwise, a payment password and verification class III. */
    customer: async (
      balance = 0,
      more: { pin?: boolean; name?: string; level?: VerificationClass } = {},
    ): Promise<string> => {
      const id = await inTx(db, async (tx) => {
        const created = await createCustomer(tx, {
          name: more.name ?? '陈默',
          locale: 'zh-CN',
          addresses: [{ kind: 'phone', value: `+86138${String(++customers).padStart(8, '0')}` }],
          password_hash: pinHash,
          ...(more.pin !== false && { payment_password_hash: pinHash }),
        })
        await setVerificationClass(tx, created, more.level ?? 3)
        return created
      })
      if (balance > 0) await world.fund(id, balance)
      return id
    },
    fund: (customerId: string, amount: number) =>
      inTx(db, (tx) =>
        move(tx, {
          id: randomUUID(),
          kind: 'top_up',
          from: bankAccount(),
          to: walletAccount(customerId),
          amount,
          at: timestamp(),
        }),
      ),
    /** A card of the customer's own, linked two days ago unless it is to be fresh. */
    card: async (customerId: string, { fresh = false } = {}): Promise<Extract<PaymentMethod, { type: 'card' }>> => {
      const number = String(6_217_000_000_000_000 + ++cards)
      const { name: holder_name } = await getCustomer(db, customerId)
      const { id: card_id, created_at } = await linkCard(deps, { customer_id: customerId, number, holder_name })
      if (!fresh) {
        const long_ago = new Date(Date.parse(created_at) - 2 * DAY).toISOString()
        await db.updateTable('bank_card').set({ created_at: long_ago }).where('id', '=', card_id).execute()
      }
      return { type: 'card', card_id }
    },
    /** An order of the merchant; of a customer when one is named. */
    order: (amount = 8_600, customer_id: string | null = null) =>
      inTx(db, (tx) =>
        createOrder(tx, { merchant_id: merchant.id, customer_id, amount: money(amount), description: '登山杖' }),
      ),
    pay: (customer_id: string, order_id: string, more: { method?: PaymentMethod; pin?: string; key?: string } = {}) =>
      payOrder(
        deps,
        { customer_id, order_id, method: more.method ?? { type: 'balance' }, payment_password: more.pin ?? PIN },
        requestKey(customer_id, more.key),
      ),
    /** What is wrong with the books; empty when every one is whole and all sum to zero. */
    wrongBooks: async () => (await verify(asQueryable(db))).problems,
    /** Names of the events of a customer's stream, oldest first. */
    eventsOf: async (customerId: string): Promise<string[]> => {
      const rows = await db
        .selectFrom('stream_event')
        .select('event')
        .where('stream', '=', `customer:${customerId}`)
        .orderBy('seq')
        .execute()
      return rows.map(({ event }) => (event as { type: string }).type)
    },
    /** Jobs that wait under a key. */
    waitingJobs: async (key: string): Promise<number> => {
      const sql = 'select count(*)::int as n from graphile_worker.jobs where key = $1'
      return (await asQueryable(db).query<{ n: number }>(sql, [key])).rows[0]?.n ?? 0
    },
    close: async () => {
      await close()
      await database.drop()
    },
  }
  return world
}
export type MoneyWorld = Awaited<ReturnType<typeof openMoneyWorld>>
