import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { inTransaction, leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import {
  balance,
  balanceAt,
  balances,
  capture,
  createLedger,
  hold,
  LedgerError,
  openAccount,
  release,
  reverse,
  reversible,
  transfer,
  verify,
} from './index.ts'

// What users of other open-source ledgers and payment systems have complained about, one test each.

let books: Books
let count = 0
let customer = ''
let merchant = ''
before(async () => {
  books = await openBooks()
})
after(() => books.close())
beforeEach(async () => {
  count += 1
  customer = `cus ${count}`
  merchant = `mer ${count}`
  await openWallets(books.pool, { [customer]: 100, [merchant]: 0 })
})

const id = (name: string) => `${name} ${count}`
const pay = (name: string, amount: number) => ({
  id: id(name),
  kind: 'payment',
  legs: [leg(customer, merchant, amount)],
})
const amounts = async () => (await balances(books.pool, [customer, merchant])).map((state) => state.balance)

test('blnk #374, #152: a refund that is sent again is not paid again', async () => {
  await transfer(books.pool, pay('pay', 60))
  const refund = { id: id('refund'), transfer_id: id('pay'), amount: 60 }
  const answers = await Promise.all([1, 2, 3].map(() => reverse(books.pool, refund)))
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1)
  // and not under another id either
  await refused(reverse(books.pool, { ...refund, id: id('another') }), 'REVERSAL_TOO_LARGE')
  assert.deepEqual(await amounts(), [100, 0])
})

test('blnk #182: a hold that was refused is not captured later', async () => {
  const ledger = createLedger({ pool: books.pool })
  await refused(ledger.hold(pay('hold', 101)), 'INSUFFICIENT_FUNDS')
  await ledger.transfer({ id: id('more'), kind: 'top_up', legs: [leg('bank', customer, 1000)] })
  await refused(ledger.capture({ id: id('capture'), hold_id: id('hold') }), 'HOLD_NOT_FOUND')
  await refused(capture(books.pool, { id: id('capture 2'), hold_id: id('hold') }), 'HOLD_NOT_FOUND')
  await refused(ledger.hold(pay('hold', 101)), 'INSUFFICIENT_FUNDS')
  assert.deepEqual(await amounts(), [1100, 0])
  await ledger.close()
})

test('blnk #336: when a hold expires is kept in the books, not in a process or a cache', async () => {
  const before = createLedger({ pool: books.pool, clock: () => new Date('2026-06-01T00:00:00Z') })
  await before.hold({ ...pay('hold', 100), expires_at: '2026-06-01T01:00:00Z' })
  await before.close()
  const after = createLedger({ pool: books.pool, clock: () => new Date('2026-06-01T01:00:00Z') })
  assert.equal((await after.balance(customer)).available, 100)
  assert.ok((await after.expireHolds()) >= 1)
  await refused(after.capture({ id: id('capture'), hold_id: id('hold') }), 'HOLD_EXPIRED')
  await after.close()
})

test('tigerbeetle #2118: an expired hold stops counting at once, before anybody swept it', async () => {
  await hold(books.pool, { ...pay('hold', 100), at: '2026-06-01T00:00:00Z', expires_at: '2026-06-01T01:00:00Z' })
  assert.equal((await balance(books.pool, customer, '2026-06-01T01:00:00Z')).available, 100)
  await transfer(books.pool, { ...pay('pay', 100), at: '2026-06-01T01:00:00Z' })
  assert.deepEqual(await amounts(), [0, 100])
})

test('pgledger #111, #38: every operation takes an idempotency key, and holds exist', async () => {
  const first = await hold(books.pool, pay('hold', 40))
  assert.deepEqual(await hold(books.pool, pay('hold', 40)), { ...first, replayed: true })
  const done = { id: id('end'), hold_id: id('hold') }
  const released = await release(books.pool, done)
  assert.deepEqual(await release(books.pool, done), { ...released, replayed: true })
})

test('medici #109: the balance as of a date minds the date', async () => {
  await openAccount(books.pool, { id: id('old'), type: 'customer_wallet', currency: 'CNY' })
  for (const [month, amount] of [10, 20, 30].entries()) {
    const legs = [leg('bank', id('old'), amount)]
    await transfer(books.pool, {
      id: id(`month ${month}`),
      kind: 'top_up',
      legs,
      at: new Date(Date.UTC(2025, month, 15)),
    })
  }
  const at = async (month: number) => (await balanceAt(books.pool, id('old'), new Date(Date.UTC(2025, month)))).balance
  assert.deepEqual([await at(0), await at(1), await at(2), await at(3)], [0, 10, 30, 60])
})

test('medici #119: a stale snapshot cannot spend money twice', async () => {
  const error = await refused(
    inTransaction(books.pool, async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
      assert.equal((await balance(tx, customer)).balance, 100)
      await transfer(books.pool, pay('first', 80))
      assert.equal((await balance(tx, customer)).balance, 100)
      await transfer(tx, pay('second', 80))
    }),
    'CONFLICT',
  )
  assert.equal(error.retryable, true)
  assert.deepEqual(await amounts(), [20, 80])
})

