import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type BankWorld, openBankWorld } from '../../../../tests/support/bank-world.ts'
import { assertBooksWhole } from '../../../../tests/support/books.ts'
import { money } from '@topay/contract'
import { DAY, fromNow, HOUR, inTx, MINUTE, SECOND, timestamp } from '../platform/index.ts'
import { compensationFor } from './return-policy.ts'
import { findReturn, returnMoney, settleReturn, startReturn } from './returns.ts'
import { settleTopUp } from './top-up.ts'

let world: BankWorld
before(async () => {
  world = await openBankWorld()
  world.delivery.on = false
})
after(async () => {
  await assertBooksWhole(world.db)
  await world.close()
})

const AMOUNT = 12_800

/** A top-up that failed at Topay while the bank took the money: the late success that a return is for. */
const lateSuccess = async (trigger?: string) => {
  const who = await world.customer(trigger)
  const top_up_id = await world.startTopUp(who, AMOUNT)
  const lost = { status: 'failed' as const, failure_code: 'NET_BANK_DOWN' as const }
  await inTx(world.db, (tx) => settleTopUp(tx, { top_up_id, outcome: lost }))
  const card = await world.db
    .selectFrom('bank_card')
    .select('bank_token')
    .where('id', '=', who.card_id)
    .executeTakeFirstOrThrow()
  const expires_at = fromNow(MINUTE)
  const charged = await world.bank.debit({ id: top_up_id, token: card.bank_token, amount: money(AMOUNT), expires_at })
  assert.equal(charged.kind, 'approved')
  await inTx(world.db, (tx) => settleTopUp(tx, { top_up_id, outcome: { status: 'succeeded' } }))
  const returning = await findReturn(world.db, top_up_id)
  assert.ok(returning, 'a return was started')
  return { who, top_up_id, return_id: returning.id }
}
const factsOf = async (top_up_id: string) => (await findReturn(world.db, top_up_id)) ?? assert.fail('no return')
const nextDay = () => new Date(Date.parse(world.today()) + DAY).toISOString().slice(0, 10)

test('money that was taken for what failed goes back to its card by itself, once, and the customer is told on both ends', async () => {
  const { who, top_up_id, return_id } = await lateSuccess()
  const started = await factsOf(top_up_id)
  assert.equal(started.status, 'pending')
  assert.equal(started.due_at, `${nextDay()}T15:59:59.000Z`, 'the end of the next day in China')
  await returnMoney(world.deps, return_id)
  await returnMoney(world.deps, return_id)
  const done = await factsOf(top_up_id)
  assert.partialDeepStrictEqual(done, { status: 'succeeded', to: 'card', compensation: 0 })
  assert.equal((await world.bank.queryRefund(return_id)).kind, 'approved')
  assert.equal(await world.balance(who), 0)
  assert.deepEqual(await world.messages(who), ['return_started', 'return_to_card'])
  assert.equal(await world.booked('suspense'), 0)
  await assertBooksWhole(world.db)
})

test('a return is started once per payment or top-up, however often it is found out', async () => {
  const { who, top_up_id, return_id } = await lateSuccess()
  const { bank_token } = await world.db
    .selectFrom('bank_card')
    .select('bank_token')
    .where('id', '=', who.card_id)
    .executeTakeFirstOrThrow()
  const again = { customer_id: who.id, source: 'top_up' as const, source_id: top_up_id, bank_token }
  const ids = await Promise.all(
    [0, 1, 2].map(() => inTx(world.db, (tx) => startReturn(tx, { ...again, amount: AMOUNT, currency: 'CNY' }))),
  )
  assert.deepEqual(new Set(ids), new Set([return_id]))
  assert.deepEqual(await world.messages(who), ['return_started'])
  await Promise.all([0, 1, 2].map(() => returnMoney(world.deps, return_id)))
  await returnMoney(world.deps, return_id)
  assert.equal((await factsOf(top_up_id)).status, 'succeeded')
  assert.equal(await world.booked('suspense'), 0)
})

test('a refund that the bank refuses goes to the balance, once the bank has said so twice', async () => {
  for (const trigger of ['131', '132']) {
    const { who, top_up_id, return_id } = await lateSuccess(trigger)
    await returnMoney(world.deps, return_id)
    assert.equal((await factsOf(top_up_id)).status, 'unknown', 'a refusal is asked about once more')
    assert.equal(await world.balance(who), 0)
    await returnMoney(world.deps, return_id)
    assert.partialDeepStrictEqual(await factsOf(top_up_id), { status: 'to_balance', to: 'balance', compensation: 0 })
    assert.equal(await world.balance(who), AMOUNT)
    assert.deepEqual(await world.messages(who), ['return_started', 'return_to_balance'])
  }
  assert.equal(await world.booked('suspense'), 0)
})

test('a refund without an answer is asked about until it is known, and never paid twice', async () => {
  for (const [trigger, status, balance] of [
    ['133', 'succeeded', 0],
    ['134', 'to_balance', AMOUNT],
  ] as const) {
    const { who, top_up_id, return_id } = await lateSuccess(trigger)
    await returnMoney(world.deps, return_id)
    assert.equal((await factsOf(top_up_id)).status, 'unknown')
    await world.moveBoth(SECOND)
    await returnMoney(world.deps, return_id)
    assert.equal((await factsOf(top_up_id)).status, status)
    assert.equal(await world.balance(who), balance)
  }
  assert.equal(await world.booked('suspense'), 0)
})

