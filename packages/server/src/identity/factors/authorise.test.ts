import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { money, type Verification } from '@topay/contract'
import { refusedWith, useDatabase } from '../../../../../tests/support/use-database.ts'
import { HOUR, inTx, MINUTE, SECOND } from '../../platform/index.ts'
import { authorise } from './authorise.ts'
import { bindingOf, startChallenge } from './challenges.ts'
import { createCustomer } from '../customers.ts'
import { identityJobs } from '../jobs.ts'
import { hashPassword } from '../password-hash.ts'
import { setVerificationClass, verificationClass } from '../verification-class.ts'

const world = await useDatabase()
const PIN = '739152'
const pinHash = await hashPassword(PIN)
const config = { TOPAY_SECRET: 'authorise-authorise-authorise-auth', demo: true }
const deps = { ...world, config: { ...config, TOPAY_PUBLIC_URL: undefined }, publicUrl: () => 'http://localhost' }
const binding = bindingOf(['transfer', 'pye_1', 12_345])

let counter = 0
let phone = ''
let customer_id = ''
const newCustomer = (more: { payment_password_hash?: string }) =>
  inTx(world.db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [{ kind: 'phone', value: phone }],
      password_hash: 'never checked here',
      ...more,
    }),
  )
beforeEach(async () => {
  phone = `+86138123461${String(10 + counter++)}`
  customer_id = await newCustomer({ payment_password_hash: pinHash })
})

const start = (of = binding) =>
  inTx(world.db, (tx) =>
    startChallenge(tx, config, {
      customer_id,
      binding: of,
      payee: { zh: '林*', en: 'L.' },
      amount: money(12_345),
    }),
  )
const lastMessage = async () =>
  world.db
    .selectFrom('outbound_message')
    .select(['code', 'body'])
    .where('recipient', '=', phone)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
/** Gets a code the way the customer does. */
const challenge = async (of = binding): Promise<{ challenge_id: string; code: string }> => {
  const { id } = await start(of)
  return { challenge_id: id, code: (await lastMessage()).code ?? '' }
}
const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const confirm = (verification?: Verification, more: { pin?: string; of?: Buffer; by?: string } = {}) =>
  inTx(world.db, (tx) =>
    authorise(tx, {
      customer_id: more.by ?? customer_id,
      payment_password: more.pin ?? PIN,
      verification,
      binding: more.of ?? binding,
      config,
    }),
  )
const ok = { result: 'ok', strength: 'second_factor' }

test('the payment password alone confirms as pin; without one set, nothing does', async () => {
  assert.deepEqual(await confirm(), { result: 'ok', strength: 'pin' })
  phone = `+86138123461${String(10 + counter++)}`
  customer_id = await newCustomer({})
  assert.deepEqual(await confirm(), { result: 'unset' })
  const without = inTx(world.db, (tx) => authorise(tx, { customer_id, binding, config }))
  assert.deepEqual(await without, { result: 'unset' })
})

test('a payment password that is set must be given', async () => {
  const without = inTx(world.db, (tx) => authorise(tx, { customer_id, binding, config }))
  await assert.rejects(without, refusedWith('INPUT_INVALID'))
})

test('a code names payee and amount, goes to the masked address, and is stored only as a hash', async () => {
  const { sent_to, id, resend_at, expires_at } = await start()
  assert.equal(sent_to, `138****${phone.slice(-4)}`)
  assert.equal(Date.parse(expires_at) - Date.parse(resend_at ?? ''), 4 * MINUTE)
  const { body, code } = await lastMessage()
  assert.match(body, /向 林\* 支付 ¥123\.45/)
  const row = await world.db.selectFrom('challenge').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  assert.ok(!JSON.stringify(row).includes(code ?? 'none'))
})

test('password and code together are a second factor, once', async () => {
  const verification = await challenge()
  assert.deepEqual(await confirm(verification), ok)
  assert.deepEqual(await confirm(verification), { result: 'code_wrong', tries_left: 0 })
})

