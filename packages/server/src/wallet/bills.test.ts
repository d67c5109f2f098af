import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { createLog, type Db, inTx, newId, openDatabase } from '../platform/index.ts'
import { type NewTransaction, recordTransaction, settleTransaction } from './bills.ts'
import { chinaClock, chinaMonth, chinaMonthBounds, startOfChinaDay } from './china-time.ts'
import { getTransaction, getWallet, listTransactions, queryPause } from './index.ts'

describe('china time', () => {
  it('a month and a day begin at midnight in China, eight hours before UTC', () => {
    assert.deepEqual(chinaMonthBounds('2026-12'), { from: '2026-11-30T16:00:00.000Z', to: '2026-12-31T16:00:00.000Z' })
    assert.equal(chinaMonth('2026-11-30T15:59:59.999Z'), '2026-11')
    assert.equal(chinaMonth('2026-11-30T16:00:00.000Z'), '2026-12')
    assert.equal(startOfChinaDay('2026-11-24T15:59:59.000Z'), '2026-11-23T16:00:00.000Z')
    assert.equal(startOfChinaDay('2026-11-24T16:00:00.000Z'), '2026-11-24T16:00:00.000Z')
    assert.deepEqual(chinaClock('2026-11-24T06:32:05.123Z'), { date: '2026-11-24', time: '14:32:05' })
  })
})

it('an unknown result is queried after 5 s, every 10 s up to 45 s, then ever more rarely', () => {
  let at = 0
  const times = Array.from({ length: 8 }, (_, queries) => (at += queryPause(queries)) / 1_000)
  assert.deepEqual(times, [5, 15, 25, 35, 45, 65, 105, 185])
  assert.equal(queryPause(100), 900_000)
})