test('a refund that cannot be had by the promised time goes to the balance, with a compensation', async () => {
  for (const trigger of ['135', '136']) {
    const { who, top_up_id, return_id } = await lateSuccess(trigger)
    await returnMoney(world.deps, return_id)
    await world.moveBoth(HOUR)
    await returnMoney(world.deps, return_id)
    assert.equal((await factsOf(top_up_id)).status, 'unknown', 'before the promised time it is tried again')
    assert.equal(await world.balance(who), 0)
    await world.moveBoth(2 * DAY)
    await returnMoney(world.deps, return_id)
    assert.partialDeepStrictEqual(await factsOf(top_up_id), { status: 'to_balance', compensation: 100 })
    assert.equal(await world.balance(who), AMOUNT + 100)
    assert.deepEqual(await world.messages(who), ['return_started', 'return_to_balance', 'return_compensated'])
    const bills = await world.db
      .selectFrom('wallet_transaction')
      .select(['kind', 'direction', 'amount', 'status'])
      .where('customer_id', '=', who.id)
      .where('status', '=', 'succeeded')
      .orderBy('amount')
      .execute()
    assert.deepEqual(
      bills.map(({ kind, amount }) => [kind, amount]),
      [
        ['compensation', 100],
        ['top_up', AMOUNT],
      ],
    )
  }
})

test('a bank that is away when the money is due keeps nobody waiting for money that it was never asked for', async () => {
  const { who, top_up_id, return_id } = await lateSuccess()
  await world.downtime(3_600)
  await returnMoney(world.deps, return_id)
  await world.moveBoth(2 * DAY)
  await returnMoney(world.deps, return_id)
  await world.downtime(0)
  assert.equal((await factsOf(top_up_id)).status, 'to_balance')
  assert.equal(await world.balance(who), AMOUNT + 100)
})

test('a refund that may be under way is never paid another way, however late; when it arrives the delay is compensated', async () => {
  const { who, top_up_id, return_id } = await lateSuccess('133')
  await returnMoney(world.deps, return_id)
  await world.downtime(3_600)
  await world.moveBoth(3 * DAY)
  await returnMoney(world.deps, return_id)
  assert.equal((await factsOf(top_up_id)).status, 'unknown')
  assert.equal(await world.balance(who), 0)
  await world.downtime(0)
  await returnMoney(world.deps, return_id)
  assert.partialDeepStrictEqual(await factsOf(top_up_id), { status: 'succeeded', to: 'card', compensation: 100 })
  assert.equal(await world.balance(who), 100)
})

test('a refund that the bank says there is no debit for never goes another way, however late: the bank may have undone the debit itself', async () => {
  for (const code of ['13', '25']) {
    const { who, top_up_id, return_id } = await lateSuccess()
    const answers = {
      refund: async () => ({ kind: 'declined' as const, code, message: '与原交易不符' }),
      queryRefund: async () => ({ kind: 'not_found' as const }),
    }
    const deps = { ...world.deps, bank: { ...world.bank, ...answers } }
    await returnMoney(deps, return_id)
    await world.moveBoth(3 * DAY)
    await returnMoney(deps, return_id)
    await returnMoney(deps, return_id)
    const refusal = { status: 'failed' as const, failure_code: 'BANK_DECLINE' as const, bank_code: '14' }
    await inTx(world.db, (tx) => settleReturn(tx, { return_id, outcome: refusal, queried: true }))
    assert.equal((await factsOf(top_up_id)).status, 'unknown')
    assert.equal(await world.balance(who), 0)
    await returnMoney(world.deps, return_id)
    assert.equal((await factsOf(top_up_id)).status, 'unknown', 'nothing is at the bank')
    await inTx(world.db, (tx) => settleReturn(tx, { return_id, outcome: { status: 'succeeded' }, queried: true }))
    assert.equal((await factsOf(top_up_id)).to, 'card', 'a refund that is there after all ends it')
  }
  assert.equal(await world.booked('suspense'), 0)
})

test('what was decided stays: later words of the bank change nothing', async () => {
  const { who, top_up_id, return_id } = await lateSuccess('131')
  await returnMoney(world.deps, return_id)
  await returnMoney(world.deps, return_id)
  await inTx(world.db, (tx) => settleReturn(tx, { return_id, outcome: { status: 'succeeded' }, queried: true }))
  assert.equal((await factsOf(top_up_id)).status, 'to_balance')
  assert.equal(await world.balance(who), AMOUNT)
})

test('a return that says nothing of itself is brought on by the job that was written with it', async () => {
  const { top_up_id } = await lateSuccess()
  await world.runJobs()
  assert.equal((await factsOf(top_up_id)).status, 'succeeded')
})

test('compensation: at least ¥1, 0.05 % for each day that has begun, at most ¥50, and nothing in time', () => {
  const rates = { compensation_min_amount: 100, compensation_max_amount: 5_000, compensation_basis_points_a_day: 5 }
  const due = timestamp()
  const after = (ms: number) => new Date(Date.parse(due) + ms).toISOString()
  assert.equal(compensationFor(rates, 1_000_000, due, due), 0)
  assert.equal(compensationFor(rates, 12_800, due, after(1)), 100)
  assert.equal(compensationFor(rates, 1_000_000, due, after(DAY)), 500)
  assert.equal(compensationFor(rates, 1_000_000, due, after(DAY + 1)), 1_000)
  assert.equal(compensationFor(rates, 1_000_000, due, after(30 * DAY)), 5_000)
})
