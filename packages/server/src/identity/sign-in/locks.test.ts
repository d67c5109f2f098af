import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusedWith, useDatabase } from '../../../../../tests/support/use-database.ts'
import { DAY, HOUR, inTx, MINUTE, now } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import { hashPassword } from '../password-hash.ts'
import { openSession } from '../security/sessions.ts'
import {
  accountCounter,
  addressCounter,
  checkOwnPassword,
  clearCounters,
  clearLocks,
  giveBack,
  reserveTry,
  signInLockedUntil,
} from './locks.ts'

const world = await useDatabase()
const config = { TOPAY_SECRET: 'locks-locks-locks-locks-locks-lo', demo: true, TOPAY_PUBLIC_URL: undefined }

const fresh = () => accountCounter(`cus_${randomUUID()}`)
const reserve = (counter = fresh()) => reserveTry(world.db, [counter])

test('five tries, then 15 minutes, an hour, a day, and a day again', async () => {
  const counter = fresh()
  for (const ms of [15 * MINUTE, HOUR, DAY, DAY]) {
    for (let i = 0; i < 5; i++) assert.equal((await reserve(counter)).allowed, true)
    const before = now().getTime()
    const refused = await reserve(counter)
    assert.ok(!refused.allowed)
    const lasts = Date.parse(refused.until) - before
    assert.ok(lasts <= ms && lasts > ms - MINUTE, `${lasts} of ${ms}`)
    world.travel(ms)
  }
})

test('after a week without a wrong try, counting begins anew', async () => {
  const counter = fresh()
  for (let i = 0; i < 5; i++) await reserve(counter)
  world.travel(15 * MINUTE)
  for (let i = 0; i < 4; i++) await reserve(counter)
  world.travel(7 * DAY + MINUTE)
  for (let i = 0; i < 5; i++) assert.equal((await reserve(counter)).allowed, true)
  const refused = await reserve(counter)
  assert.ok(!refused.allowed)
  assert.ok(Date.parse(refused.until) - now().getTime() <= 15 * MINUTE)
})

test('of many tries at once five are allowed', async () => {
  const counter = fresh()
  const all = await Promise.all(Array.from({ length: 20 }, () => reserve(counter)))
  assert.equal(all.filter(({ allowed }) => allowed).length, 5)
})

test('a try that was right leaves the wrong ones before it, and takes back the lock that it made', async () => {
  const counter = fresh()
  for (let i = 0; i < 4; i++) await reserve(counter)
  const fifth = await reserve(counter)
  assert.ok(fifth.allowed)
  assert.equal((await reserve(counter)).allowed, false, 'while it is out')
  await giveBack(world.db, fifth.reserved)
  const again = await reserve(counter)
  assert.ok(again.allowed)
  assert.notEqual(again.reserved[0]?.locked_until, null, 'four wrong ones are still there')
  await clearCounters(world.db, [counter])
  for (let i = 0; i < 5; i++) assert.equal((await reserve(counter)).allowed, true)
})

test('whatever comes in whatever order, no more than five wrong tries are allowed between two locks', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: 'wrong' } as const) },
    { weight: 2, arbitrary: fc.constant({ kind: 'right, second step open' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'in' } as const) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const counter = fresh()
      let wrong = 0
      let locked: number | null = null
      let level = 0
      for (const one of steps) {
        if (one.kind === 'wait') {
          world.travel(one.minutes * MINUTE)
          continue
        }
        const result = await reserve(counter)
        if (locked !== null && now().getTime() < locked) {
          assert.equal(result.allowed, false)
          continue
        }
        if (locked !== null) {
          locked = null
          wrong = 0
        }
        assert.ok(result.allowed)
        if (one.kind === 'wrong') {
          wrong += 1
          assert.ok(wrong <= 5)
          if (wrong === 5) {
            const lock = result.reserved[0]?.locked_until
            assert.ok(lock)
            locked = Date.parse(lock)
            const lasts = locked - now().getTime()
            assert.ok(lasts <= ([15 * MINUTE, HOUR][level] ?? DAY))
            level += 1
          }
        } else if (one.kind === 'in') {
          await clearCounters(world.db, result.reserved)
          wrong = 0
          level = 0
        } else await giveBack(world.db, result.reserved)
      }
    }),
    { numRuns: 25 },
  )
})

test('a locked address is told and keeps the account uncounted; a locked account keeps counting the address', async () => {
  const [account, address] = [fresh(), addressCounter(config, `${randomUUID()}@example.com`)]
  for (let i = 0; i < 5; i++) await reserveTry(world.db, [address, account])
  for (let i = 0; i < 10; i++) {
    const refused = await reserveTry(world.db, [address, account])
    assert.ok(!refused.allowed && refused.scope === 'address')
  }
  const other = addressCounter(config, `${randomUUID()}@example.com`)
  for (let i = 0; i < 5; i++) {
    const refused = await reserveTry(world.db, [other, account])
    assert.ok(!refused.allowed && refused.scope === 'account')
  }
  const refused = await reserveTry(world.db, [other, account])
  assert.ok(!refused.allowed && refused.scope === 'address', 'as the address of nobody would be')
})

test('an address does not stand in the table', async () => {
  await reserveTry(world.db, [addressCounter(config, 'readable@example.com')])
  const rows = await world.db.selectFrom('sign_in_lock').select('key').execute()
  assert.ok(rows.every(({ key }) => !key.toString('latin1').includes('readable')))
})

test('the password of somebody signed in is counted where strangers do not reach, and a reset clears it', async () => {
  const password = 'correct horse battery'
  const password_hash = await hashPassword(password)
  const { customer_id, session_id } = await inTx(world.db, async (tx) => {
    const address = { kind: 'email', value: `${randomUUID()}@example.com` } as const
    const id = await createCustomer(tx, { name: '陈思远', locale: 'en', addresses: [address], password_hash })
    return openSession(tx, id, { ip: '127.0.0.1', user_agent: 'test', kind: 'program' })
  })
  const check = (given: string) => checkOwnPassword(world.db, { customer_id, session_id, password: given })
  for (let i = 0; i < 5; i++) await reserve(accountCounter(customer_id))
  assert.ok(await signInLockedUntil(world.db, customer_id))
  await check(password)
  for (let i = 0; i < 5; i++) await assert.rejects(check('wrong horse'), refusedWith('CREDENTIALS_WRONG'))
  await assert.rejects(check(password), refusedWith('SIGN_IN_PAUSED'))
  await inTx(world.db, (tx) => clearLocks(tx, config, customer_id))
  await check(password)
  assert.equal(await signInLockedUntil(world.db, customer_id), null)
})
