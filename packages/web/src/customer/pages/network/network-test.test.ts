import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testNetwork } from './network-test.ts'

/** A server that takes so many ms for each of its answers, in order. */
const world = (delays: (number | 'dead')[], more: { online?: boolean; until?: string } = {}) => {
  let clock = 0
  let asked = 0
  return {
    asked: () => asked,
    tools: {
      online: () => more.online ?? true,
      now: () => clock,
      ask: async () => {
        const delay = delays[asked] ?? 'dead'
        asked += 1
        if (delay === 'dead') throw new TypeError('Failed to fetch')
        clock += delay
        return { maintenance_until: more.until ?? null }
      },
    },
  }
}
const measured = async (...args: Parameters<typeof world>) => {
  const { verdict, ms } = await testNetwork(world(...args).tools)
  return { verdict, ms }
}

test('a device without a network is said to be offline, and nothing is asked', async () => {
  const offline = world([10], { online: false })
  assert.equal((await testNetwork(offline.tools)).verdict, 'offline')
  assert.equal(offline.asked(), 0)
})

test('a server that does not answer is not the fault of the device', async () => {
  assert.deepEqual(await measured(['dead']), { verdict: 'unreachable', ms: null })
})

test('the better of two answers counts: the first may have to open the connection', async () => {
  assert.deepEqual(await measured([2_000, 40]), { verdict: 'ok', ms: 40 })
  assert.deepEqual(await measured([2_000, 1_800]), { verdict: 'slow', ms: 1_800 })
  assert.deepEqual(await measured([60, 'dead']), { verdict: 'ok', ms: 60 })
})

test('maintenance is said before anything about speed', async () => {
  const { verdict, maintenance_until } = await testNetwork(
    world([3_000, 3_000], { until: '2026-11-24T20:00:00.000Z' }).tools,
  )
  assert.deepEqual([verdict, maintenance_until], ['maintenance', '2026-11-24T20:00:00.000Z'])
})
