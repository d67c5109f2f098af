import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { money, type PaymentMethod } from '@topay/contract'
import { balance } from '@topay/ledger'
import * as fc from 'fast-check'
import { BANK_TIMEOUT_MS, type MoneyWorld, openMoneyWorld, requestKey } from '../../../../tests/support/money-world.ts'
import type { Script } from '../../../../tests/support/scripted-bank.ts'
import { asQueryable, inTx, MINUTE, moveClock, onceStarted, writePolicy } from '../platform/index.ts'
import { bankAccount, getBalance } from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import { chargePayment, queryPayment } from './pay-order.ts'
import { startPayment } from './start-payment.ts'
import { chargeTopUp, queryTopUp, startTopUp } from '../../../../tests/support/top-up.ts'

const CUSTOMERS = 2
const ORDERS = 3
const PRICES = [300, 500, 800]

type Command =
  | { kind: 'top_up'; customer: number; amount: number; script: Script }
  | { kind: 'pay'; customer: number; order: number; by: 'balance' | 'card' | 'both'; script: Script; key: number }
  | { kind: 'queries' }

const script = fc.constantFrom<Script>('approved', 'declined', 'down', 'lost', 'silent_approved', 'silent_declined')
const customer = fc.nat(CUSTOMERS - 1)
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('top_up' as const), customer, amount: fc.integer({ min: 1, max: 900 }), script }),
  fc.record({
    kind: fc.constant('pay' as const),
    customer,
    order: fc.nat(ORDERS - 1),
    by: fc.constantFrom('balance' as const, 'card' as const, 'both' as const),
    script,
    // Few keys, so that many of them are retries of one another.
    key: fc.nat(3),
  }),
  fc.constant({ kind: 'queries' as const }),
)
/** What happens one after the other; the commands of each step happen at once. */
const history = fc.array(fc.array(command, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 })

let world: MoneyWorld
before(async () => {
  world = await openMoneyWorld()
  // Refusals are what this is about; nobody here is suspicious.
  await inTx(world.db, (tx) => writePolicy(tx, 'risk', { refused_limit: 1_000_000 }))
})
after(() => world.close())

const settleAll = async (): Promise<void> => {
  const { db, deps } = world
  const payments = await db.selectFrom('payment').select('id').where('status', 'in', ['pending', 'unknown']).execute()
  const topUps = await db.selectFrom('top_up').select('id').where('status', 'in', ['pending', 'unknown']).execute()
  await Promise.all([
    ...payments.map(({ id }) => queryPayment(deps, id)),
    ...topUps.map(({ id }) => queryTopUp(deps, id)),
  ])
}

it('any interleaving of top-ups, payments, retries and lost answers pays an order at most once and loses no money', async () => {
  const { db, deps, bank } = world
  const q = asQueryable(db)
  const run = async (steps: Command[][]): Promise<void> => {
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => world.customer(0)))
    const cards = await Promise.all(customers.map((id) => world.card(id)))
    const orders = await Promise.all(PRICES.map((price) => world.order(price)))
    const moneyBefore = {
      charged: bank.charged(),
      bank: await balanceOf(bankAccount().id),
      merchant: await balanceOf(merchantAccount(world.merchant.id, 'CNY').id),
    }
    const perform = async (command: Command): Promise<void> => {
      if (command.kind === 'queries') return settleAll()
      const customer_id = customers[command.customer] ?? ''
      const card = cards[command.customer] ?? { type: 'balance' }
      bank.script = command.script
      if (command.kind === 'top_up') {
        const card_id = card.type === 'card' ? card.card_id : ''
        const input = { customer_id, card_id, amount: money(command.amount), bank_timeout_ms: BANK_TIMEOUT_MS }
        const id = await db.transaction().execute((tx) => startTopUp(tx, input))
        await chargeTopUp(deps, id)
        return
      }
      const order_id = orders[command.order] ?? ''
      const both: PaymentMethod = card.type === 'card' ? { ...card, type: 'balance_and_card' } : card
      const method: PaymentMethod = { balance: { type: 'balance' as const }, card, both }[command.by]
      const key = requestKey(customer_id, `${order_id}-${command.by}-${command.key}`)
      const authorise = async () => ({ result: 'ok' as const, strength: 'second_factor' as const })
      const input = { order_id, customer_id, method, authorise, bank_timeout_ms: BANK_TIMEOUT_MS }
      await onceStarted(db, key, {
        start: async (tx) => (await startPayment(tx, input)).id,
        proceed: (id) => chargePayment(deps, id),
        current: async () => undefined,
      })
    }
    for (const step of steps) await Promise.all(step.map(perform))
    moveClock(MINUTE)
    await settleAll()
    moveClock(-MINUTE)

    assert.deepEqual(await world.wrongBooks(), [])
    const attempts = await db.selectFrom('payment').selectAll().where('order_id', 'in', orders).execute()
    const topUps = await db.selectFrom('top_up').selectAll().where('customer_id', 'in', customers).execute()
    const unsettled = [...attempts, ...topUps].filter(({ status }) => status === 'pending' || status === 'unknown')
    assert.deepEqual(unsettled, [])
    const paid = attempts.filter(({ status }) => status === 'succeeded')
    assert.equal(new Set(paid.map(({ order_id }) => order_id)).size, paid.length, 'an order was paid twice')
    const open = await db.selectFrom('payment_order').select(['id', 'payment_id']).where('id', 'in', orders).execute()
    for (const order of open)
      assert.equal(order.payment_id, paid.find(({ order_id }) => order_id === order.id)?.id ?? null)

    const sum = (rows: { amount: number }[]) => rows.reduce((total, { amount }) => total + amount, 0)
    const arrived = topUps.filter(({ status }) => status === 'succeeded')
    for (const id of customers) {
      const own = (row: { customer_id: string }) => row.customer_id === id
      const spent = paid.filter(own).reduce((total, { from_balance }) => total + from_balance, 0)
      const wallet = await getBalance(db, id)
      assert.deepEqual(wallet, { available: sum(arrived.filter(own)) - spent, held: 0 })
    }
    const byCard = paid.reduce((total, { from_card }) => total + from_card, 0)
    const charged = bank.charged() - moneyBefore.charged
    assert.equal(charged, sum(arrived) + byCard, 'the bank charged what we booked, and nothing else')
    assert.equal((await balanceOf(bankAccount().id)) - moneyBefore.bank, charged)
    assert.equal((await balanceOf(merchantAccount(world.merchant.id, 'CNY').id)) - moneyBefore.merchant, sum(paid))
  }
  const balanceOf = async (id: string): Promise<number> => {
    const { rows } = await q.query('select 1 from ledger.account where id = $1', [id])
    return rows.length === 0 ? 0 : (await balance(q, id)).balance
  }
  await fc.assert(fc.asyncProperty(history, run), { numRuns: 20, endOnFailure: true })
})
