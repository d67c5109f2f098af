import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hold, openAccount, transfer } from '@topay/ledger'
import { Client } from 'pg'
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { createLog, HOUR, inTx, ledgerJobs, moveClock, openDatabase, asQueryable, now } from '../platform/index.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
let folder: string
let database: TestDatabase
let client: Client

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topay-ledger-'))
})
after(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  client = new Client({ connectionString: database.url })
  await client.connect()
  const pay = (id: string, from: string, to: string, amount: number) =>
    transfer(client, { id, kind: 'payment', legs: [{ debit_account: from, credit_account: to, amount }] })
  await openAccount(client, { id: 'bank', type: 'bank_clearing', currency: 'CNY' })
  await openAccount(client, { id: 'wallet of 李', type: 'customer_wallet', currency: 'CNY' })
  await openAccount(client, { id: 'shop', type: 'merchant_balance', currency: 'CNY' })
  await pay('top up', 'bank', 'wallet of 李', 1000)
  await pay('coffee', 'wallet of 李', 'shop', 30)
  await pay('tea', 'wallet of 李', 'shop', 20)
})
afterEach(async () => {
  await client.end()
  await database.drop()
})

/** Runs the command as a person would. */
const topay = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url, TOPAY_DATA_DIR: folder }
    execFile(process.execPath, [CLI, 'ledger', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })

/** Changes rows as somebody could who may switch the guards off. */
const tamper = (sql: string) =>
  client.query(
    ['account', 'transfer', 'entry', 'seal', 'seal_head']
      .map((table) => `ALTER TABLE ledger.${table} DISABLE TRIGGER USER;`)
      .join('') + sql,
  )

test('a clean world is whole, exit code 0', async () => {
  const { code, output } = await topay('verify')
  assert.equal(code, 0, output)
  assert.match(output, /账本完整：3 个账户、3 笔转账、6 条分录/)
  assert.match(output, /The books are whole: 3 accounts, 3 transfers, 6 entries/)
})

test('a row changed by hand is found and named, exit code 1', async () => {
  await tamper(`UPDATE ledger.entry SET amount = amount + 1 WHERE transfer_id = 'coffee' AND amount > 0`)
  const { code, output } = await topay('verify')
  assert.equal(code, 1, output)
  assert.match(output, /BALANCE_NOT_SUM .*余额不等于分录之和.* account wallet of 李 .* entry 2 .* transfer coffee/)
  assert.match(output, /BOOKS_NOT_ZERO .*"currency":"CNY","difference":1/)
})

test('a removed row is found and named', async () => {
  await tamper(`DELETE FROM ledger.entry WHERE transfer_id = 'coffee' AND amount < 0`)
  const { code, output } = await topay('verify')
  assert.equal(code, 1, output)
  assert.match(output, /ENTRY_MISSING .* account shop .* entry 2 /)
  assert.match(output, /TRANSFER_NOT_ITS_LEGS .* transfer coffee/)
})

test('a seal kept in a file shows that the newest transfer was taken away even when the seals were rewritten', async () => {
  const file = path.join(folder, 'seals')
  const sealed = await topay('seal', '--file', file)
  assert.equal(sealed.code, 0, sealed.output)
  const line = JSON.parse(await readFile(file, 'utf8')) as { no: number; digest: string }
  assert.ok(sealed.output.includes(line.digest))
  // all that the database could tell is rewritten
  await tamper(`DELETE FROM ledger.entry WHERE transfer_id = 'tea'; DELETE FROM ledger.transfer WHERE id = 'tea';
    DELETE FROM ledger.seal_head; DELETE FROM ledger.seal; DELETE FROM setting WHERE key = 'ledger.seal'`)
  const rewritten = await topay('verify', '--seals', file)
  assert.equal(rewritten.code, 1)
  assert.match(rewritten.output, /SEAL_NOT_AS_PUBLISHED/)
})

test('a file that is no list of seals is refused by its line', async () => {
  const file = path.join(folder, 'no seals')
  await writeFile(file, 'hello\n')
  const { code, output } = await topay('verify', '--seals', file)
  assert.equal(code, 1)
  assert.match(output, /line 1 of .* is not a seal/)
})

test('the daily jobs seal the books, keep the digest, and write expired holds down', async () => {
  const { db, close } = openDatabase({ url: database.url, size: 2, log: createLog({ level: 'silent' }) })
  try {
    const jobs = ledgerJobs(db, createLog({ level: 'silent' }))
    await jobs['ledger:seal']?.({})
    await jobs['ledger:seal']?.({})
    const { rows } = await client.query<{ no: number }>(
      `SELECT (value->>'no')::int AS no FROM setting WHERE key = 'ledger.seal'`,
    )
    assert.deepEqual(rows, [{ no: 2 }])
    await inTx(db, (tx) =>
      hold(asQueryable(tx), {
        id: 'deposit',
        kind: 'payment',
        legs: [{ debit_account: 'wallet of 李', credit_account: 'shop', amount: 5 }],
        expires_at: new Date(now().getTime() + HOUR),
      }),
    )
    await jobs['ledger:expire_holds']?.({})
    const open = async () => (await client.query('SELECT 1 FROM ledger.open_hold')).rowCount
    assert.equal(await open(), 1)
    moveClock(HOUR)
    await jobs['ledger:expire_holds']?.({})
    assert.equal(await open(), 0)
  } finally {
    moveClock(-HOUR)
    await close()
  }
})
