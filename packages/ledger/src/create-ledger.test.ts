import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client, Pool } from 'pg'
import { inTransaction, leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import { balance, createLedger, getOperation, hold, LedgerError, transfer, type Ledger } from './index.ts'

let books: Books
let ledger: Ledger
before(async () => {
  books = await openBooks()
  ledger = createLedger({ pool: books.pool })
  await openWallets(books.pool, { alice: 1000, bob: 0, carol: 0, hot: 0 })
})
after(async () => {
  await ledger.close()
  await books.close()
})

const pay = (id: string, from: string, to: string, amount: number) => ({
  id,
  kind: 'payment',
  legs: [leg(from, to, amount)],
})
const commits = async () => {
  const { rows } = await books.pool.query<{ n: string }>('SELECT count(DISTINCT xmin::text) AS n FROM ledger.transfer')
  return Number(rows[0]?.n)
}

test('what many callers ask at once shares commits, and every caller gets an answer', async () => {
  const before = await commits()
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => ledger.transfer(pay(`many ${index}`, 'alice', 'bob', 1))),
  )
  assert.equal(new Set(answers.map(({ id }) => id)).size, 300)
  assert.ok((await commits()) - before <= 5)
  assert.equal((await ledger.balance('bob')).balance, 300)
})

test('only the offending operation of a batch is refused', async () => {
  await ledger.transfer(pay('fund carol', 'bank', 'carol', 10))
  const answers = await ledger.transferBatch([
    pay('batch 1', 'carol', 'bob', 6),
    pay('batch 2', 'carol', 'bob', 6),
    pay('batch 3', 'carol', 'nobody', 1),
    pay('batch 4', 'carol', 'bob', 4),
  ])
  assert.deepEqual(
    answers.map((item) => (item instanceof LedgerError ? item.code : 'ok')),
    ['ok', 'INSUFFICIENT_FUNDS', 'ACCOUNT_NOT_FOUND', 'ok'],
  )
})

test('a refusal is remembered: its late duplicate is refused too, even when there is money by then', async () => {
  const input = pay('too early', 'carol', 'bob', 5)
  const first = await refused(ledger.transfer(input), 'INSUFFICIENT_FUNDS')
  assert.equal(first.replayed, false)
  await ledger.transfer(pay('fund carol again', 'bank', 'carol', 5))
  const again = await refused(ledger.transfer(input), 'INSUFFICIENT_FUNDS')
  assert.deepEqual([again.replayed, again.details], [true, first.details])
  assert.equal((await getOperation(books.pool, 'too early'))?.refusal, 'INSUFFICIENT_FUNDS')
  await refused(transfer(books.pool, input), 'INSUFFICIENT_FUNDS')
  await ledger.transfer({ ...input, id: 'now' })
})

test('the same id many times at once: one applies, the others get its answer', async () => {
  const before = (await ledger.balance('alice')).balance
  const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.transfer(pay('same', 'alice', 'bob', 2))))
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1)
  assert.equal((await ledger.balance('alice')).balance, before - 2)
  const mixed = await Promise.allSettled([
    ledger.transfer(pay('mixed', 'alice', 'bob', 1)),
    ledger.transfer(pay('mixed', 'alice', 'bob', 2)),
  ])
  assert.deepEqual(
    mixed.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
})

test('invalid input is refused at once and takes no place in the queue', async () => {
  await refused(ledger.transfer(pay('bad', 'alice', 'bob', 0.5)), 'AMOUNT_INVALID')
  assert.equal(ledger.waiting(), 0)
})

test('holds, captures, releases and reversals go the same way', async () => {
  await ledger.hold(pay('h1', 'alice', 'bob', 50))
  await ledger.hold(pay('h2', 'alice', 'bob', 30))
  const [captured, released] = await Promise.all([
    ledger.capture({ id: 'c1', hold_id: 'h1', amount: 20 }),
    ledger.release({ id: 'r1', hold_id: 'h2' }),
  ])
  assert.deepEqual([captured.op, released.op], ['capture', 'release'])
  await refused(ledger.capture({ id: 'c2', hold_id: 'h1' }), 'HOLD_CAPTURED')
  await refused(ledger.capture({ id: 'c3', hold_id: 'no such' }), 'HOLD_NOT_FOUND')
  await ledger.reverse({ id: 'v1', transfer_id: 'c1', amount: 20 })
  await refused(ledger.reverse({ id: 'v2', transfer_id: 'c1', amount: 1 }), 'REVERSAL_TOO_LARGE')
  assert.deepEqual(await ledger.reversible('c1'), [0])
  const { held } = await ledger.balance('alice')
  assert.equal(held, 0)
})

test('a hold and its capture asked for in one breath are posted in that order', async () => {
  const [held, captured] = await Promise.all([
    ledger.hold(pay('h3', 'alice', 'bob', 5)),
    ledger.capture({ id: 'c4', hold_id: 'h3' }),
  ])
  assert.equal(held.id, captured.target)
})

test('operations without a time get it from the clock, and expired holds make room', async () => {
  let now = new Date('2031-01-01T00:00:00.000Z')
  const timed = createLedger({ pool: books.pool, clock: () => now })
  await timed.openAccount({ id: 'dora', type: 'customer_wallet', currency: 'CNY' })
  await timed.transfer(pay('fund dora', 'bank', 'dora', 10))
  const held = await timed.hold({ ...pay('h4', 'dora', 'bob', 10), expires_at: '2031-01-01T00:01:00Z' })
  assert.equal(held.at, '2031-01-01T00:00:00.000Z')
  await refused(timed.transfer(pay('d1', 'dora', 'carol', 10)), 'INSUFFICIENT_FUNDS')
  now = new Date('2031-01-01T00:01:00.000Z')
  await timed.transfer(pay('d2', 'dora', 'carol', 10))
  await refused(timed.capture({ id: 'c5', hold_id: 'h4' }), 'HOLD_EXPIRED')
  await timed.close()
})