test('a code confirms nothing but its own payee and amount, and nobody else', async () => {
  const verification = await challenge()
  const dearer = bindingOf(['transfer', 'pye_1', 12_346])
  assert.deepEqual(await confirm(verification, { of: dearer }), { result: 'code_wrong', tries_left: 4 })
  const mine = customer_id
  phone = `+86138123461${String(10 + counter++)}`
  const stranger = await newCustomer({ payment_password_hash: pinHash })
  assert.deepEqual(await confirm(verification, { by: stranger }), { result: 'code_wrong', tries_left: 0 })
  assert.deepEqual(await confirm(verification, { by: mine }), ok)
})

test('a wrong payment password leaves the code untouched', async () => {
  const verification = await challenge()
  assert.deepEqual(await confirm(verification, { pin: '739153' }), { result: 'wrong', tries_left: 4 })
  assert.deepEqual(await confirm(verification), ok)
})

test('a code is tried five times', async () => {
  const { challenge_id, code } = await challenge()
  for (let left = 4; left >= 0; left--)
    assert.deepEqual(await confirm({ challenge_id, code: other(code) }), { result: 'code_wrong', tries_left: left })
  assert.deepEqual(await confirm({ challenge_id, code }), { result: 'code_wrong', tries_left: 0 })
})

test('a code is good for five minutes', async () => {
  const verification = await challenge()
  world.travel(5 * MINUTE)
  assert.deepEqual(await confirm(verification), { result: 'code_wrong', tries_left: 0 })
})

test('a newer code for the same operation replaces the older; one for another operation does not', async () => {
  const first = await challenge()
  world.travel(61 * SECOND)
  const another = await challenge(bindingOf(['transfer', 'pye_2', 5]))
  world.travel(61 * SECOND)
  const second = await challenge()
  assert.deepEqual(await confirm(first), { result: 'code_wrong', tries_left: 0 })
  assert.deepEqual(await confirm(second), ok)
  assert.deepEqual(await confirm(another, { of: bindingOf(['transfer', 'pye_2', 5]) }), ok)
})

test('codes come 60 seconds apart, five an hour, ten a day', async () => {
  await start()
  await assert.rejects(start(), refusedWith('CODE_TOO_SOON'))
  for (let i = 0; i < 4; i++) {
    world.travel(61 * SECOND)
    await start()
  }
  world.travel(61 * SECOND)
  await assert.rejects(start(), refusedWith('CODE_LIMIT'))
  world.travel(HOUR)
  for (let i = 0; i < 5; i++) {
    await start()
    world.travel(61 * SECOND)
  }
  world.travel(HOUR)
  await assert.rejects(start(), refusedWith('CODE_LIMIT'))
})

test('ten requests for a code at once send one', async () => {
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => start()))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('of one code used twice at once, one use counts', async () => {
  const verification = await challenge()
  const results = await Promise.all(Array.from({ length: 5 }, () => confirm(verification)))
  assert.equal(results.filter(({ result }) => result === 'ok').length, 1)
})

test('ended challenges are forgotten after a while', async () => {
  const { id } = await start()
  const rows = () => world.db.selectFrom('challenge').select('id').where('id', '=', id).execute()
  await identityJobs(deps)['identity:prune']?.({})
  assert.equal((await rows()).length, 1)
  world.travel(49 * HOUR)
  await identityJobs(deps)['identity:prune']?.({})
  assert.equal((await rows()).length, 0)
})

test('a customer begins in class I; the class is set by whoever saw the proof', async () => {
  assert.equal(await verificationClass(world.db, customer_id), 1)
  await inTx(world.db, (tx) => setVerificationClass(tx, customer_id, 3))
  assert.equal(await verificationClass(world.db, customer_id), 3)
  const nobody = inTx(world.db, (tx) => setVerificationClass(tx, 'cus_0', 2))
  await assert.rejects(nobody, refusedWith('NOT_FOUND'))
})
