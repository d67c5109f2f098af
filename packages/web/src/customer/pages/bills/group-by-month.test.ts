import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Transaction } from '@topay/contract'
import { groupByMonth } from './group-by-month.ts'

const bill = (id: string, created_at: string) => ({ id, created_at }) as Transaction

test('bills stay in order and a month ends at midnight in China', () => {
  const months = groupByMonth([
    bill('c', '2026-10-31T16:00:00.000Z'),
    bill('b', '2026-10-31T15:59:59.999Z'),
    bill('a', '2026-10-01T00:00:00.000Z'),
  ])
  assert.deepEqual(
    months.map(({ month, bills }) => [month, bills.map(({ id }) => id)]),
    [
      ['2026-11', ['c']],
      ['2026-10', ['b', 'a']],
    ],
  )
})

test('a bill that two pages bring is shown once', () => {
  const twice = [bill('a', '2026-10-01T00:00:00.000Z'), bill('a', '2026-10-01T00:00:00.000Z')]
  assert.equal(groupByMonth(twice)[0]?.bills.length, 1)
})

test('no bills, no months', () => {
  assert.deepEqual(groupByMonth([]), [])
})
