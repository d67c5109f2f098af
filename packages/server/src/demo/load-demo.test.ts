import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { verify } from '@topay/ledger'
import { type SandboxBankProcess, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { noMatters } from '../../../../tests/support/support-desk.ts'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { verifyAudit } from '../audit/index.ts'
import { listCases, listMyCases } from '../cases/index.ts'
import { createCustomer, verifyPassword } from '../identity/index.ts'
import { onPaymentSettled, paymentKind } from '../payment-help/index.ts'
import { diagnose } from '../payments/index.ts'
import { asQueryable, createLog, DAY, inTx, loadConfig, MINUTE, moveClock, now } from '../platform/index.ts'
import { findDay, reconciliationJobs } from '../reconciliation/index.ts'
import {
  type BankConnector,
  chinaClock,
  createHttpBank,
  getWallet,
  listCards,
  listTransactions,
} from '../wallet/index.ts'
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
/** What the bank did for the loading that failed on the way: it keeps it, and nobody here knows of it any more. */
const interrupted: string[] = []

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
      interrupted.push(request.id)
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
      [40, 9, 12, 62],
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
    for (const table of [
      'wallet_transaction',
      'payment',
      'wallet_transfer',
      'money_request',
      'withdrawal',
      'case_message',
      'customer',
    ] as const)
      assert.deepEqual(await db.selectFrom(table).select('id').where('created_at', '>', at).execute(), [], table)
    for (const table of ['payment', 'top_up', 'withdrawal'] as const)
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

  it('has money between people: packets of which one is closed, a request that waits for 陈思远, withdrawals of which one came back', async () => {
    const siyuan = await customerOf(demoAccounts[0]?.identifier ?? '')
    const maya = await customerOf(demoAccounts[1]?.identifier ?? '')
    const packets = await db
      .selectFrom('wallet_transfer')
      .select(['payee_customer_id', 'opened_at'])
      .where('style', '=', 'red_packet')
      .orderBy('created_at')
      .execute()
    assert.deepEqual(
      packets.map(({ payee_customer_id, opened_at }) => [payee_customer_id, opened_at !== null]),
      [
        [maya, true],
        [maya, false],
      ],
    )
    const requests = await db
      .selectFrom('money_request')
      .select(['status', 'transfer_id', 'expires_at'])
      .where('payer_id', '=', siyuan)
      .orderBy('created_at')
      .execute()
    assert.deepEqual(
      requests.map(({ status, transfer_id }) => [status, transfer_id !== null]),
      [
        ['paid', true],
        ['declined', false],
        ['open', false],
      ],
    )
    assert.ok(Date.parse(requests.at(-1)?.expires_at ?? '') > now().getTime() + 4 * DAY)
    const withdrawals = await db.selectFrom('withdrawal').select(['id', 'status']).orderBy('created_at').execute()
    assert.deepEqual(
      withdrawals.map(({ status }) => status),
      ['succeeded', 'succeeded', 'returned'],
    )
    const plain = await db.selectFrom('wallet_transfer').select('note').where('style', '=', 'plain').execute()
    assert.equal(plain.length, 7)
    for (const { note } of plain) assert.ok(note)
    assert.ok((await listCards(db, siyuan)).length > 1)
    const defaults = db
      .selectFrom('bank_card')
      .select('id')
      .where('customer_id', '=', siyuan)
      .where('is_default', '=', true)
    assert.equal((await defaults.execute()).length, 1)
  })

  it('told nobody of what is history: no event and no job of money between people, of withdrawals or requests', async () => {
    const events = await db.selectFrom('stream_event').select('event').execute()
    const types = events.map(({ event }) => JSON.stringify(event))
    assert.ok(!types.some((event) => /"type":"(transfer|withdrawal|money_request)"/.test(event)))
    const { rows } = await asQueryable(db).query<{ jobs: number }>(
      `select count(*)::int as jobs from graphile_worker.jobs where task_identifier like 'wallet:%'`,
    )
    assert.equal(rows[0]?.jobs, 0)
  })

  it('opens the desk with the longest wait on top, unread counts on what waits, and none on what was answered', async () => {
    const { id } = await db
      .selectFrom('staff')
      .select('id')
      .where('email', '=', 'lin.xiao@example.com')
      .executeTakeFirstOrThrow()
    const inbox = await listCases(
      db,
      {
        ...noMatters,
        payment: paymentKind,
      },
      id,
      { view: 'all', limit: 100 },
    )
    assert.deepEqual(inbox.counts, { mine: 5, unassigned: 9, all: 27, closed: 35 })
    const waits = inbox.items.map(({ waiting_since }) => waiting_since)
    const waiting = waits.filter((since) => since !== null)
    assert.deepEqual(waits.slice(0, waiting.length), waiting.toSorted())
    const customersWait = inbox.items.filter(
      ({ waiting_since, internal }) => waiting_since !== null && !internal,
    ).length
    assert.deepEqual([waiting.length, customersWait], [16, 14], 'and two reviews of identity')
    for (const { waiting_since, unread, subject } of inbox.items)
      if (waiting_since === null) assert.equal(unread, 0, subject)
    // One agent has read what she has no answer to yet.
    assert.equal(inbox.items.filter(({ unread }) => unread > 0).length, customersWait - 1)
  })

  it('has a week of days that were compared in their nights, all clean, with what moved on them', async () => {
    const days = await db.selectFrom('reconciliation').selectAll().orderBy('date').execute()
    assert.equal(days.length, 7)
    for (const { status, date, ran_at, bank_count, matched_count, bank_total, books_total } of days) {
      assert.deepEqual([status, matched_count, books_total], ['clean', bank_count, bank_total], date)
      const { date: night, time } = chinaClock(ran_at)
      assert.equal(Date.parse(night) - Date.parse(date), DAY)
      assert.match(time, /^02:3/)
    }
    assert.ok(days.reduce((all, { bank_count }) => all + bank_count, 0) >= 7, 'money moved')
  })

  it('is compared with the bank from the day of loading, and all of it agrees: the bank did in one day what the books have in six months', async () => {
    const today = chinaClock(now().toISOString()).date
    const [compareDueDays] = Object.values(
      reconciliationJobs({
        ...deps,
        bankTimeoutMs: 5_000,
        publicUrl: () => 'http://127.0.0.1',
        onSettled: onPaymentSettled,
      }),
    )
    assert.ok(compareDueDays)
    const comparedDays = async () =>
      (await db.selectFrom('reconciliation').select('date').orderBy('date').execute()).map(({ date }) => date)
    const past = await comparedDays()
    await compareDueDays({})
    assert.deepEqual(await comparedDays(), past, 'nothing before the day of loading is due')
    // Noon of the next day, for both.
    const ahead = Date.parse(`${today}T12:00:00+08:00`) + DAY - now().getTime()
    moveClock(ahead)
    try {
      await sandbox.setClock(ahead)
      await compareDueDays({})
    } finally {
      moveClock(-ahead)
    }
    const day = await findDay(db, today)
    const differences = await db.selectFrom('reconciliation_difference').selectAll().execute()
    assert.ok(interrupted.length > 0)
    for (const { status, case_id, resolution } of differences) {
      assert.deepEqual(
        [status, case_id],
        ['resolved', null],
        'what a load that was cut off left is explained to people',
      )
      assert.match(resolution ?? '', /cut off/)
    }
    assert.deepEqual(
      differences.map(({ reference, kind }) => `${kind} ${reference}`).toSorted(),
      interrupted.map((id) => `bank_only ${id}`).toSorted(),
    )
    assert.equal(day?.matched_count, (day?.bank_count ?? 0) - interrupted.length)
    assert.ok((day?.bank_count ?? 0) > 150)
    assert.deepEqual(await comparedDays(), [...past, today])
    const back = await db
      .selectFrom('withdrawal')
      .selectAll()
      .where('status', '=', 'returned')
      .executeTakeFirstOrThrow()
    const said = await bank.queryPayout(back.id)
    assert.deepEqual(said, { kind: 'returned', code: back.bank_code, message: back.bank_message })
  })
})
