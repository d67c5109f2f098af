import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heightsOf, slicesOf } from './shares.ts'

const of = (...amounts: number[]) =>
  slicesOf(
    amounts.map((amount, index) => ({ category: `c${index}`, amount: { amount, currency: 'CNY' as const }, count: 1 })),
  )

test('percents are whole and add up to 100, whatever is rounded', () => {
  for (const amounts of [[1, 1, 1], [333, 333, 334], [1, 999_999], [7, 5, 3, 2, 2, 1, 1], [100]]) {
    const slices = of(...amounts)
    assert.equal(
      slices.reduce((sum, { percent }) => sum + percent, 0),
      100,
      amounts.join(),
    )
    assert.ok(slices.every(({ percent }) => Number.isInteger(percent)))
  }
})

test('slices follow each other around the whole ring', () => {
  const slices = of(50, 30, 20)
  assert.deepEqual(
    slices.map(({ start }) => Math.round(start * 100)),
    [0, 50, 80],
  )
  assert.ok(Math.abs(slices.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9)
})

test('five have a colour of their own, the rest share one', () => {
  assert.deepEqual(
    of(9, 8, 7, 6, 5, 4, 3).map(({ color }) => color),
    [1, 2, 3, 4, 5, 0, 0],
  )
})

test('nothing spent has no slices and no bars', () => {
  assert.deepEqual(of(), [])
  assert.deepEqual(of(0), [])
  assert.deepEqual(heightsOf([0, 0]), [0, 0])
  assert.deepEqual(heightsOf([5, 10, 0]), [0.5, 1, 0])
})
