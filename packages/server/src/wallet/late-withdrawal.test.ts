import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import { inTx } from '../platform/index.ts'
import { getBalance, getWithdrawal, listTransactions, queryWithdrawal, settleWithdrawal } from './index.ts'

let world: MoneyWorld
let people: ReturnType<typeof peopleOf>
before(async () => {
  world = await openMoneyWorld()
  people = peopleOf(world)
})
after(async () => {
  assert.deepEqual(await world.wrongBooks(), [])
  await world.close()
})

type Who = { customer: string; id: string }
/** A withdrawal of all there is that the bank declined, and said so again. */
const declined = async (amount: number): Promise<Who> => {
  const customer = await world.customer(amount)
  const method = await world.card(customer)
  world.bank.script = 'declined'
  const { id } = await people.withdraw(customer, 'card_id' in method ? method.card_id : '', amount)
  await queryWithdrawal(world.deps, id)
  world.bank.script = 'approved'
  assert.equal((await getWithdrawal(world.db, id)).status, 'failed')
  assert.equal((await getBalance(world.db, customer)).available, amount)
  return { customer, id }
}
const settle = (id: string, status: 'succeeded' | 'returned') =>
  inTx(world.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome: { status }, queried: true }))
const available = async (customer: string): Promise<number> => (await getBalance(world.db, customer)).available
const spend = async (from: string, amount: number): Promise<void> => {
  const { status } = await people.send(from, await world.customer(), amount)
  assert.equal(status, 'succeeded')
}
const told = async (customer: string): Promise<string[]> => {
  const rows = world.db.selectFrom('outbound_message').select('template').where('customer_id', '=', customer)
  return (await rows.orderBy('id').execute()).map(({ template }) => template)
}
const bills = async (customer: string) =>
  (await listTransactions(world.db, customer, { limit: 20 })).items
    .filter(({ kind }) => kind === 'withdrawal')
    .map(({ amount, status }) => [amount.amount, status])

test('a decline in the answer is not final: the money stays on hold until the bank says so again', async () => {
  const customer = await world.customer(20_000)
  const method = await world.card(customer)
  world.bank.script = 'declined'
  const { id, status } = await people.withdraw(customer, 'card_id' in method ? method.card_id : '', 20_000)
  world.bank.script = 'approved'
  assert.equal(status, 'unknown')
  assert.deepEqual(await getBalance(world.db, customer), { available: 0, held: 20_000 })
  assert.equal(await world.waitingJobs(id), 1)
  world.bank.claimsOfPayout = { kind: 'approved' }
  await queryWithdrawal(world.deps, id)
  world.bank.claimsOfPayout = undefined
  assert.equal((await getWithdrawal(world.db, id)).status, 'succeeded')
  assert.deepEqual(await getBalance(world.db, customer), { available: 0, held: 0 })
})

test('paid out after it had failed: the balance gives it back once, however often and at once it is said', async () => {
  const { customer, id } = await declined(30_000)
  await Promise.all([0, 1, 2].map(() => settle(id, 'succeeded')))
  await settle(id, 'succeeded')
  assert.partialDeepStrictEqual(await getWithdrawal(world.db, id), {
    status: 'succeeded',
    money: 'at_bank',
    failure_code: null,
  })
  assert.equal(await available(customer), 0)
  assert.deepEqual(await bills(customer), [[30_000, 'succeeded']])
  assert.deepEqual(await told(customer), ['withdrawal_failed', 'withdrawal_succeeded'])
  await settle(id, 'returned')
  await settle(id, 'succeeded')
  assert.equal((await getWithdrawal(world.db, id)).status, 'returned')
  assert.equal(await available(customer), 30_000)
})

test('of what was spent meanwhile only the rest is taken back, and it stays failed', async () => {
  const { customer, id } = await declined(30_000)
  await spend(customer, 10_000)
  await settle(id, 'succeeded')
  assert.equal((await getWithdrawal(world.db, id)).status, 'failed')
  assert.equal(await available(customer), 0)
  assert.deepEqual(await bills(customer), [
    [20_000, 'succeeded'],
    [30_000, 'failed'],
  ])
  const friend = await world.customer(50_000)
  assert.equal((await people.send(friend, customer, 10_000)).status, 'succeeded')
  await settle(id, 'succeeded')
  assert.equal(await available(customer), 10_000, 'later money is for people to decide about')
  await settle(id, 'returned')
  await settle(id, 'returned')
  assert.equal(await available(customer), 30_000)
  assert.deepEqual(await bills(customer), [
    [20_000, 'returned'],
    [30_000, 'failed'],
  ])
})

test('a payout that came back before we heard of it takes nothing', async () => {
  const { customer, id } = await declined(30_000)
  await settle(id, 'returned')
  await settle(id, 'succeeded')
  assert.equal(await available(customer), 30_000)
  assert.equal((await getWithdrawal(world.db, id)).status, 'failed')
})
