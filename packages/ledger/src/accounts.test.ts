import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import { balance, balanceAt, CHART, CLASSES, entries, getAccount, openAccount, transfer } from './index.ts'

let books: Books
before(async () => {
  books = await openBooks()
  await openWallets(books.pool, { alice: 0, bob: 0 })
})
after(() => books.close())

test('opening is idempotent: the same account comes back, a different one is refused', async () => {
  const input = { id: 'acc', type: 'merchant_balance', currency: 'CNY', metadata: { b: 1, a: [2] } } as const
  const first = await openAccount(books.pool, { ...input, at: '2026-01-01T00:00:00Z' })
  assert.deepEqual(first, {
    id: 'acc',
    type: 'merchant_balance',
    class: 'liability',
    normal_side: 'credit',
    currency: 'CNY',
    allow_negative: false,
    metadata: { a: [2], b: 1 },
    created_at: '2026-01-01T00:00:00.000Z',
  })
  assert.deepEqual(await openAccount(books.pool, input), first)
  assert.deepEqual(await getAccount(books.pool, 'acc'), first)
  await refused(openAccount(books.pool, { ...input, currency: 'USD' }), 'ID_REUSED')
  await refused(openAccount(books.pool, { ...input, allow_negative: true }), 'ID_REUSED')
  await refused(getAccount(books.pool, 'nobody'), 'ACCOUNT_NOT_FOUND')
})

test('twenty at once open one account', async () => {
  const opened = await Promise.all(
    Array.from({ length: 20 }, () => openAccount(books.pool, { id: 'race', type: 'suspense', currency: 'CNY' })),
  )
  assert.equal(new Set(opened.map(({ created_at }) => created_at)).size, 1)
})

test('every type of the chart opens on its side, a type of one’s own needs a class', async () => {
  for (const [type, { class: accountClass }] of Object.entries(CHART)) {
    const account = await openAccount(books.pool, { id: `chart ${type}`, type, currency: 'EUR' })
    assert.equal(account.normal_side, CLASSES[accountClass])
  }
  await refused(openAccount(books.pool, { id: 'own', type: 'lottery', currency: 'EUR' }), 'ACCOUNT_TYPE_INVALID')
  const wrong = { id: 'own', type: 'customer_wallet', class: 'asset', currency: 'EUR' } as const
  await refused(openAccount(books.pool, wrong), 'ACCOUNT_TYPE_INVALID')
  const own = await openAccount(books.pool, { id: 'own', type: 'lottery', class: 'expense', currency: 'EUR' })
  assert.equal(own.normal_side, 'debit')
})

test('assets and expenses grow by debit, liabilities, equity and income by credit', async () => {
  const open = (id: keyof typeof CLASSES) =>
    openAccount(books.pool, { id, type: 'own', class: id, currency: 'CNY', allow_negative: true })
  await Promise.all([open('asset'), open('expense'), open('liability'), open('equity'), open('income')])
  let n = 0
  for (const account of ['asset', 'expense', 'liability', 'equity', 'income']) {
    await transfer(books.pool, { id: `side ${(n += 1)}`, kind: 'p', legs: [leg(account, 'bank', 5)] })
    assert.equal((await balance(books.pool, account)).balance, account === 'asset' || account === 'expense' ? 5 : -5)
  }
})

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T12:00:00.000Z`

test('the balance as of any time is the balance after the last entry not later than it', async () => {
  for (const n of [2, 4, 4, 6]) {
    await transfer(books.pool, {
      id: `alice ${n} ${(await balance(books.pool, 'alice')).version}`,
      kind: 'top_up',
      legs: [leg('bank', 'alice', n)],
      at: day(n),
    })
  }
  const expected: Record<number, number> = { 1: 0, 2: 2, 3: 2, 4: 10, 5: 10, 6: 16, 7: 16 }
  for (const [n, amount] of Object.entries(expected)) {
    assert.equal((await balanceAt(books.pool, 'alice', day(Number(n)))).balance, amount, `day ${n}`)
  }
  const justBefore = new Date(new Date(day(4)).getTime() - 1)
  assert.equal((await balanceAt(books.pool, 'alice', justBefore)).balance, 2)
})

test('time never goes back within an account, and another account is not held up by that', async () => {
  await transfer(books.pool, { id: 'late', kind: 'p', legs: [leg('alice', 'bob', 1)], at: day(3) })
  const [newest] = (await entries(books.pool, 'alice', { limit: 1 })).entries
  assert.equal(newest?.at, day(6))
  assert.equal((await balanceAt(books.pool, 'bob', day(3))).balance, 1)
})

test('entries come in pages, newest or oldest first, within times', async () => {
  const all = (await entries(books.pool, 'alice', { order: 'oldest' })).entries
  assert.deepEqual(
    all.map(({ version, amount, balance_after }) => [version, amount, balance_after]),
    [
      [1, 2, 2],
      [2, 4, 6],
      [3, 4, 10],
      [4, 6, 16],
      [5, 1, 15],
    ],
  )
  assert.equal(all[0]?.direction, 'credit')
  assert.equal(all[4]?.direction, 'debit')
  assert.equal(all[4]?.counter_account, 'bob')

  for (const order of ['newest', 'oldest'] as const) {
    const seen: number[] = []
    let cursor: number | undefined
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await entries(books.pool, 'alice', { order, limit: 2, ...(cursor ? { cursor } : {}) })
      seen.push(...page.entries.map(({ version }) => version))
      cursor = page.next ?? undefined
    }
    assert.equal(cursor, undefined)
    assert.deepEqual(seen, order === 'oldest' ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1])
  }
  const within = await entries(books.pool, 'alice', { from: day(4), to: day(6) })
  assert.deepEqual(
    within.entries.map(({ version }) => version),
    [3, 2],
  )
  await refused(entries(books.pool, 'alice', { limit: 0 }), 'PAGE_INVALID')
  await refused(entries(books.pool, 'nobody'), 'ACCOUNT_NOT_FOUND')
})
