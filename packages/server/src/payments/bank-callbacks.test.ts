import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type BankWorld, openBankWorld } from '../../../../tests/support/bank-world.ts'
import { assertBooksWhole } from '../../../../tests/support/books.ts'
import { refusedWith } from '../../../../tests/support/support-desk.ts'
import { DAY, fromNow, maintenanceJobs, MINUTE, SECOND } from '../platform/index.ts'
import { findReturn, getTopUp, getWithdrawal, queryWithdrawal } from '../wallet/index.ts'
import { receiveBankCallback } from './bank-callbacks.ts'
import { queryPayment } from './pay-order.ts'
import { paymentRow } from './start-payment.ts'

let world: BankWorld
before(async () => {
  world = await openBankWorld()
})
after(async () => {
  await assertBooksWhole(world.db)
  await world.close()
})

/** Does something, lets the clock of both run on, and waits until the bank has told so many things about it. */
const hearing = async <T>(tellings: number, act: () => Promise<T>, then = SECOND): Promise<T> => {
  const before = world.told.length
  const result = await act()
  await world.moveBoth(then)
  await world.untilTold(before + tellings)
  return result
}
const statusOf = async (id: string) => (await paymentRow(world.db, id)).status

test('a message that comes after the answer, and again, and after an older one, changes nothing', async () => {
  const who = await world.customer('109')
  const payment = await hearing(4, () => world.pay(who))
  assert.equal(payment.status, 'succeeded')
  assert.equal(await statusOf(payment.id), 'succeeded')
  assert.equal(await world.booked('merchant_balance'), -8_600)
  const stored = await world.db.selectFrom('bank_callback').select('id').where('reference', '=', payment.id).execute()
  assert.equal(stored.length, 2, 'the outcome and the pending, each once')
})

test('what was unknown is settled at once by a message, without waiting for the query', async () => {
  const who = await world.customer('110')
  const payment = await hearing(4, () => world.pay(who))
  assert.equal(await statusOf(payment.id), 'succeeded')
  const topUp = await hearing(4, () => world.topUp(who))
  assert.equal((await getTopUp(world.db, topUp.id)).status, 'succeeded')
  assert.equal(await world.balance(who), 10_000)
  await queryPayment(world.deps, payment.id)
  assert.equal(await world.booked('bank_clearing'), 8_600 + 8_600 + 10_000)
})

test('a payment that the bank declined and charged much later goes back by itself, and so does a top-up', async () => {
  const who = await world.customer('115')
  const payment = await hearing(1, () => world.pay(who), 0)
  assert.equal(payment.status, 'failed')
  const topUp = await hearing(1, () => world.topUp(who), 0)
  assert.equal(topUp.status, 'failed')
  const told = world.told.length
  await world.moveBoth(MINUTE)
  await world.untilTold(told + 2)
  for (const id of [payment.id, topUp.id]) {
    assert.equal((await findReturn(world.db, id))?.status, 'pending')
  }
  await world.runJobs()
  for (const id of [payment.id, topUp.id]) assert.equal((await findReturn(world.db, id))?.to, 'card')
  assert.equal(await world.booked('suspense'), 0)
  assert.equal(await world.balance(who), 0)
  assert.equal(await statusOf(payment.id), 'failed')
})

test('money of a withdrawal that the receiving bank sends back is in the balance again', async () => {
  const who = await world.customer('121')
  await hearing(1, () => world.topUp(who, 50_000))
  const withdrawal = await hearing(2, () => world.withdraw(who, 20_000))
  assert.equal(withdrawal.status, 'succeeded')
  assert.equal((await getWithdrawal(world.db, withdrawal.id)).status, 'returned')
  assert.equal(await world.balance(who), 50_000)
  await queryWithdrawal(world.deps, withdrawal.id)
  assert.equal(await world.balance(who), 50_000)
})

