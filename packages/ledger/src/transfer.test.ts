import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTransaction, leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import { balance, balances, getOperation, openAccount, transfer, transferBatch, LedgerError } from './index.ts'

let books: Books
before(async () => {
  books = await openBooks()
  await openWallets(books.pool, { alice: 1000, bob: 0, carol: 500 })
  await openAccount(books.pool, { id: 'alice usd', type: 'customer_wallet', currency: 'USD' })
  await openAccount(books.pool, { id: 'bank usd', type: 'bank_clearing', currency: 'USD' })
})
after(() => books.close())

const posted = async (id: string) => (await balance(books.pool, id)).balance

test('a transfer moves money from the debited to the credited wallet', async () => {
  const before = await balances(books.pool, ['alice', 'bob'])
  const answer = await transfer(books.pool, {
    id: 't1',
    kind: 'payment',
    legs: [leg('alice', 'bob', 100)],
    reference: 'order 7',
    metadata: { note: '红包', at: [1, null] },
    at: '2026-01-02T03:04:05.678Z',
  })
  assert.deepEqual(answer, {
    id: 't1',
    op: 'transfer',
    kind: 'payment',
    legs: [{ debit_account: 'alice', credit_account: 'bob', amount: 100 }],
    target: null,
    reference: 'order 7',
    metadata: { at: [1, null], note: '红包' },
    at: '2026-01-02T03:04:05.678Z',
    expires_at: null,
    replayed: false,
  })
  const after = await balances(books.pool, ['alice', 'bob'])
  assert.equal(after[0]?.balance, (before[0]?.balance ?? 0) - 100)
  assert.equal(after[1]?.balance, 100)
})

test('the same id and content gets the same answer, marked as replayed, and moves nothing', async () => {
  const input = { id: 't2', kind: 'payment', legs: [leg('alice', 'bob', 7)], metadata: { b: 1, a: 2 } }
  const first = await transfer(books.pool, input)
  const before = await posted('alice')
  const again = await transfer(books.pool, { ...input, metadata: { a: 2, b: 1 }, at: new Date('2027-01-01') })
  assert.deepEqual(again, { ...first, replayed: true })
  assert.equal(await posted('alice'), before)
})

for (const [what, change] of Object.entries({
  amount: { legs: [leg('alice', 'bob', 8)] },
  account: { legs: [leg('alice', 'carol', 7)] },
  kind: { kind: 'gift' },
  reference: { reference: 'x' },
  metadata: { metadata: { a: 1 } },
})) {
  test(`the same id with another ${what} is refused`, async () => {
    const input = { id: `t3 ${what}`, kind: 'payment', legs: [leg('alice', 'bob', 7)] }
    await transfer(books.pool, input)
    const before = await posted('alice')
    await refused(transfer(books.pool, { ...input, ...change }), 'ID_REUSED')
    assert.equal(await posted('alice'), before)
  })
}

test('legs are applied in order, all or none', async () => {
  const before = await balances(books.pool, ['alice', 'bob', 'carol'])
  const bob = before[1]?.balance ?? 0
  const error = await refused(
    transfer(books.pool, {
      id: 't4',
      kind: 'split',
      legs: [leg('alice', 'bob', 50), leg('bob', 'carol', bob + 50), leg('bob', 'carol', 1)],
    }),
    'INSUFFICIENT_FUNDS',
  )
  assert.deepEqual(error.details, { account_id: 'bob', required: 1, available: 0 })
  assert.deepEqual(await balances(books.pool, ['alice', 'bob', 'carol']), before)
  assert.equal(await getOperation(books.pool, 't4'), null)
  await transfer(books.pool, {
    id: 't4',
    kind: 'split',
    legs: [leg('alice', 'bob', 50), leg('bob', 'carol', bob + 50)],
  })
  assert.equal(await posted('bob'), 0)
})

test('a wallet may be emptied to zero and not beyond', async () => {
  const all = await posted('carol')
  await refused(
    transfer(books.pool, { id: 't5', kind: 'p', legs: [leg('carol', 'bob', all + 1)] }),
    'INSUFFICIENT_FUNDS',
  )
  await transfer(books.pool, { id: 't5', kind: 'p', legs: [leg('carol', 'bob', all)] })
  assert.equal(await posted('carol'), 0)
  await transfer(books.pool, { id: 't5 back', kind: 'p', legs: [leg('bob', 'carol', all)] })
})