describe('bills', () => {
  let database: TestDatabase
  let db: Db
  let close: () => Promise<void>
  const customer_id = newId('customer')

  const add = (more: Partial<NewTransaction> & { at: string }) =>
    inTx(db, (tx) =>
      recordTransaction(tx, {
        customer_id,
        kind: 'payment',
        direction: 'out',
        amount: 100,
        currency: 'CNY',
        status: 'succeeded',
        counterparty: { zh: '半日咖啡', en: 'Half-Day Coffee' },
        category: 'coffee',
        method: 'balance',
        ...more,
      }),
    )

  before(async () => {
    database = await createTestDatabase({ template: 'migrated' })
    ;({ db, close } = openDatabase({ url: database.url, size: 4, log: createLog({ level: 'silent' }) }))
    await add({ at: '2026-09-30T15:59:59.000Z', amount: 3_200, description: '燕麦拿铁 100% 燕麦' })
    await add({ at: '2026-09-30T16:00:00.000Z', amount: 2_200, description: '冰美式' })
    await add({ at: '2026-10-02T01:00:00.000Z', amount: 9_900, status: 'failed', failure_code: 'BAL_WALLET' })
    const bank = { zh: '江岚银行', en: 'Jianglan Bank' }
    await add({ at: '2026-10-03T01:00:00.000Z', kind: 'top_up', direction: 'in', amount: 50_000, counterparty: bank })
    for (let day = 10; day < 15; day++) await add({ at: `2026-11-${day}T01:00:00.000Z`, amount: day })
  })
  after(async () => {
    await close()
    await database.drop()
  })

  const amounts = async (query: Partial<Parameters<typeof listTransactions>[2]>) =>
    (await listTransactions(db, customer_id, { limit: 50, ...query })).items.map((item) => item.amount.amount)

  it('a month is a month in China; its totals count what succeeded, whatever is filtered, and no top-up', async () => {
    assert.deepEqual(await amounts({ month: '2026-09' }), [3_200])
    const october = await listTransactions(db, customer_id, { month: '2026-10', status: 'failed', limit: 50 })
    assert.deepEqual(
      october.items.map((item) => item.amount.amount),
      [9_900],
    )
    assert.deepEqual(october.months, [
      { month: '2026-10', spent: { amount: 2_200, currency: 'CNY' }, received: { amount: 0, currency: 'CNY' } },
    ])
    const empty = await listTransactions(db, customer_id, { month: '2025-01', limit: 50 })
    assert.deepEqual([empty.items, empty.months[0]?.spent.amount], [[], 0])
  })

  it('is searched by either name of the counterparty and by description; wildcards mean themselves', async () => {
    assert.deepEqual(await amounts({ q: 'jianglan' }), [50_000])
    assert.deepEqual(await amounts({ q: '江岚' }), [50_000])
    assert.deepEqual(await amounts({ q: '美式' }), [2_200])
    assert.deepEqual(await amounts({ q: '100%' }), [3_200])
    assert.deepEqual(await amounts({ q: '1_0' }), [])
    assert.deepEqual(await amounts({ q: 'half-day', kind: 'top_up' }), [])
    assert.deepEqual(await amounts({ q: ' 咖啡  燕麦 ' }), [3_200], 'all words count, in any order')
    assert.deepEqual(await amounts({ q: '咖啡 书' }), [])
  })

  it('is narrowed by direction, category, state and amount, both ends included, all at once', async () => {
    assert.deepEqual(await amounts({ direction: 'in' }), [50_000])
    assert.deepEqual(await amounts({ category: 'bank' }), [])
    assert.deepEqual(await amounts({ category: 'coffee', month: '2026-10' }), [50_000, 9_900, 2_200])
    assert.deepEqual(await amounts({ status: 'failed' }), [9_900])
    assert.deepEqual(await amounts({ status: 'returned' }), [])
    assert.deepEqual(await amounts({ min_amount: 2_200, max_amount: 3_200 }), [2_200, 3_200])
    assert.deepEqual(await amounts({ min_amount: 2_201, max_amount: 3_199 }), [])
    assert.deepEqual(
      await amounts({ max_amount: 9_900, direction: 'out', category: 'coffee', month: '2026-10', status: 'succeeded' }),
      [2_200],
    )
  })

  it('one row is read by its id, by nobody else', async () => {
    const [row] = (await listTransactions(db, customer_id, { limit: 1 })).items
    assert.ok(row)
    assert.deepEqual(await getTransaction(db, customer_id, row.id), row)
    await assert.rejects(getTransaction(db, newId('customer'), row.id), { code: 'NOT_FOUND' })
  })

  it('pages show every row once, newest first, each with the totals of its months', async () => {
    const seen: number[] = []
    const months: string[] = []
    let cursor: string | undefined
    do {
      const page = await listTransactions(db, customer_id, { limit: 2, cursor })
      seen.push(...page.items.map((item) => item.amount.amount))
      months.push(...page.months.map(({ month }) => month))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    assert.deepEqual(seen, [14, 13, 12, 11, 10, 50_000, 9_900, 2_200, 3_200])
    assert.deepEqual([...new Set(months)], ['2026-11', '2026-10', '2026-09'])
    await assert.rejects(listTransactions(db, customer_id, { limit: 2, cursor: 'nonsense' }), { code: 'INPUT_INVALID' })
    for (const forged of ['["yesterday",1]', '["+275760-09-13T00:00:00.000Z","txn_"]', String.raw`["a","\u0000"]`]) {
      const cursor = Buffer.from(forged).toString('base64url')
      await assert.rejects(listTransactions(db, customer_id, { limit: 2, cursor }), { code: 'INPUT_INVALID' })
    }
  })

  it('are nobody else’s', async () => {
    assert.deepEqual((await listTransactions(db, newId('customer'), { limit: 50 })).items, [])
  })

  it('what was spent today counts what succeeded since midnight', async () => {
    const already = (await getWallet(db, customer_id)).spent_today.amount
    const id = await add({ at: new Date().toISOString(), amount: 700, status: 'pending' })
    assert.equal((await getWallet(db, customer_id)).spent_today.amount, already)
    await inTx(db, (tx) => settleTransaction(tx, { transaction_id: id, status: 'succeeded' }))
    assert.equal((await getWallet(db, customer_id)).spent_today.amount, already + 700)
  })
})
