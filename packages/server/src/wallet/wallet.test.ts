import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { verify } from '@topay/ledger'
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { sandboxCardNumber, type SandboxBankProcess, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { type Script, scriptedBank, type ScriptedBank } from '../../../../tests/support/scripted-bank.ts'
import { createCustomer } from '../identity/index.ts'
import { asQueryable, createLog, type Db, inTx, MINUTE, moveClock, newId, openDatabase } from '../platform/index.ts'
import { createHttpBank, getBalance, getWallet, linkCard, listTransactions, removeCard, walletJobs } from './index.ts'
import { chargeTopUp, getTopUp, queryTopUp, settleTopUp, startTopUp, type WalletDeps } from './top-up.ts'

const log = createLog({ level: 'silent' })
const TIMEOUT_MS = 200

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

/** An address where nobody listens. */
const closedPort = async (): Promise<string> => {
  const server = createServer()
  const url = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return url
}

describe('wallet', () => {
  let database: TestDatabase
  let db: Db
  let close: () => Promise<void>
  let bank: ScriptedBank
  let deps: WalletDeps
  let customer_id: string
  let customers = 0

  before(async () => {
    database = await createTestDatabase({ template: 'migrated' })
    ;({ db, close } = openDatabase({ url: database.url, size: 10, log }))
    bank = scriptedBank()
    deps = {
      db,
      bank: bank.connector,
      bankTimeoutMs: TIMEOUT_MS,
      log,
      config: { TOPAY_SECRET: 'wallet-test-wallet-test-wallet-test', demo: true },
      publicUrl: () => 'https://topay.example',
    }
  })
  afterEach(async () => {
    bank.script = 'approved'
    bank.meanwhile = async () => undefined
    assert.deepEqual((await verify(asQueryable(db))).problems, [])
  })
  after(async () => {
    await close()
    await database.drop()
  })

  const newCustomer = async (): Promise<string> => {
    customer_id = await inTx(db, (tx) =>
      createCustomer(tx, {
        name: '陈默',
        locale: 'zh-CN',
        addresses: [{ kind: 'phone', value: `+86138${String(++customers).padStart(8, '0')}` }],
        password_hash: 'none',
      }),
    )
    const card = await linkCard(deps, { customer_id, number: '6217 0000 0002 6217', holder_name: '陈默' })
    return card.id
  }
  const start = (card_id: string, amount = 5_000) =>
    inTx(db, (tx) => startTopUp(tx, { customer_id, card_id, amount: money(amount), bank_timeout_ms: TIMEOUT_MS }))
  const topUp = async (card_id: string, script: Script, amount = 5_000) => {
    bank.script = script
    return chargeTopUp(deps, await start(card_id, amount))
  }
  const waitingJobs = async (id: string): Promise<number> => {
    const q = asQueryable(db)
    const { rows } = await q.query<{ n: number }>(
      'select count(*)::int as n from graphile_worker.jobs where key = $1',
      [id],
    )
    return rows[0]?.n ?? 0
  }

  it('a customer who never had money has a wallet of zero, and nothing is written to say so', async () => {
    const wallet = await getWallet(db, newId('customer'))
    assert.deepEqual(wallet, { balance: money(0), held: money(0), spent_today: money(0), cards: [] })
  })

  it('an approved top-up is in the balance, in the bills and in the event stream', async () => {
    const card_id = await newCustomer()
    const done = await topUp(card_id, 'approved', 12_345)
    assert.partialDeepStrictEqual(done, { status: 'succeeded', failure_code: null, amount: money(12_345) })
    assert.equal((await getBalance(db, customer_id)).available, 12_345)
    const { items, months } = await listTransactions(db, customer_id, { limit: 10 })
    assert.partialDeepStrictEqual(items, [
      { kind: 'top_up', direction: 'in', status: 'succeeded', top_up_id: done.id, card_last4: '6217' },
    ])
    // One's own money from one card to another place is no income.
    assert.equal(months[0]?.received.amount, 0)
    const events = await db
      .selectFrom('stream_event')
      .select('event')
      .where('stream', '=', `customer:${customer_id}`)
      .execute()
    assert.deepEqual(events, [{ event: { type: 'wallet' } }])
  })

  it('a declined top-up moves nothing and says why', async () => {
    const done = await topUp(await newCustomer(), 'declined')
    assert.partialDeepStrictEqual(done, { status: 'failed', failure_code: 'BAL_BANK' })
    assert.equal((await getBalance(db, customer_id)).available, 0)
  })

  it('a bank that is down certainly did not charge', async () => {
    const done = await topUp(await newCustomer(), 'down')
    assert.partialDeepStrictEqual(done, { status: 'failed', failure_code: 'NET_BANK_DOWN' })
  })

  it('no answer is unknown, not failed; the query settles it', async () => {
    const card_id = await newCustomer()
    const done = await topUp(card_id, 'silent_approved')
    assert.partialDeepStrictEqual(done, { status: 'unknown', failure_code: 'NET_UNKNOWN', settled_at: null })
    assert.equal((await getBalance(db, customer_id)).available, 0)
    assert.equal(await waitingJobs(done.id), 1)
    await queryTopUp(deps, done.id)
    assert.partialDeepStrictEqual(await getTopUp(db, done.id), { status: 'succeeded', failure_code: null })
    assert.equal((await getBalance(db, customer_id)).available, 5_000)
  })

  it('whoever was left without an answer is told how it ended, once; whoever has it is not', async () => {
    const told = async (): Promise<string[]> =>
      (await db.selectFrom('outbound_message').select('template').where('customer_id', '=', customer_id).execute()).map(
        ({ template }) => template,
      )
    await topUp(await newCustomer(), 'approved')
    assert.deepEqual(await told(), [])
    const { id } = await topUp(await newCustomer(), 'silent_approved')
    await Promise.all([queryTopUp(deps, id), queryTopUp(deps, id)])
    assert.deepEqual(await told(), ['top_up_succeeded'])
    const refused = await topUp(await newCustomer(), 'silent_declined')
    await queryTopUp(deps, refused.id)
    assert.deepEqual(await told(), ['top_up_failed'])
  })

  it('a debit the bank does not know of stays unknown until it can no longer arrive', async (t) => {
    const done = await topUp(await newCustomer(), 'lost')
    await queryTopUp(deps, done.id)
    assert.equal((await getTopUp(db, done.id)).status, 'unknown')
    moveClock(MINUTE)
    t.after(() => moveClock(-MINUTE))
    await queryTopUp(deps, done.id)
    assert.partialDeepStrictEqual(await getTopUp(db, done.id), { status: 'failed', failure_code: 'NET_BANK_DOWN' })
  })

  it('a crash between asking and settling is healed by the job that was written with the top-up', async () => {
    const id = await start(await newCustomer())
    assert.equal(await waitingJobs(id), 1)
    await bank.connector.debit({ id, token: 'bt', amount: money(5_000), expires_at: '' })
    await queryTopUp(deps, id)
    assert.equal((await getTopUp(db, id)).status, 'succeeded')
    assert.equal((await getBalance(db, customer_id)).available, 5_000)
  })

  it('a top-up whose own job was lost is asked about by the hourly one', async (t) => {
    const done = await topUp(await newCustomer(), 'silent_approved')
    await asQueryable(db).query('select graphile_worker.remove_job($1)', [done.id])
    moveClock(30 * MINUTE)
    t.after(() => moveClock(-30 * MINUTE))
    await walletJobs(deps)['wallet:query_overdue']?.({})
    assert.equal(await waitingJobs(done.id), 1)
    await walletJobs(deps)['wallet:query_top_up']?.({ top_up_id: done.id })
    assert.equal((await getTopUp(db, done.id)).status, 'succeeded')
  })

  it('the answer and ten queries at once credit once', async () => {
    const card_id = await newCustomer()
    bank.script = 'silent_approved'
    const id = await start(card_id)
    await chargeTopUp(deps, id)
    await Promise.all(Array.from({ length: 10 }, () => queryTopUp(deps, id)))
    await inTx(db, (tx) => settleTopUp(tx, { top_up_id: id, outcome: { status: 'failed', failure_code: 'BAL_BANK' } }))
    assert.equal((await getTopUp(db, id)).status, 'succeeded')
    assert.equal((await getBalance(db, customer_id)).available, 5_000)
  })

  it('a card of somebody else, an unlinked card and another currency are refused', async () => {
    const card_id = await newCustomer()
    await removeCard(db, { customer_id, card_id })
    await assert.rejects(start(card_id), { code: 'NOT_FOUND' })
    await assert.rejects(removeCard(db, { customer_id, card_id }), { code: 'NOT_FOUND' })
    const other = await newCustomer()
    customer_id = newId('customer')
    await assert.rejects(start(other), { code: 'NOT_FOUND' })
    const input = { customer_id, card_id: other, amount: money(1, 'USD'), bank_timeout_ms: TIMEOUT_MS }
    await assert.rejects(
      inTx(db, (tx) => startTopUp(tx, input)),
      { code: 'CURRENCY_UNSUPPORTED' },
    )
  })

  it('a card is linked once, and again after it was unlinked', async () => {
    const card_id = await newCustomer()
    const input = { customer_id, number: '6217000000026217', holder_name: '陈默' }
    await assert.rejects(linkCard(deps, input), { code: 'CARD_EXISTS' })
    await removeCard(db, { customer_id, card_id })
    assert.notEqual((await linkCard(deps, input)).id, card_id)
  })
})

describe('the connector over a real bank', () => {
  let sandbox: SandboxBankProcess
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  const connector = (timeoutMs = 10_000) => createHttpBank({ url: sandbox.url, timeoutMs, log })
  before(async () => {
    sandbox = await startSandboxBank({ dataDir: folder, lateMs: 0 })
  })
  after(async () => {
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const debit = async (
    trigger: string,
    { expires_at = new Date(Date.now() + MINUTE).toISOString(), patience = 10_000 } = {},
  ) => {
    const linked = await connector().tokenise(sandboxCardNumber({ trigger }), '陈默')
    assert.equal(linked.kind, 'linked')
    const id = newId('payment')
    const token = linked.kind === 'linked' ? linked.token : ''
    const answer = await connector(patience).debit({ id, token, amount: money(128_600), expires_at })
    return { answer, later: await connector().query(id) }
  }

  it('tells the four kinds of card numbers apart', async () => {
    assert.equal((await connector().tokenise('6217 0012 3456 7893', '陈默')).kind, 'linked')
    assert.equal((await connector().tokenise('6217 0012 3456 7894', '陈默')).kind, 'invalid')
    assert.equal((await connector().tokenise(sandboxCardNumber({ trigger: '108' }), '陈默')).kind, 'refused')
    const nobody = createHttpBank({ url: await closedPort(), timeoutMs: 10_000, log })
    assert.equal((await nobody.tokenise('6217 0012 3456 7893', '陈默')).kind, 'unreachable')
  })

  it('passes on what the bank decided, with its code and words', async () => {
    const declined = { kind: 'declined', code: '61', message: '单笔超限 1000.00' }
    assert.deepEqual(await debit('101'), { answer: declined, later: declined })
    assert.deepEqual(await debit('000'), { answer: { kind: 'approved' }, later: { kind: 'approved' } })
  })

  it('503 of the bank and a debit that came too late are certain: nothing was charged', async () => {
    assert.deepEqual(await debit('102'), { answer: { kind: 'not_sent' }, later: { kind: 'not_found' } })
    const past = new Date(Date.now() - 1_000).toISOString()
    assert.deepEqual(await debit('000', { expires_at: past }), {
      answer: { kind: 'not_sent' },
      later: { kind: 'not_found' },
    })
  })

  it('silence and a cut connection are unknown, whatever the bank did', async () => {
    const silent = (trigger: string) => debit(trigger, { patience: 2_000 })
    const [charged, refused, lost, cut] = await Promise.all([silent('103'), silent('104'), silent('105'), debit('106')])
    assert.deepEqual(charged, { answer: { kind: 'no_answer' }, later: { kind: 'approved' } })
    assert.partialDeepStrictEqual(refused, { answer: { kind: 'no_answer' }, later: { kind: 'declined' } })
    assert.deepEqual(lost, { answer: { kind: 'no_answer' }, later: { kind: 'not_found' } })
    assert.deepEqual(cut, { answer: { kind: 'no_answer' }, later: { kind: 'approved' } })
  })

  it('nobody listening is certain; an answer that is no JSON is not', async () => {
    const request = {
      id: 'pay_x',
      token: 'bt',
      amount: money(1),
      expires_at: new Date(Date.now() + MINUTE).toISOString(),
    }
    const closed = createHttpBank({ url: await closedPort(), timeoutMs: 10_000, log })
    assert.deepEqual(await closed.debit(request), { kind: 'not_sent' })
    assert.deepEqual(await closed.query('pay_x'), { kind: 'no_answer' })
    const odd = createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 502 Bad\r\n\r\n<html>')))
    const url = await listen(odd)
    assert.deepEqual(await createHttpBank({ url, timeoutMs: 10_000, log }).debit(request), { kind: 'no_answer' })
    odd.close()
  })
})