test('a message that is lost is made up for by the query, and the late one changes nothing then', async () => {
  world.delivery.on = false
  const who = await world.customer('110')
  const payment = await hearing(4, () => world.pay(who))
  world.delivery.on = true
  assert.equal(await statusOf(payment.id), 'unknown')
  await queryPayment(world.deps, payment.id)
  assert.equal(await statusOf(payment.id), 'succeeded')
  const before = await world.booked('bank_clearing')
  for (const { headers, body } of world.told.slice(-4)) await receiveBankCallback(world.deps, headers, body)
  assert.equal(await world.booked('bank_clearing'), before)
})

test('a message that is not signed by the bank, or was changed on the way, is refused and leaves nothing', async () => {
  const last = world.told.at(-1) ?? assert.fail('nothing was told')
  const changed = Buffer.from(last.body.toString().replace('approved', 'declined'))
  const count = () =>
    world.db
      .selectFrom('bank_callback')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst()
  const before = await count()
  for (const [headers, body] of [
    [last.headers, changed],
    [{}, last.body],
    [{ ...last.headers, 'webhook-id': 'msg_other' }, last.body],
    [last.headers, undefined],
  ] as const)
    await assert.rejects(receiveBankCallback(world.deps, headers, body), refusedWith('SIGNATURE_WRONG'))
  assert.deepEqual(await count(), before)
})

/** A message signed by the bank. */
const signed = (message: Record<string, unknown>) => {
  const secret = `whsec_${Buffer.from('bank-world-bank-world-bank-world').toString('base64')}`
  const at = new Date()
  const body = JSON.stringify({ currency: 'CNY', status: 'approved', at: at.toISOString(), ...message })
  const id = `msg_${++signatures}`
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
  return [headers, Buffer.from(body)] as const
}
let signatures = 0

test('a message about something that is not ours is taken and does nothing', async () => {
  const before = await world.booked('bank_clearing')
  const stranger = signed({ type: 'debit', id: `pay_${'0'.repeat(32)}`, amount: 100 })
  await receiveBankCallback(world.deps, ...stranger)
  assert.equal(await world.booked('bank_clearing'), before)
})

test('a message of another amount or operation than was asked for decides nothing, the right one does', async () => {
  world.delivery.on = false
  const who = await world.customer('110')
  const payment = await world.pay(who)
  const topUp = await world.topUp(who, 10_000)
  const rich = await world.customer()
  await world.topUp(rich, 50_000)
  const withdrawal = await world.startWithdrawal(rich, 20_000)
  const asked = [
    { type: 'debit', id: payment.id, amount: 8_600 },
    { type: 'debit', id: topUp.id, amount: 10_000 },
    { type: 'payout', id: withdrawal, amount: 20_000 },
  ]
  const statuses = async () => [
    await statusOf(payment.id),
    (await getTopUp(world.db, topUp.id)).status,
    (await getWithdrawal(world.db, withdrawal)).status,
  ]
  const before = await world.booked('bank_clearing')
  for (const message of asked) {
    const type = message.type === 'debit' ? 'refund' : 'debit'
    for (const wrong of [{ amount: message.amount - 1 }, { amount: message.amount * 100 }, { type }])
      await receiveBankCallback(world.deps, ...signed({ ...message, ...wrong }))
  }
  assert.deepEqual(await statuses(), ['unknown', 'unknown', 'pending'])
  assert.equal(await world.booked('bank_clearing'), before)
  for (const message of asked) await receiveBankCallback(world.deps, ...signed(message))
  assert.deepEqual(await statuses(), ['succeeded', 'succeeded', 'succeeded'])
  world.delivery.on = true
})

test('the ids of the bank’s messages are kept for 90 days', async () => {
  const row = { operation: 'payment', reference: 'pay_of_long_ago', status: 'succeeded' }
  await world.db
    .insertInto('bank_callback')
    .values([
      { ...row, id: 'evt_old', received_at: fromNow(-91 * DAY) },
      { ...row, id: 'evt_recent', received_at: fromNow(-89 * DAY) },
    ])
    .execute()
  await maintenanceJobs(world.db)['platform:prune']?.({})
  const left = await world.db.selectFrom('bank_callback').select('id').where('reference', '=', row.reference).execute()
  assert.deepEqual(left, [{ id: 'evt_recent' }])
})
