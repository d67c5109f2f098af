import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import type { Script } from '../../../../tests/support/scripted-bank.ts'
import { AppError, HOUR, inTx, moveClock, writePolicy } from '../platform/index.ts'
import { getBalance, getWithdrawal, queryWithdrawal, settleWithdrawal } from './index.ts'
import { getMoneyRequest } from './money-requests.ts'

const PEOPLE = 3
const START = 20_000
/** So low that the class stops some of what money would allow. */
const CLASS_LIMIT = 25_000

type Step =
  | { kind: 'send'; from: number; to: number; amount: number; key: number; request: boolean }
  | { kind: 'withdraw'; from: number; amount: number; key: number; script: Script }
  | { kind: 'query'; nth: number }
  | { kind: 'return'; nth: number }
  | { kind: 'ask'; from: number; to: number; amount: number }
  | { kind: 'together'; steps: Step[] }

const person = fc.integer({ min: 0, max: PEOPLE - 1 })
const amount = fc.integer({ min: 1, max: 15_000 })
// Few keys, so that some are used again: with the same content a retry, with another a mistake.
const key = fc.integer({ min: 0, max: 6 })
const nth = fc.nat({ max: 20 })
const scripts: Script[] = ['approved', 'declined', 'down', 'lost', 'silent_approved', 'silent_declined']
const single: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      from: person,
      to: person,
      amount,
      key,
      request: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('withdraw' as const),
      from: person,
      amount,
      key,
      script: fc.constantFrom(...scripts),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('query' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), from: person, to: person, amount }) },
)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: single },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('together' as const),
        steps: fc.array(single, { minLength: 2, maxLength: 5 }),
      }),
    },
  ),
  { minLength: 3, maxLength: 12 },
)

let world: MoneyWorld
before(async () => {
  world = await openMoneyWorld()
  const change = { class_3_year_amount: CLASS_LIMIT, pin_day_amount: 10_000_000 }
  await inTx(world.db, (tx) => writePolicy(tx, 'wallet.limits', change))
  await inTx(world.db, (tx) => writePolicy(tx, 'risk', { refused_limit: 1_000 }))
})
after(() => world.close())

/** Refusals of verbs are part of the play; anything else is a bug. */
const allowed = (error: unknown): void => {
  const codes = ['IDEMPOTENCY_KEY_REUSED', 'MONEY_REQUEST_ENDED', 'MONEY_REQUESTS_MANY']
  if (!(error instanceof AppError && codes.includes(error.code))) throw error
}

const startRun = async () => {
  const people = peopleOf(world)
  const customers = await Promise.all(Array.from({ length: PEOPLE }, () => world.customer(START)))
  const cards = new Map<string, string>()
  for (const customer of customers) {
    cards.set(customer, (await world.card(customer)).card_id)
  }
  const withdrawals: string[] = []
  const requests: { id: string; from: string; payer: string; amount: number }[] = []
  /** What a key was answered with: the same ever after. */
  const answers = new Map<string, string>()
  const remember = (name: string, id: string): void => {
    assert.equal(id, answers.get(name) ?? id, `${name} was answered otherwise before`)
    answers.set(name, id)
  }

  const act = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'together':
        await Promise.all(step.steps.map(act))
        return
      case 'send': {
        const [from = '', to = ''] = [customers[step.from], customers[step.to]]
        if (from === to) return
        const asked = step.request ? requests.find((one) => one.payer === from && one.from === to) : undefined
        const wanted = asked?.amount ?? step.amount
        const more = { key: `send ${step.key}`, ...(asked && { request: asked.id }) }
        remember(`${from} ${more.key}`, (await people.send(from, to, wanted, more)).id)
        return
      }
      case 'withdraw': {
        const from = customers[step.from] ?? ''
        world.bank.script = step.script
        const name = `withdraw ${step.key}`
        const { id } = await people.withdraw(from, cards.get(from) ?? '', step.amount, { key: name })
        remember(`${from} ${name}`, id)
        if (!withdrawals.includes(id)) withdrawals.push(id)
        return
      }
      case 'query': {
        const id = withdrawals[step.nth % Math.max(withdrawals.length, 1)]
        if (id) await queryWithdrawal(world.deps, id)
        return
      }
      case 'return': {
        const id = withdrawals[step.nth % Math.max(withdrawals.length, 1)]
        if (!id || (await getWithdrawal(world.db, id)).status !== 'succeeded') return
        await inTx(world.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome: { status: 'returned' } }))
        return
      }
      case 'ask': {
        const [from = '', payer = ''] = [customers[step.from], customers[step.to]]
        if (from === payer) return
        const { id } = await people.ask(from, payer, step.amount)
        requests.push({ id, from, payer, amount: step.amount })
      }
    }
  }
  const play = async (step: Step): Promise<void> => {
    const all = step.kind === 'together' ? step.steps : [step]
    const results = await Promise.allSettled(all.map(act))
    for (const result of results) if (result.status === 'rejected') allowed(result.reason)
  }
  return { customers, withdrawals, requests, play }
}

const balances = async (customers: string[]) => {
  const sums = { available: 0, held: 0 }
  for (const customer of customers) {
    const { available, held } = await getBalance(world.db, customer)
    assert.ok(available >= 0 && held >= 0, `a wallet with ${available} and ${held} on hold`)
    sums.available += available
    sums.held += held
  }
  return sums
}

test('whatever is sent, asked for, withdrawn, answered and returned in whatever order: no money appears or is lost', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const { customers, withdrawals, requests, play } = await startRun()
      for (const step of script) {
        await play(step)
        const rows = await Promise.all(withdrawals.map((id) => getWithdrawal(world.db, id)))
        const sum = (statuses: string[]): number =>
          rows.filter(({ status }) => statuses.includes(status)).reduce((all, row) => all + row.amount.amount, 0)
        const { available, held } = await balances(customers)
        assert.equal(held, sum(['pending', 'unknown']), 'what is on hold is what is under way')
        assert.equal(available + held, PEOPLE * START - sum(['succeeded']), 'deposits less what left for the bank')
      }
      // Whatever was unknown comes to its end.
      moveClock(HOUR)
      for (const id of withdrawals) await queryWithdrawal(world.deps, id)
      moveClock(-HOUR)
      assert.equal((await balances(customers)).held, 0)

      for (const customer of customers) {
        const sent = await world.db
          .selectFrom('wallet_transfer')
          .select('amount')
          .where('payer_id', '=', customer)
          .where('status', '=', 'succeeded')
          .execute()
        const all = sent.reduce((sum, row) => sum + row.amount, 0)
        assert.ok(all <= CLASS_LIMIT, `the class allows ${CLASS_LIMIT}, ${all} was sent`)
      }
      for (const { id, from } of requests) {
        const paid = await world.db
          .selectFrom('wallet_transfer')
          .select('id')
          .where('money_request_id', '=', id)
          .where('status', '=', 'succeeded')
          .execute()
        const { status, transfer_id } = await getMoneyRequest(world.db, id, from)
        assert.deepEqual([status, transfer_id, paid.length], paid[0] ? ['paid', paid[0].id, 1] : ['open', null, 0])
      }
    }),
    { numRuns: 12 },
  )
  assert.deepEqual(await world.wrongBooks(), [])
})