test('an account that may go below zero does', async () => {
  await openAccount(books.pool, { id: 'overdraft', type: 'customer_wallet', currency: 'CNY', allow_negative: true })
  await transfer(books.pool, { id: 't6', kind: 'p', legs: [leg('overdraft', 'bob', 3)] })
  assert.equal(await posted('overdraft'), -3)
})

test('unknown accounts and other currencies are refused', async () => {
  const bad = (id: string, debit: string, credit: string, currency?: string) =>
    transfer(books.pool, { id, kind: 'p', legs: [leg(debit, credit, 1)], ...(currency ? { currency } : {}) })
  const error = await refused(bad('t7', 'alice', 'nobody'), 'ACCOUNT_NOT_FOUND')
  assert.deepEqual(error.details, { account_id: 'nobody' })
  await refused(bad('t8', 'alice', 'alice usd'), 'CURRENCY_MISMATCH')
  await refused(bad('t9', 'alice', 'bob', 'USD'), 'CURRENCY_MISMATCH')
})

test('one transfer may move two currencies, each balanced by itself', async () => {
  const before = await posted('alice')
  const legs = [leg('alice', 'bank', 70), leg('bank usd', 'alice usd', 10)]
  await transfer(books.pool, { id: 't10', kind: 'exchange', legs })
  assert.equal(await posted('alice'), before - 70)
  assert.equal(await posted('alice usd'), 10)
})

test('money is an integer of minor units and nothing else', async () => {
  for (const amount of [0, -1, 0.1, 1.5, Number.NaN, Infinity, 2 ** 53, '5', 5n, null, undefined]) {
    const input = { id: 'bad', kind: 'p', legs: [leg('alice', 'bob', amount as number)] }
    await assert.rejects(async () => transfer(books.pool, input), { code: 'AMOUNT_INVALID' })
  }
})

test('malformed input is refused before it reaches the database', async () => {
  const good = { id: 'ok', kind: 'p', legs: [leg('alice', 'bob', 1)] }
  const cases: [Record<string, unknown>, string][] = [
    [{ id: '' }, 'ID_INVALID'],
    [{ id: 'x'.repeat(161) }, 'ID_INVALID'],
    [{ id: 'a\nb' }, 'ID_INVALID'],
    [{ id: 'a\u0000' }, 'ID_INVALID'],
    [{ id: '\ud800' }, 'ID_INVALID'],
    [{ id: 5 }, 'ID_INVALID'],
    [{ kind: '' }, 'ID_INVALID'],
    [{ reference: 'x'.repeat(257) }, 'ID_INVALID'],
    [{ legs: [] }, 'LEGS_INVALID'],
    [{ legs: 'x' }, 'LEGS_INVALID'],
    [{ legs: Array.from({ length: 101 }, () => leg('alice', 'bob', 1)) }, 'LEGS_INVALID'],
    [{ legs: [leg('alice', 'alice', 1)] }, 'LEGS_INVALID'],
    [{ currency: 'cny' }, 'CURRENCY_INVALID'],
    [{ metadata: { a: 'x'.repeat(9000) } }, 'METADATA_INVALID'],
    [{ metadata: { a: '\u0000' } }, 'METADATA_INVALID'],
    [{ metadata: { a: Number.NaN } }, 'METADATA_INVALID'],
    [{ metadata: { a: 1n } }, 'METADATA_INVALID'],
    [{ metadata: [] }, 'METADATA_INVALID'],
    [{ at: 'yesterday' }, 'TIME_INVALID'],
    [{ at: '2300-01-01' }, 'TIME_INVALID'],
  ]
  for (const [change, code] of cases) {
    const input = { ...good, ...change } as unknown as typeof good
    await assert.rejects(async () => transfer(books.pool, input), { name: 'LedgerError', code }, JSON.stringify(code))
  }
})

