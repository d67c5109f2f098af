import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, filterOf, isNarrowed, queryOf } from './bill-filter.ts'

test('what the address says is taken when it makes sense, and left out when it does not', () => {
  assert.deepEqual(
    filterOf({
      q: '咖啡',
      month: '2026-11',
      direction: 'out',
      kind: 'transfer',
      category: 'food',
      state: 'failed',
      min: 100,
      max: 900,
    }),
    {
      q: '咖啡',
      month: '2026-11',
      direction: 'out',
      kind: 'transfer',
      category: 'food',
      state: 'failed',
      min: 100,
      max: 900,
    },
  )
  const nothing = filterOf({ q: '', month: '2026-13', direction: 'up', kind: 'gift', state: 'nice', min: -1, max: 0.5 })
  assert.deepEqual(
    Object.values(nothing).filter((value) => value !== undefined),
    [],
  )
  assert.equal(filterOf({ q: 6217 }).q, '6217', 'digits alone are words too')
})

test('the API is asked the same in its own words', () => {
  const query = queryOf({ state: 'returned', min: 1, max: 2, month: '2026-10' })
  assert.deepEqual([query?.status, query?.min_amount, query?.max_amount, query?.month], ['returned', 1, 2, '2026-10'])
})

test('an amount counts as one filter whatever its ends; words and month are not counted', () => {
  assert.equal(countOf({ min: 1, max: 2 }), 1)
  assert.equal(countOf({ max: 2, kind: 'payment' }), 2)
  assert.equal(countOf({ q: 'x', month: '2026-10' }), 0)
  assert.equal(isNarrowed({ q: 'x' }), true)
  assert.equal(isNarrowed({ month: '2026-10' }), false)
})
