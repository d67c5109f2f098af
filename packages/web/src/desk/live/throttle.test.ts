import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createTestClock } from '#shared/test-clock.ts'
import { createThrottle } from './throttle.ts'

it('a burst runs at once and once more at its end, and a quiet time runs nothing', async () => {
  const clock = createTestClock()
  let runs = 0
  const throttle = createThrottle(
    () => {
      runs += 1
    },
    500,
    clock.later,
  )
  for (let ask = 0; ask < 10; ask += 1) throttle.ask()
  assert.equal(runs, 1)
  await clock.pass(500)
  assert.equal(runs, 2)
  await clock.pass(5_000)
  assert.equal(runs, 2)
  throttle.ask()
  assert.equal(runs, 3)
})
