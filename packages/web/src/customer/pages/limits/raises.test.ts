import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crossed, raises } from './raises.ts'

const own = (per_payment: number | null, per_day: number | null) => ({ per_payment, per_day })

test('lowering or setting a limit is free, raising or removing one is not', () => {
  assert.equal(raises(own(null, null), own(10_000, null)), false)
  assert.equal(raises(own(20_000, 50_000), own(10_000, 50_000)), false)
  assert.equal(raises(own(20_000, 50_000), own(20_001, 50_000)), true)
  assert.equal(raises(own(20_000, 50_000), own(20_000, null)), true)
  assert.equal(raises(own(20_000, 50_000), own(10_000, 60_000)), true, 'one of them goes up')
  assert.equal(raises(own(null, null), own(null, null)), false)
})

test('a limit for one payment above that for a day is crossed', () => {
  assert.equal(crossed(own(20_000, 10_000)), true)
  assert.equal(crossed(own(10_000, 10_000)), false)
  assert.equal(crossed(own(20_000, null)), false)
})
