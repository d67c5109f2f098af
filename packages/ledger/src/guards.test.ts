import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Pool } from 'pg'
import { leg, openBooks, openWallets, type Books } from '../test/books.ts'
import { capture, hold, migrate, openAccount, reverse, seal, transfer, verify } from './index.ts'

describe('the database refuses', () => {
  let books: Books
  before(async () => {
    books = await openBooks()
    await openWallets(books.pool, { alice: 100, bob: 50 })
  })
  after(() => books.close())

  for (const table of ['account', 'transfer', 'entry']) {
    test(`to change, remove or empty ledger.${table}`, async () => {
      const column = table === 'entry' ? 'leg' : 'metadata'
      const refusal = { code: '23001', message: /append-only/ }
      await assert.rejects(books.pool.query(`UPDATE ledger.${table} SET ${column} = ${column}`), refusal)
      await assert.rejects(books.pool.query(`DELETE FROM ledger.${table}`), refusal)
      await assert.rejects(books.pool.query(`TRUNCATE ledger.${table}`), refusal)
    })
  }

  const insert = (values: string) =>
    books.pool.query(
      `INSERT INTO ledger.entry (account_no, seq, amount, held, balance_after, held_after, at, leg, transfer_id, hash)
       SELECT a.no, e.seq + v.step, v.amount, v.held, e.balance_after + v.change, e.held_after + v.held,
         now() + v.later::interval, 0, 'by hand', decode(repeat('00', 32), 'hex')
       FROM (VALUES ${values}) v (account, step, amount, held, change, later)
       JOIN ledger.account a ON a.id = v.account
       JOIN LATERAL (SELECT * FROM ledger.entry WHERE account_no = a.no ORDER BY seq DESC LIMIT 1) e ON true`,
    )
  const cases: Record<string, [values: string, constraint: string]> = {
    'entries that do not balance': [`('alice', 1, 10, 0, -10, '1 s')`, 'entry_balanced'],
    'entries that balance only across currencies': [
      `('alice', 1, 10, 0, -10, '1 s'), ('dollars', 1, -10, 0, 10, '1 s')`,
      'entry_balanced',
    ],
    'a balance that does not follow': [
      `('alice', 1, 10, 0, -9, '1 s'), ('bob', 1, -10, 0, 10, '1 s')`,
      'entry_follows',
    ],
    'a gap in the numbers': [`('alice', 2, 10, 0, -10, '1 s'), ('bob', 1, -10, 0, 10, '1 s')`, 'entry_follows'],
    'a number used before': [`('alice', 0, 10, 0, -10, '1 s'), ('bob', 1, -10, 0, 10, '1 s')`, 'entry_pkey'],
    'a time that goes back': [`('alice', 1, 10, 0, -10, '-1 day'), ('bob', 1, -10, 0, 10, '1 s')`, 'entry_follows'],
    'a wallet below zero': [`('alice', 1, 101, 0, -101, '1 s'), ('bob', 1, -101, 0, 101, '1 s')`, 'entry_follows'],
    'to hold more than there is': [`('alice', 1, 0, 101, 0, '1 s')`, 'entry_follows'],
    'to hold less than nothing': [`('alice', 1, 0, -1, 0, '1 s')`, 'entry_exact'],
  }
  for (const [what, [values, constraint]] of Object.entries(cases)) {
    test(what, async () => {
      await openAccount(books.pool, { id: 'dollars', type: 'customer_wallet', currency: 'USD' })
      await openAccount(books.pool, { id: 'bank usd', type: 'bank_clearing', currency: 'USD' })
      await transfer(books.pool, { id: 'usd', kind: 'p', legs: [leg('bank usd', 'dollars', 100)] })
      await assert.rejects(insert(values), (error) => {
        assert.equal((error as { constraint?: string }).constraint, constraint)
        return true
      })
    })
  }

  test('everything to a role that was only let in to post', async () => {
    const role = `poster_${books.url.split('/').at(-1)}`
    const admin = new Pool({ connectionString: process.env.TOPAY_TEST_DATABASE_URL ?? books.url })
    try {
      const { rows } = await admin.query<{ may: boolean }>(
        'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
      )
      // without the right to make roles: the rights themselves are looked at
      const { rows: open } = await books.pool.query(
        `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
           LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x
         WHERE n.nspname = 'ledger' AND c.relkind = 'r' AND x.grantee <> c.relowner`,
      )
      assert.deepEqual(open, [])
      if (!rows[0]?.may) return
      await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`)
      await books.pool.query(`SELECT ledger.grant_access('${role}')`)
      const url = new URL(books.url)
      url.username = role
      url.password = 'secret'
      const poster = new Pool({ connectionString: url.href })
      try {
        await transfer(poster, { id: 'by the poster', kind: 'p', legs: [leg('alice', 'bob', 1)] })
        assert.deepEqual((await verify(poster)).problems, [])
        for (const table of ['account', 'transfer', 'entry', 'open_hold']) {
          await assert.rejects(poster.query(`INSERT INTO ledger.${table} DEFAULT VALUES`), { code: '42501' })
          await assert.rejects(poster.query(`DELETE FROM ledger.${table}`), { code: '42501' })
        }
      } finally {
        await poster.end()
        await books.pool.query(`DROP OWNED BY ${role}`)
        await admin.query(`DROP ROLE ${role}`)
      }
    } finally {
      await admin.end()
    }
  })
})

describe('verify finds', () => {
  // As an owner could do it who switches the triggers off.
  const tampering: Record<string, [sql: string, problems: string[]]> = {
    'a changed amount': [
      `UPDATE ledger.entry SET amount = amount + 1 WHERE transfer_id = 'pay' AND amount > 0`,
      ['BALANCE_NOT_SUM', 'BOOKS_NOT_ZERO', 'TRANSFER_NOT_ITS_LEGS'],
    ],
    'a changed balance': [
      `UPDATE ledger.entry SET balance_after = balance_after + 1 WHERE transfer_id = 'pay' AND amount < 0`,
      ['BALANCE_NOT_SUM'],
    ],
    'an amount changed in every place it shows': [
      `UPDATE ledger.entry SET amount = 2 * amount, balance_after = balance_after - amount WHERE transfer_id = 'last';
       UPDATE ledger.transfer SET legs = '[["alice","bob",2]]' WHERE id = 'last'`,
      ['HASH_WRONG'],
    ],
    'a changed time': [`UPDATE ledger.entry SET at = at + interval '1 ms' WHERE transfer_id = 'last'`, ['HASH_WRONG']],
    'a changed kind': [`UPDATE ledger.transfer SET kind = 'gift' WHERE id = 'pay'`, ['HASH_WRONG']],
    'changed metadata': [`UPDATE ledger.transfer SET metadata = '{"a":2}' WHERE id = 'pay'`, ['HASH_WRONG']],
    'a changed reference': [`UPDATE ledger.transfer SET reference = 'x' WHERE id = 'pay'`, ['HASH_WRONG']],
    'a changed account': [`UPDATE ledger.account SET metadata = '{"a":2}' WHERE id = 'alice'`, ['HASH_WRONG']],
    'a removed entry': [
      `DELETE FROM ledger.entry WHERE transfer_id = 'pay' AND amount > 0`,
      ['BOOKS_NOT_ZERO', 'ENTRY_MISSING', 'TRANSFER_NOT_ITS_LEGS'],
    ],
    'the removed last entry of an account': [
      `DELETE FROM ledger.entry WHERE transfer_id = 'last' AND amount > 0`,
      ['BOOKS_NOT_ZERO', 'TRANSFER_NOT_ITS_LEGS'],
    ],
    'the removed entries of the last transfer': [
      `DELETE FROM ledger.entry WHERE transfer_id = 'last'`,
      ['TRANSFER_WITHOUT_ENTRIES'],
    ],
    'a removed transfer': [`DELETE FROM ledger.transfer WHERE id = 'pay'`, ['ENTRY_WITHOUT_TRANSFER']],
    'a removed account': [`DELETE FROM ledger.account WHERE id = 'bob'`, ['BOOKS_NOT_ZERO', 'ENTRY_WITHOUT_ACCOUNT']],
    'an id that is there twice': [
      `DROP INDEX ledger.transfer_hold_ends_once; ALTER TABLE ledger.transfer DROP CONSTRAINT transfer_pkey;
       INSERT INTO ledger.transfer SELECT * FROM ledger.transfer WHERE id = 'pay'`,
      ['ID_TWICE'],
    ],
    'a forgotten hold': [`DELETE FROM ledger.open_hold WHERE hold_id = 'open'`, ['HELD_NOT_SUM']],
    'a hold that is over and still counts': [
      `INSERT INTO ledger.open_hold SELECT no, 'ended', 0, 1, 'infinity' FROM ledger.account WHERE id = 'alice'`,
      ['HELD_NOT_SUM', 'HOLD_ENDED_BUT_OPEN'],
    ],
    'a reversal beyond the original': [
      `UPDATE ledger.transfer SET legs = '[["alice","bob",1]]' WHERE id = 'pay'`,
      ['HASH_WRONG', 'REVERSED_TOO_MUCH', 'TRANSFER_NOT_ITS_LEGS'],
    ],
  }
  for (const [what, [sql, problems]] of Object.entries(tampering)) {
    test(what, async () => {
      const books = await openBooks()
      try {
        const { pool } = books
        await openWallets(pool, { alice: 100, bob: 50 })
        await transfer(pool, { id: 'pay', kind: 'payment', legs: [leg('alice', 'bob', 10)], metadata: { a: 1 } })
        await reverse(pool, { id: 'refund', transfer_id: 'pay', amount: 4 })
        await hold(pool, { id: 'open', kind: 'payment', legs: [leg('alice', 'bob', 10)] })
        await hold(pool, { id: 'ended', kind: 'payment', legs: [leg('alice', 'bob', 10)] })
        await capture(pool, { id: 'capture', hold_id: 'ended' })
        await transfer(pool, { id: 'last', kind: 'payment', legs: [leg('alice', 'bob', 1)] })
        assert.deepEqual((await verify(pool)).problems, [])
        const tables = ['account', 'transfer', 'entry'].map(
          (table) => `ALTER TABLE ledger.${table} DISABLE TRIGGER USER;`,
        )
        await pool.query(`${tables.join('')}${sql}`)
        const found = await verify(pool)
        assert.equal(found.ok, false)
        const kinds = [...new Set(found.problems.map(({ problem }) => String(problem)))].toSorted()
        assert.deepEqual(kinds, problems)
      } finally {
        await books.drop()
      }
    })
  }
})

describe('a seal', () => {
  const tables = ['account', 'transfer', 'entry', 'seal', 'seal_head']
  const unguarded = (sql: string) =>
    tables.map((table) => `ALTER TABLE ledger.${table} DISABLE TRIGGER USER;`).join('') + sql

  test('shows that the newest transfer was taken out with everything that belongs to it', async () => {
    const books = await openBooks()
    await openWallets(books.pool, { alice: 100, bob: 50 })
    await transfer(books.pool, { id: 'last', kind: 'payment', legs: [leg('alice', 'bob', 1)] })
    const published = [await seal(books.pool)]
    assert.deepEqual((await verify(books.pool, published)).problems, [])
    await books.pool.query(
      unguarded(`DELETE FROM ledger.entry WHERE transfer_id = 'last'; DELETE FROM ledger.transfer WHERE id = 'last'`),
    )
    const { problems } = await verify(books.pool, published)
    assert.deepEqual(problems.map(({ problem, account_id }) => [problem, account_id]).toSorted(), [
      ['SEALED_ENTRY_GONE', 'alice'],
      ['SEALED_ENTRY_GONE', 'bob'],
    ])
    await books.drop()
  })

  test('that was rewritten does not match the one that was published', async () => {
    const books = await openBooks()
    await openWallets(books.pool, { alice: 100 })
    const first = await seal(books.pool)
    await transfer(books.pool, { id: 'last', kind: 'payment', legs: [leg('alice', 'bank', 1)] })
    const second = await seal(books.pool)
    const [third, fourth] = await Promise.all([seal(books.pool), seal(books.pool)])
    assert.deepEqual([first.no, second.no, third.no + fourth.no], [1, 2, 7])
    assert.deepEqual((await verify(books.pool, [first, second, third, fourth])).problems, [])
    await assert.rejects(books.pool.query('DELETE FROM ledger.seal'), { code: '23001' })
    await books.pool.query(
      unguarded(`DELETE FROM ledger.entry WHERE transfer_id = 'last'; DELETE FROM ledger.transfer WHERE id = 'last';
        DELETE FROM ledger.seal WHERE no > 1; DELETE FROM ledger.seal_head WHERE seal_no > 1`),
    )
    assert.deepEqual((await verify(books.pool)).problems, [])
    const { problems } = await verify(books.pool, [first, second])
    assert.deepEqual(
      problems.map(({ problem, detail }) => [problem, detail]),
      [['SEAL_NOT_AS_PUBLISHED', { seal: 2 }]],
    )
    await books.drop()
  })

  test('that was changed is found', async () => {
    const books = await openBooks()
    await openWallets(books.pool, { alice: 100 })
    await seal(books.pool)
    await books.pool.query(unguarded(`DELETE FROM ledger.seal_head`))
    assert.deepEqual(
      (await verify(books.pool)).problems.map(({ problem }) => problem),
      ['SEAL_CHANGED'],
    )
    await books.drop()
  })
})

describe('migrate', () => {
  test('may run many times at once', async () => {
    const books = await openBooks()
    await Promise.all(Array.from({ length: 8 }, () => migrate(books.pool)))
    await books.close()
  })

  test('refuses a file that was changed after it had been applied', async () => {
    const books = await openBooks()
    await books.pool.query(`UPDATE ledger.migration SET checksum = 'x' WHERE name LIKE '0001%'`)
    await assert.rejects(migrate(books.pool), /was changed after/)
    await books.drop()
  })
})
