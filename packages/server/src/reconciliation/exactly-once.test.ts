import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { money } from '@topay/contract'
import fc from 'fast-check'
import { assertBooksWhole, bookedOf } from '../../../../tests/support/books.ts'
import { type Answer, hear, modelBank, type Truth } from '../../../../tests/support/model-bank.ts'
import { type MoneyWorld, openMoneyWorld, PIN } from '../../../../tests/support/money-world.ts'
import { runWaitingJobs } from '../../../../tests/support/run-jobs.ts'
import { chargeTopUp, startTopUp } from '../../../../tests/support/top-up.ts'
import { paymentJobs, payOrder } from '../payments/index.ts'
import { inTx, type Jobs, MINUTE, moveClock, now } from '../platform/index.ts'
import { chinaClock, getBalance, linkCard, payOut, startWithdrawal, walletJobs } from '../wallet/index.ts'
import { addDays } from './china-day.ts'
import type { ReconciliationDeps } from './deps.ts'
import { differencesOf, findRecords } from './queries.ts'
import { reconcileDay } from './reconcile-day.ts'

const RUNS = 15
const FUNDS = 100_000

let world: MoneyWorld
const bank = modelBank()
let deps: ReconciliationDeps
let jobs: Jobs
before(async () => {
  world = await openMoneyWorld()
  deps = { ...world.deps, bank: bank.connector }
  jobs = { ...walletJobs(deps), ...paymentJobs(deps) }
  await moveTo(addDays(today(), 1))
})
after(async () => {
  await assertBooksWhole(world.db)
  await world.close()
})

const today = () => chinaClock(now().toISOString()).date
/** To noon of a day, so that a run stays within it. */
const moveTo = async (day: string) => moveClock(Date.parse(`${day}T12:00:00+08:00`) - now().getTime())

type Customer = { id: string; card_id: string; token: string }
let people = 0
const newCustomer = async (): Promise<Customer> => {
  const id = await world.customer()
  const number = String(6_217_000_000_000_000 + ++people)
  const card = await linkCard(deps, { customer_id: id, number, holder_name: '陈默' })
  const customer = { id, card_id: card.id, token: `bt_${number}` }
  Object.assign(bank.script, { truth: 'approved', answer: 'heard' })
  await topUp(customer, FUNDS)
  return customer
}

const topUp = async ({ id, card_id }: Customer, amount: number): Promise<string> => {
  const started = await inTx(world.db, (tx) =>
    startTopUp(tx, { customer_id: id, card_id, amount: money(amount), bank_timeout_ms: deps.bankTimeoutMs }),
  )
  return (await chargeTopUp(deps, started)).id
}
const pay = async ({ id, card_id }: Customer, amount: number): Promise<string> => {
  const order_id = await world.order(amount, id)
  const method = { type: 'card' as const, card_id }
  return (await payOrder(deps, { customer_id: id, order_id, method, payment_password: PIN }, null)).id
}
const withdraw = async ({ id, card_id }: Customer, amount: number): Promise<string> => {
  const started = await inTx(world.db, (tx) =>
    startWithdrawal(tx, {
      customer_id: id,
      card_id,
      amount: money(amount),
      authorise: async () => ({ result: 'ok', strength: 'second_factor' }),
      bank_timeout_ms: deps.bankTimeoutMs,
    }),
  )
  return (await payOut(deps, started)).id
}

type Asked = { what: 'top_up' | 'payment' | 'withdrawal'; truth: Truth; answer: Answer; amount: number }
type Step = { of: number; step: 'jobs' | 'callback' | 'pending' | 'reveal' | 'later'; beside: boolean }
type Refund = typeof bank.script.refund