describe('beside transactions elsewhere', () => {
  test('an account that another transaction has locked does not hold up the others', async () => {
    await inTransaction(books.pool, async (tx) => {
      await transfer(tx, pay('open end', 'bank', 'hot', 100))
      const waiting = ledger.transfer(pay('behind it', 'hot', 'bob', 100))
      await ledger.transfer(pay('not behind it', 'alice', 'bob', 1))
      assert.equal((await ledger.balance('hot')).balance, 0)
      assert.equal(ledger.waiting(), 1)
      await tx.query('COMMIT')
      assert.equal((await waiting).replayed, false)
    })
    assert.equal((await ledger.balance('hot')).balance, 0)
  })

  test('nor does a hold that another transaction is ending', async () => {
    await hold(books.pool, pay('h5', 'alice', 'bob', 5))
    await inTransaction(books.pool, async (tx) => {
      await tx.query(`SELECT FROM ledger.transfer WHERE id = 'h5' FOR UPDATE`)
      const waiting = ledger.release({ id: 'r5', hold_id: 'h5' })
      await ledger.transfer(pay('still not behind it', 'alice', 'carol', 1))
      assert.equal(ledger.waiting(), 1)
      await tx.query('COMMIT')
      assert.equal((await waiting).op, 'release')
    })
  })

  test('batches, single calls and long transactions on the same few accounts never deadlock nor lose a cent', async () => {
    const other = createLedger({ pool: books.pool, max_batch: 7 })
    const names = ['k1', 'k2', 'k3', 'k4']
    await openWallets(books.pool, Object.fromEntries(names.map((name) => [name, 1000])))
    const pick = (index: number) => names[index % 4] ?? ''
    const one = async (index: number) => {
      const input = pay(`mix ${index}`, pick(index), pick(index * 7 + 1 + (index % 3)), 1 + (index % 5))
      if (input.legs[0]?.debit_account === input.legs[0]?.credit_account) return
      if (index % 3 === 0) await ledger.transfer(input)
      else if (index % 3 === 1) await other.transfer(input)
      else await inTransaction(books.pool, (tx) => transfer(tx, input))
    }
    await Promise.all(Array.from({ length: 300 }, (_, index) => one(index)))
    await other.close()
    const { rows } = await books.pool.query<{ total: string }>(
      `SELECT sum(balance_after) AS total FROM (
         SELECT DISTINCT ON (e.account_no) e.balance_after FROM ledger.entry e JOIN ledger.account a ON a.no = e.account_no
         WHERE a.id = ANY ($1) ORDER BY e.account_no, e.seq DESC) x`,
      [names],
    )
    assert.equal(rows[0]?.total, '4000')
  })
})

describe('bounds', () => {
  test('above the limit callers are turned away at once, those before them are served', async () => {
    const small = createLedger({ pool: books.pool, max_queue: 10, max_batch: 4 })
    const answers = await Promise.allSettled(
      Array.from({ length: 25 }, (_, index) => small.transfer(pay(`small ${index}`, 'bank', 'bob', 1))),
    )
    const refusals = answers.flatMap((item) => (item.status === 'rejected' ? [item.reason as LedgerError] : []))
    assert.equal(refusals.length, 15)
    assert.ok(refusals.every((error) => error.code === 'OVERLOADED' && error.retryable))
    assert.equal(small.waiting(), 0)
    await small.transfer(pay('small 20', 'bank', 'bob', 1))
    await small.close()
  })

  test('closing answers what waits and refuses what comes after', async () => {
    const closing = createLedger({ pool: books.pool })
    const accepted = Promise.all([
      closing.transfer(pay('last 1', 'bank', 'bob', 1)),
      closing.transfer(pay('last 2', 'bank', 'bob', 1)),
    ])
    const closed = closing.close()
    await refused(closing.transfer(pay('last 3', 'bank', 'bob', 1)), 'CLOSED')
    assert.equal((await accepted).length, 2)
    await closed
  })
})

describe('a connection that breaks', () => {
  test('under load: what was acknowledged is there once, what was in flight is found out and answered', async () => {
    const pool = new Pool({ connectionString: books.url, application_name: 'to be cut' })
    pool.on('error', () => undefined)
    const fragile = createLedger({ pool, max_batch: 20 })
    const cut = new Client({ connectionString: books.url })
    await cut.connect()
    const before = (await balance(books.pool, 'bob')).balance
    let answered = 0
    const all = Array.from({ length: 2000 }, async (_, index) => {
      const answer = await fragile.transfer(pay(`cut ${index}`, 'bank', 'bob', 1))
      answered += 1
      if (answered % 400 === 0) {
        await cut.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'to be cut'`)
      }
      return answer
    })
    await Promise.all(all)
    assert.equal((await balance(books.pool, 'bob')).balance, before + 2000)
    await fragile.close()
    await cut.end()
    await pool.end()
  })

  test('a database that cannot be reached is reported after the patience ends', async () => {
    const pool = new Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 200 })
    const nowhere = createLedger({ pool, patience_ms: 50 })
    const error = await refused(nowhere.transfer(pay('nowhere', 'a', 'b', 1)), 'UNAVAILABLE')
    assert.equal(error.retryable, true)
    await nowhere.close()
    await pool.end()
  })
})
