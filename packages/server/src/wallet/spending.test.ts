import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { inTx, newId } from '../platform/index.ts'
import { getSpending, type NewTransaction, recordTransaction } from './index.ts'

const { db } = await useDatabase()

const add = (customer_id: string, at: string, amount: number, more: Partial<NewTransaction> = {}) =>
  inTx(db, (tx) =>
    recordTransaction(tx, {
      customer_id,
      kind: 'payment',
      direction: 'out',
      amount,
      currency: 'CNY',
      status: 'succeeded',
      counterparty: { zh: '半日咖啡', en: 'Half-Day Coffee' },
      category: 'coffee',
      method: 'balance',
      at,
      ...more,
    }),
  )

describe('spending', () => {
  it('a month begins and ends at midnight in China, to the millisecond', async () => {
    const customer = newId('customer')
    await add(customer, '2026-09-30T15:59:59.999Z', 1)
    await add(customer, '2026-09-30T16:00:00.000Z', 20)
    await add(customer, '2026-10-31T15:59:59.999Z', 300)
    await add(customer, '2026-10-31T16:00:00.000Z', 4_000)
    const october = await getSpending(db, customer, '2026-10')
    assert.deepEqual(october.categories, [{ category: 'coffee', amount: { amount: 320, currency: 'CNY' }, count: 2 }])
    assert.deepEqual(
      october.months.map(({ month, spent }) => [month, spent.amount]),
      [
        ['2026-05', 0],
        ['2026-06', 0],
        ['2026-07', 0],
        ['2026-08', 0],
        ['2026-09', 1],
        ['2026-10', 320],
      ],
    )
    assert.equal((await getSpending(db, customer, '2026-11')).spent.amount, 4_000)
  })

  it('counts what was paid and sent and went through: no top-up, no withdrawal, nothing that failed or came back', async () => {
    const customer = newId('customer')
    const at = '2026-10-10T00:00:00.000Z'
    await add(customer, at, 100)
    await add(customer, at, 50, { method: 'card' })
    await add(customer, at, 700, { kind: 'transfer', category: 'person' })
    await add(customer, at, 1_000, { kind: 'withdrawal', category: 'bank' })
    await add(customer, at, 2_000, { kind: 'top_up', direction: 'in', category: 'bank', method: 'card' })
    await add(customer, at, 3_000, { status: 'returned' })
    await add(customer, at, 4_000, { status: 'failed', failure_code: 'BAL_WALLET' })
    await add(customer, at, 5_000, { status: 'pending' })
    await add(customer, at, 6_000, { status: 'unknown', failure_code: 'NET_UNKNOWN' })
    await add(customer, at, 80, { kind: 'transfer', direction: 'in', category: 'person' })
    await add(customer, at, 9, { kind: 'compensation', direction: 'in', category: 'bank' })
    const { spent, received, categories } = await getSpending(db, customer, '2026-10')
    assert.deepEqual([spent.amount, received.amount], [850, 89])
    assert.deepEqual(
      categories.map(({ category, amount, count }) => [category, amount.amount, count]),
      [
        ['person', 700, 1],
        ['coffee', 150, 2],
      ],
    )
  })

  it('goes over the turn of a year, and is this month when none is named', async () => {
    const customer = newId('customer')
    const { months } = await getSpending(db, customer, '2026-02')
    assert.deepEqual([months[0]?.month, months.at(-1)?.month], ['2025-09', '2026-02'])
    await add(customer, new Date().toISOString(), 12)
    assert.equal((await getSpending(db, customer)).spent.amount, 12)
  })

  it('refuses a month that has not begun, and one before all books', async () => {
    await assert.rejects(getSpending(db, newId('customer'), '2199-01'), refusedWith('INPUT_INVALID'))
    await assert.rejects(getSpending(db, newId('customer'), '0000-01'), refusedWith('INPUT_INVALID'))
  })
})