test('text of any language and any JSON comes back as it went in', async () => {
  const id = `odd '"\\{},  NULL é 钱 😀`
  await openAccount(books.pool, { id, type: 'customer_wallet', currency: 'CNY' })
  const metadata = { 'k"\\{}': 'NULL', 钱: [true, 1e21, -0.5, { z: null, a: '\u2028\n' }] }
  const input = { id, kind: '钱', legs: [leg('bank', id, 5)], reference: '{"a",NULL}', metadata }
  const first = await transfer(books.pool, input)
  assert.deepEqual(first.metadata, metadata)
  const again = await transfer(books.pool, input)
  assert.deepEqual(again, { ...first, replayed: true })
  const { refusal, ...stored } = (await getOperation(books.pool, id)) ?? assert.fail()
  assert.equal(refusal, null)
  assert.deepEqual({ ...stored, replayed: false }, first)
})

test('a balance beyond what a number holds exactly is refused', async () => {
  await openWallets(books.pool, { rich: 0 })
  const most = Number.MAX_SAFE_INTEGER
  await transfer(books.pool, { id: 'm1', kind: 'p', legs: [leg('overdraft', 'rich', most - 10)] })
  await refused(transfer(books.pool, { id: 'm2', kind: 'p', legs: [leg('bank', 'rich', 11)] }), 'BALANCE_LIMIT')
  await transfer(books.pool, { id: 'm3', kind: 'p', legs: [leg('bank', 'rich', 10)] })
  assert.equal(await posted('rich'), most)
})

test('a batch applies each transfer in order and refuses only the offending one', async () => {
  await openWallets(books.pool, { p: 10, q: 0 })
  const one = (id: string, from: string, to: string, amount: number) => ({
    id,
    kind: 'p',
    legs: [leg(from, to, amount)],
  })
  const answers = await transferBatch(books.pool, [
    one('b1', 'p', 'q', 6),
    one('b2', 'p', 'q', 6),
    one('b3', 'q', 'p', 3),
    one('b4', 'p', 'q', 6),
    one('b1', 'p', 'q', 6),
    one('b1', 'p', 'q', 7),
  ])
  const codes = answers.map((item) => (item instanceof LedgerError ? item.code : item.replayed))
  assert.deepEqual(codes, [false, 'INSUFFICIENT_FUNDS', false, false, true, 'ID_REUSED'])
  assert.deepEqual(await Promise.all([posted('p'), posted('q')]), [1, 9])
})

test('within a transaction a refusal leaves no trace and the transaction usable', async () => {
  await openWallets(books.pool, { r: 10, s: 0 })
  await inTransaction(books.pool, async (tx) => {
    await refused(transfer(tx, { id: 'x1', kind: 'p', legs: [leg('r', 's', 11)] }), 'INSUFFICIENT_FUNDS')
    await transfer(tx, { id: 'x1', kind: 'p', legs: [leg('r', 's', 9)] })
    assert.equal((await balance(tx, 'r')).balance, 1)
  })
  assert.equal(await posted('s'), 9)
})

test('what a transaction posted is gone when it is rolled back', async () => {
  await assert.rejects(
    inTransaction(books.pool, async (tx) => {
      await transfer(tx, { id: 'x2', kind: 'p', legs: [leg('r', 's', 1)] })
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  assert.equal(await posted('r'), 1)
  assert.equal(await getOperation(books.pool, 'x2'), null)
})

test('two transactions that spend the same money: the second waits and is refused', async () => {
  await openWallets(books.pool, { u: 10, v: 0 })
  const spend = (id: string) =>
    inTransaction(books.pool, (tx) => transfer(tx, { id, kind: 'p', legs: [leg('u', 'v', 10)] }))
  const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => spend(`u${index}`)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const answer of answers) {
    if (answer.status === 'rejected') assert.equal((answer.reason as LedgerError).code, 'INSUFFICIENT_FUNDS')
  }
  assert.equal(await posted('v'), 10)
})

test('ten concurrent requests with one id move the money once', async () => {
  await openWallets(books.pool, { w: 100 })
  const input = { id: 'once', kind: 'p', legs: [leg('w', 'v', 10)] }
  const answers = await Promise.all(Array.from({ length: 10 }, () => transfer(books.pool, input)))
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1)
  assert.equal(await posted('w'), 90)
})
