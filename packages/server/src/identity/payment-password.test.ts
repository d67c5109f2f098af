import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { AppError, HOUR, inTx, MINUTE, timestamp } from '../platform/index.ts'
import { createCustomer, getCustomer } from './customers.ts'
import { setPaymentPassword, verifyPaymentPassword } from './payment-password.ts'

const world = await useDatabase()
const deps = {
  db: world.db,
  config: { TOPAY_SECRET: 'a secret that is long enough for tests', demo: false },
  publicUrl: () => 'https://topay.example',
}
const RIGHT = '739152'
const WRONG = '739153'

let customer: string
let counter = 0
beforeEach(async () => {
  customer = await inTx(world.db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [{ kind: 'phone', value: `+86138123460${String(10 + counter++)}` }],
      password_hash: 'never checked here',
    }),
  )
})

const check = (given: string) => inTx(world.db, (tx) => verifyPaymentPassword(tx, customer, given))
const set = (payment_password: string, current_payment_password?: string) =>
  setPaymentPassword(
    deps,
    { customer_id: customer, request_id: 'req', origin: { ip: '127.0.0.1', user_agent: 'test', session_id: 'ses' } },
    { payment_password, current_payment_password },
  )
const actions = async () => (await listAudit(world.db, customer)).map(({ action }) => action)

test('before it is set there is none to check', async () => {
  assert.deepEqual(await check(RIGHT), { result: 'unset' })
  assert.equal((await getCustomer(world.db, customer)).payment_password, 'unset')
})

test('the right one is accepted, a wrong one costs a try, and the right one gives all tries back', async () => {
  await set(RIGHT)
  assert.deepEqual(await check(RIGHT), { result: 'ok' })
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 4 })
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 3 })
  assert.deepEqual(await check(RIGHT), { result: 'ok' })
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 4 })
})

test('the fifth failure locks it for three hours, for the right one too; then all tries are back', async () => {
  await set(RIGHT)
  for (let left = 4; left >= 1; left--) assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: left })
  const locked = await check(WRONG)
  assert.equal(locked.result, 'locked')
  assert.deepEqual(await check(RIGHT), locked)
  const { payment_password, payment_password_locked_until } = await getCustomer(world.db, customer)
  assert.deepEqual([payment_password, payment_password_locked_until], ['locked', locked.until])
  assert.deepEqual(await actions(), ['customer.payment_password_set', 'customer.payment_password_locked'])

  world.travel(3 * HOUR - MINUTE)
  assert.deepEqual(await check(RIGHT), locked)
  world.travel(MINUTE)
  assert.ok(locked.until <= timestamp())
  assert.equal((await getCustomer(world.db, customer)).payment_password, 'set')
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 4 })
  assert.deepEqual(await check(RIGHT), { result: 'ok' })
})

test('guesses at the same time are counted one by one', async () => {
  await set(RIGHT)
  const results = await Promise.all(Array.from({ length: 8 }, () => check(WRONG)))
  assert.deepEqual(
    results.flatMap((outcome) => (outcome.result === 'wrong' ? [outcome.tries_left] : [])).toSorted(),
    [1, 2, 3, 4],
  )
  assert.equal(results.filter(({ result }) => result === 'locked').length, 4)
})

test('a failure that is rolled back was none', async () => {
  await set(RIGHT)
  const rolledBack = inTx(world.db, async (tx) => {
    await verifyPaymentPassword(tx, customer, WRONG)
    throw new Error('no')
  })
  await assert.rejects(rolledBack, /no/)
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 4 })
})

test('it is changed with the current one only; a wrong current one counts, a missing one does not', async () => {
  await set(RIGHT)
  await assert.rejects(set('864209'), refusedWith('PAYMENT_PASSWORD_WRONG'))
  await assert.rejects(set('864209', WRONG), refusedWith('PAYMENT_PASSWORD_WRONG'))
  assert.deepEqual(await check(WRONG), { result: 'wrong', tries_left: 3 })
  await set('864209', RIGHT)
  assert.deepEqual(await check('864209'), { result: 'ok' })
  assert.deepEqual(await actions(), ['customer.payment_password_set', 'customer.payment_password_changed'])
})

test('a locked one cannot be changed, and the answer says until when', async () => {
  await set(RIGHT)
  for (let i = 0; i < 4; i++) await check(WRONG)
  const refusal = (error: unknown) =>
    error instanceof AppError && error.code === 'PAYMENT_PASSWORD_LOCKED' && error.retryAt !== undefined
  await assert.rejects(set('864209', WRONG), refusal)
  await assert.rejects(set('864209', RIGHT), refusal)
})

test('one that is easily guessed is refused, the end of the own phone number too', async () => {
  const phone = (await getCustomer(world.db, customer)).phone ?? ''
  for (const weak of ['123456', phone.slice(-6)]) await assert.rejects(set(weak), refusedWith('PAYMENT_PASSWORD_WEAK'))
  assert.deepEqual(await check(RIGHT), { result: 'unset' })
})

test('an unknown customer is not found', async () => {
  await assert.rejects(
    inTx(world.db, (tx) => verifyPaymentPassword(tx, 'cus_0', RIGHT)),
    refusedWith('NOT_FOUND'),
  )
})