test('medici #1: a tenth and two tenths are not money', async () => {
  await assert.rejects(async () => transfer(books.pool, pay('float', 0.1 + 0.2)), { code: 'AMOUNT_INVALID' })
  const rows = await books.pool.query<{ data_type: string }>(
    `SELECT DISTINCT data_type FROM information_schema.columns
     WHERE table_schema = 'ledger' AND column_name IN ('amount', 'held', 'balance_after', 'held_after')`,
  )
  assert.deepEqual(rows.rows, [{ data_type: 'bigint' }])
})

test('formance #1601: a reversal that comes too late is a conflict with a code, not an internal error', async () => {
  await transfer(books.pool, pay('pay', 100))
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => reverse(books.pool, { id: id(`r${index}`), transfer_id: id('pay') })),
  )
  const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
  assert.equal(errors.length, 9)
  for (const error of errors) {
    assert.ok(error instanceof LedgerError)
    assert.equal(error.code, 'REVERSAL_TOO_LARGE')
  }
})

test('formance #767: transfers back and forth, in every order of accounts, do not deadlock', async () => {
  const names = ['d1', 'd2', 'd3'].map((name) => id(name))
  await openWallets(books.pool, Object.fromEntries(names.map((name) => [name, 1000])))
  const [a = '', b = '', c = ''] = names
  const routes = [
    [a, b, c],
    [c, b, a],
    [b, a, c],
    [c, a, b],
  ]
  await Promise.all(
    Array.from({ length: 120 }, async (_, index) => {
      const [x = '', y = '', z = ''] = routes[index % 4] ?? []
      const input = { id: id(`round ${index}`), kind: 'p', legs: [leg(x, y, 1), leg(y, z, 1), leg(z, x, 1)] }
      await inTransaction(books.pool, (tx) => transfer(tx, input))
    }),
  )
  const states = await balances(books.pool, names)
  assert.deepEqual(
    states.map((state) => state.balance),
    [1000, 1000, 1000],
  )
})

test('hyperswitch #10533: a refund and a chargeback cannot both return the whole payment', async () => {
  await openAccount(books.pool, { id: id('shop reserve'), type: 'merchant_balance', currency: 'CNY' })
  await transfer(books.pool, { id: id('reserve'), kind: 'top_up', legs: [leg('bank', id('shop reserve'), 500)] })
  await transfer(books.pool, pay('pay', 100))
  const back = { transfer_id: id('pay'), amount: 100 }
  const answers = await Promise.allSettled([
    reverse(books.pool, { ...back, id: id('refund'), kind: 'refund' }),
    reverse(books.pool, {
      ...back,
      id: id('chargeback'),
      kind: 'chargeback',
      debit_account: id('shop reserve'),
      credit_account: 'bank',
    }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
})

test('hyperswitch control center #3799: exactly what remains can be refunded, and not one unit more', async () => {
  await transfer(books.pool, pay('pay', 100))
  await reverse(books.pool, { id: id('r1'), transfer_id: id('pay'), amount: 33 })
  const [remaining = 0] = await reversible(books.pool, id('pay'))
  await refused(
    reverse(books.pool, { id: id('r2'), transfer_id: id('pay'), amount: remaining + 1 }),
    'REVERSAL_TOO_LARGE',
  )
  await reverse(books.pool, { id: id('r3'), transfer_id: id('pay'), amount: remaining })
  assert.deepEqual(await amounts(), [100, 0])
})

test('tigerbeetle #3833: a person can be forgotten while the books stay whole', async () => {
  const opaque = `wallet:${crypto.randomUUID()}`
  await books.pool.query('CREATE TABLE IF NOT EXISTS public.people (name text, account text)')
  await books.pool.query('INSERT INTO public.people VALUES ($1, $2)', ['Li Ming', opaque])
  await openWallets(books.pool, { [opaque]: 10 })
  await books.pool.query('DELETE FROM public.people WHERE account = $1', [opaque])
  assert.equal((await balance(books.pool, opaque)).balance, 10)
  assert.deepEqual((await verify(books.pool)).problems, [])
})

test('callbacks that come twice or in the wrong order end where they should', async () => {
  const captured = { id: id('callback'), hold_id: id('hold'), amount: 25 }
  // too early: the hold is not known yet; the bank sends it again
  await refused(capture(books.pool, captured), 'HOLD_NOT_FOUND')
  await hold(books.pool, pay('hold', 40))
  await capture(books.pool, captured)
  assert.equal((await capture(books.pool, captured)).replayed, true)
  await refused(release(books.pool, { id: id('cancel'), hold_id: id('hold') }), 'HOLD_CAPTURED')
  assert.deepEqual(await amounts(), [75, 25])
})
