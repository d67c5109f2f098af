import assert from 'node:assert/strict'
import test from 'node:test'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { OutboundHold } from '@topay/contract'
import { useDatabase } from '../../../../../tests/support/use-database.ts'
import { DAY, HOUR, inTx, now, writePolicy } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import { outgoingStop, setOutboundHold } from './hold.ts'

const world = await useDatabase()

const newCustomer = (): Promise<string> =>
  inTx(world.db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [{ kind: 'email', value: `${randomUUID()}@example.com` }],
      password_hash: '-',
    }),
  )
const hold = (id: string, reason: OutboundHold['reason']) => inTx(world.db, (tx) => setOutboundHold(tx, id, reason))
const stop = (id: string) => inTx(world.db, (tx) => outgoingStop(tx, id))

/** The defaults of the policy. */
const lasts: Record<OutboundHold['reason'], number> = {
  password_reset: DAY,
  payment_password_reset: DAY,
  contact_changed: 3 * DAY,
  support_assisted: 3 * DAY,
}

test('an account that nothing happened to is stopped by nothing', async () => {
  assert.equal(await stop(await newCustomer()), null)
})

test('a hold lasts as long as its reason says and ends by itself', async () => {
  for (const [reason, ms] of Object.entries(lasts)) {
    const id = await newCustomer()
    await hold(id, reason as OutboundHold['reason'])
    world.travel(ms - HOUR)
    const stopped = await stop(id)
    assert.equal(stopped?.kind, 'hold', reason)
    assert.equal(stopped?.kind === 'hold' && stopped.small_day_amount, 20_000)
    world.travel(2 * HOUR)
    assert.equal(await stop(id), null, reason)
  }
})

test('of two holds the later end counts, and its reason with it', async () => {
  const reasons = fc.constantFrom(...(Object.keys(lasts) as OutboundHold['reason'][]))
  const steps = fc.array(fc.record({ reason: reasons, hours: fc.integer({ min: 0, max: 80 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(steps, async (happened) => {
      const id = await newCustomer()
      let ends = 0
      for (const { reason, hours } of happened) {
        const before = now().getTime()
        const answer = await hold(id, reason)
        const end = before + lasts[reason]
        const until = Date.parse(answer.until)
        if (end > ends) {
          // Some milliseconds pass while it is written.
          assert(until >= end && until < end + HOUR)
          assert.equal(answer.reason, reason)
          ends = until
        } else assert.equal(until, ends)
        world.travel(hours * HOUR)
      }
    }),
    { numRuns: 12 },
  )
})

test('what may leave during a hold, and for how long, are settings of the installation', async () => {
  const id = await newCustomer()
  await inTx(world.db, (tx) => writePolicy(tx, 'identity.hold', { small_day_amount: 0, password_reset_ms: HOUR }))
  await hold(id, 'password_reset')
  const stopped = await stop(id)
  assert.deepEqual(stopped?.told_reason, {
    zh: '登录密码刚重置过',
    en: 'The sign-in password was reset a short while ago',
  })
  world.travel(HOUR + 1_000)
  assert.equal(await stop(id), null)
  await inTx(world.db, (tx) => writePolicy(tx, 'identity.hold', { small_day_amount: null, password_reset_ms: null }))
})
