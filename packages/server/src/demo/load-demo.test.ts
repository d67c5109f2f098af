import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { verify } from '@topay/ledger'
import { type SandboxBankProcess, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { verifyAudit } from '../audit/index.ts'
import { listCases, listMyCases } from '../cases/index.ts'
import { createCustomer, verifyPassword } from '../identity/index.ts'
import { paymentKind } from '../payment-help/index.ts'
import { diagnose } from '../payments/index.ts'
import { asQueryable, createLog, inTx, loadConfig, MINUTE, now } from '../platform/index.ts'
import { type BankConnector, createHttpBank, getWallet, listTransactions } from '../wallet/index.ts'
import { demoAccounts } from './accounts.ts'
import { type DemoDeps, loadDemo } from './load-demo.ts'

const { db, url } = await useDatabase()
const other = await useDatabase()
const folder = mkdtempSync(path.join(tmpdir(), 'topay-demo-'))
const log = createLog({ level: 'silent' })
const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_DATA_DIR: folder })
let bank: BankConnector
let sandbox: SandboxBankProcess
let deps: DemoDeps

before(async () => {
  sandbox = await startSandboxBank({ dataDir: path.join(folder, 'bank') })
  bank = createHttpBank({ url: sandbox.url, timeoutMs: 5_000, log })
  deps = { db, databaseUrl: url, bank, config, log }
})
after(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** How far the platform's clock is from the real one, ms. */
const clockIsOff = (): number => Math.abs(now().getTime() - Date.now())

const count = async (table: 'customer' | 'staff' | 'merchant' | 'support_case' | 'setting'): Promise<number> => {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

const customerOf = async (email: string): Promise<string> =>
  (await db.selectFrom('customer_contact').select('customer_id').where('value', '=', email).executeTakeFirstOrThrow())
    .customer_id

describe('loading the demo world', () => {
  it('leaves nothing behind when it fails on the way, and sets the clock right again', async () => {
    let left = 3
    const debit: BankConnector['debit'] = async (request) => {
      if (left-- === 0) throw new Error('the process ends here')
      return bank.debit(request)
    }
    await assert.rejects(loadDemo({ ...deps, bank: { ...bank, debit } }), /the process ends here/)
    assert.ok(clockIsOff() < 1_000)
    for (const table of ['customer', 'staff', 'merchant', 'support_case', 'setting'] as const)
      assert.equal(await count(table), 0, table)
  })

  it('happens once when two servers start at the same time', async () => {
    const answers = await Promise.all([loadDemo(deps), loadDemo(deps)])
    assert.deepEqual(answers.toSorted(), ['loaded', 'present'])
    assert.equal(await loadDemo(deps), 'present')
    assert.ok(clockIsOff() < 1_000)
    assert.deepEqual(
      [await count('customer'), await count('staff'), await count('merchant'), await count('support_case')],
      [40, 8, 12, 60],
    )
  })

  it('touches nothing where somebody else’s data is', async () => {
    await inTx(other.db, (tx) =>
      createCustomer(tx, { name: '真客户', locale: 'zh-CN', addresses: [], password_hash: 'x' }),
    )
    assert.equal(await loadDemo({ ...deps, db: other.db, databaseUrl: other.url }), 'in_use')
    assert.deepEqual(await other.db.selectFrom('merchant').selectAll().execute(), [])
  })
})

describe('the demo world that was loaded', () => {
  it('has books that sum to zero and a record that nobody changed', async () => {
    const books = await verify(asQueryable(db))
    assert.deepEqual(books.problems, [])
    assert.ok(books.transfers > 700)
    const record = await verifyAudit(db)
    assert.equal(record.ok, true)
    assert.ok(record.entries > 200)
  })

  it('has nothing in the future and nothing under way', async () => {
    const at = now().toISOString()
    for (const table of ['wallet_transaction', 'payment', 'case_message', 'customer'] as const)
      assert.deepEqual(await db.selectFrom(table).select('id').where('created_at', '>', at).execute(), [], table)
    for (const table of ['payment', 'top_up'] as const)
      assert.deepEqual(
        await db.selectFrom(table).select('id').where('status', 'in', ['pending', 'unknown']).execute(),
        [],
        table,
      )
    assert.deepEqual(
      await db
        .selectFrom('payment_order')
        .select('id')
        .where('status', '=', 'open')
        .where('expires_at', '<=', at)
        .execute(),
      [],
    )
  })

  it('lets everybody in the box sign in', async () => {
    for (const account of demoAccounts) {
      const { password_hash } =
        account.app === 'customer'
          ? await db
              .selectFrom('customer')
              .select('password_hash')
              .where('id', '=', await customerOf(account.identifier))
              .executeTakeFirstOrThrow()
          : await db
              .selectFrom('staff')
              .select('password_hash')
              .where('email', '=', account.identifier)
              .executeTakeFirstOrThrow()
      assert.ok(await verifyPassword(password_hash, account.password), account.identifier)
    }
  })

  it('leaves 陈思远 short of ¥86.00 for one payment and above the bank’s limit with another, both a few minutes ago', async () => {
    const siyuan = await customerOf(demoAccounts[0]?.identifier ?? '')
    assert.equal((await getWallet(db, siyuan)).balance.amount, 149_400)
    const { items } = await listTransactions(db, siyuan, { limit: 2 })
    assert.deepEqual(
      items.map(({ failure_code }) => failure_code),
      ['BAL_WALLET', 'LIM_BANK'],
    )
    for (const { payment_id, created_at } of items) {
      assert.ok(now().getTime() - Date.parse(created_at) < 25 * MINUTE)
      const diagnosis = await diagnose(db, payment_id ?? '')
      assert.equal(diagnosis.money, 'not_charged')
      assert.equal(diagnosis.order_status, 'open')
    }
    // Nobody has asked for help with them yet: that is for the visitor to do.
    const cases = await listMyCases(db, siyuan, { limit: 10 })
    assert.deepEqual(
      cases.items.map(({ status, rating }) => [status, rating?.score]),
      [['closed', 5]],
    )
  })

  it('opens the desk with the longest wait on top, unread counts on what waits, and none on what was answered', async () => {
    const { id } = await db
      .selectFrom('staff')
      .select('id')
      .where('email', '=', 'lin.xiao@example.com')
      .executeTakeFirstOrThrow()
    const inbox = await listCases(
      db,
      { payment: paymentKind, reconciliation: { panel: async () => ({ difference: null }) } },
      id,
      { view: 'all', limit: 100 },
    )
    assert.deepEqual(inbox.counts, { mine: 5, unassigned: 7, all: 25, closed: 35 })
    const waits = inbox.items.map(({ waiting_since }) => waiting_since)
    const waiting = waits.filter((since) => since !== null)
    assert.deepEqual(waits.slice(0, waiting.length), waiting.toSorted())
    assert.equal(waiting.length, 14)
    for (const { waiting_since, unread, subject } of inbox.items)
      if (waiting_since === null) assert.equal(unread, 0, subject)
    // One agent has read what she has no answer to yet.
    assert.equal(inbox.items.filter(({ unread }) => unread > 0).length, waiting.length - 1)
  })
})