const amount = fc.integer({ min: 1, max: 20_000 })
const answer = fc.constantFrom<Answer>('heard', 'silent')
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    what: fc.constantFrom('top_up' as const, 'payment' as const),
    truth: fc.constantFrom<Truth>('approved', 'declined', 'never', 'denied', 'refused'),
    answer,
    amount,
  }),
  fc.record({
    what: fc.constant('withdrawal' as const),
    // A bank that pays out what it says it did not leaves two payments, which only people can clear up.
    truth: fc.constantFrom<Truth>('approved', 'declined', 'never', 'returned'),
    answer,
    amount,
  }),
)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    of: fc.nat(3),
    step: fc.constantFrom(
      'jobs' as const,
      'callback' as const,
      'pending' as const,
      'reveal' as const,
      'later' as const,
    ),
    beside: fc.boolean(),
  }),
  { maxLength: 14 },
)
const plan = fc.record({
  asked: fc.array(asked, { minLength: 1, maxLength: 4 }),
  steps,
  refund: fc.constantFrom<Refund>('approved', 'declined', 'silent'),
})

const take = async ({ of, step }: Step, ids: string[]): Promise<void> => {
  const id = ids[of % ids.length] ?? ''
  if (step === 'jobs') await runWaitingJobs(world.db, jobs)
  else if (step === 'reveal') bank.reveal()
  else if (step === 'later') moveClock(MINUTE)
  else {
    const body = bank.tell(id, step === 'pending')
    if (body) await hear(deps, body)
  }
}

/** One after the other, those that may be at the same time. */
const takeAll = async (all: Step[], ids: string[]): Promise<void> => {
  let group: Promise<void>[] = []
  for (const step of all) {
    if (!step.beside) {
      await Promise.all(group)
      group = []
    }
    group.push(take(step, ids))
  }
  await Promise.all(group)
}

/** Ends the day and compares it, twice; then lets what it began run out. */
const endDay = async (): Promise<string> => {
  const day = today()
  await moveTo(addDays(day, 1))
  await reconcileDay(deps, day)
  await reconcileDay(deps, day)
  for (let round = 0; round < 4; round += 1) {
    await runWaitingJobs(world.db, jobs)
    moveClock(MINUTE)
  }
  return day
}

const paidBy = async (customer: Customer): Promise<number> => {
  const rows = await world.db
    .selectFrom('payment')
    .select('amount')
    .where('customer_id', '=', customer.id)
    .where('status', '=', 'succeeded')
    .execute()
  return rows.reduce((sum, row) => sum + row.amount, 0)
}

test('whatever the order and number of answers, queries, messages and files: the money is once, and in the right place', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ asked: all, steps: between, refund }) => {
      const customer = await newCustomer()
      bank.script.refund = refund
      const ids: string[] = []
      for (const { what, truth, answer: heard, amount: sum } of all) {
        Object.assign(bank.script, { truth, answer: heard })
        ids.push(await { top_up: topUp, payment: pay, withdrawal: withdraw }[what](customer, sum))
      }
      await takeAll(between, ids)
      bank.reveal()
      const days = [await endDay(), await endDay()]

      const records = await findRecords(world.db, ids)
      assert.deepEqual(
        ids.filter((id) => records.get(id)?.status === 'undecided'),
        [],
        'nothing is left open',
      )
      const { available, held } = await getBalance(world.db, customer.id)
      assert.equal(held, 0)
      assert.equal(available + (await paidBy(customer)), bank.taken(customer.token), 'what the card gave is all there')
      assert.equal(await bookedOf(world.db, 'suspense'), 0)
      assert.equal(await bookedOf(world.db, 'bank_clearing'), bank.taken(), 'the books are the bank’s')
      const found = (await Promise.all(days.map((day) => differencesOf(world.db, day)))).flat()
      assert.deepEqual(
        found.filter(({ kind }) => kind !== 'bank_only'),
        [],
      )
      for (const { reference } of found) assert.equal(records.get(reference)?.status, 'moved', 'it went back')
    }),
    { numRuns: Number(process.env.RUNS ?? RUNS) },
  )
})
