import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld, PIN } from '../../../../tests/support/money-world.ts'
import { HOUR, inTx, MINUTE, moveClock, newId } from '../platform/index.ts'
import { getBalance, listTransactions } from '../wallet/index.ts'
import {
  closeExpiredOrders,
  createMerchant,
  createOrder,
  diagnose,
  getOrder,
  getPayment,
  listMerchants,
  merchantAuthenticator,
  payOrder,
  type PublishedEvents,
  renewApiKey,
  setAcceptsPayments,
  type SettledPayment,
} from './index.ts'

describe('paying from the balance', () => {
  let world: MoneyWorld
  const settled: SettledPayment[] = []
  before(async () => {
    const onSettled = async (_tx: unknown, payment: SettledPayment): Promise<PublishedEvents> => {
      settled.push(payment)
      return [{ stream: 'desk', event: { type: 'wallet' } }]
    }
    world = await openMoneyWorld({ onSettled })
  })
  afterEach(async () => assert.deepEqual(await world.wrongBooks(), []))
  after(() => world.close())

  const available = async (customer: string) => (await getBalance(world.db, customer)).available

  it('moves the money to the merchant once, and tells bills, order, devices and whoever follows', async () => {
    const customer = await world.customer(10_000)
    const order_id = await world.order()
    const paid = await world.pay(customer, order_id)
    assert.partialDeepStrictEqual(paid, {
      status: 'succeeded',
      failure_code: null,
      money_moved: 'yes',
      method: { type: 'balance' },
      order: { status: 'paid', payment_id: paid.id },
    })
    assert.equal(await available(customer), 1_400)
    assert.deepEqual(await world.eventsOf(customer), ['payment', 'wallet'])
    const bills = await listTransactions(world.db, customer, { limit: 10 })
    assert.partialDeepStrictEqual(bills.items, [
      { kind: 'payment', status: 'succeeded', payment_id: paid.id, category: 'outdoor', description: '登山杖' },
    ])
    assert.partialDeepStrictEqual(settled.at(-1), {
      id: paid.id,
      status: 'succeeded',
      attempt_ids: [paid.id],
      card: { type: 'payment', merchant: { zh: '山岚户外' }, amount: money(8_600) },
    })
  })

  it('too little is an attempt that failed with what is missing; after a top-up the same order is paid', async () => {
    const customer = await world.customer(1_200)
    const order_id = await world.order()
    const failed = await world.pay(customer, order_id)
    assert.partialDeepStrictEqual(failed, {
      status: 'failed',
      failure_code: 'BAL_WALLET',
      money_moved: 'no',
      shortfall: money(7_400),
    })
    assert.equal(await available(customer), 1_200)
    const short = await diagnose(world.db, failed.id)
    assert.equal(short.cause?.zh, '余额 ¥12.00，这笔要 ¥86.00，还差 ¥74.00。')
    assert.partialDeepStrictEqual(short.next_step, { action: 'top_up', amount: money(7_400) })

    await world.fund(customer, 7_400)
    assert.partialDeepStrictEqual((await diagnose(world.db, failed.id)).next_step, { label: { zh: '用余额付 ¥86.00' } })
    const paid = await world.pay(customer, order_id)
    assert.equal(paid.status, 'succeeded')
    const later = await diagnose(world.db, failed.id)
    assert.equal(later.paid_by, paid.id)
    assert.equal(later.verdict.zh, '钱没有被扣走')
    assert.match(later.advice.zh, /用余额付清，不用再付/)
    assert.deepEqual(settled.at(-1)?.attempt_ids, [failed.id, paid.id])
    const statuses = (await listTransactions(world.db, customer, { limit: 10 })).items.map(({ status }) => status)
    assert.deepEqual(statuses, ['succeeded', 'failed'])
  })

  it('a wrong payment password counts down, then locks; a missing one is asked for', async () => {
    const customer = await world.customer(10_000)
    const order_id = await world.order()
    const codes: unknown[] = []
    for (let i = 0; i < 6; i++) {
      const failed = await world.pay(customer, order_id, { pin: '000000' })
      codes.push([failed.failure_code, failed.tries_left, failed.locked_until !== null])
    }
    assert.deepEqual(codes, [
      ['SEC_PIN_WRONG', 4, false],
      ['SEC_PIN_WRONG', 3, false],
      ['SEC_PIN_WRONG', 2, false],
      ['SEC_PIN_WRONG', 1, false],
      ['SEC_PIN_LOCK', null, true],
      ['SEC_PIN_LOCK', null, true],
    ])
    assert.equal((await world.pay(customer, order_id)).failure_code, 'SEC_PIN_LOCK')
    assert.equal(await available(customer), 10_000)

    const other = await world.customer(10_000)
    const without = payOrder(world.deps, { customer_id: other, order_id, method: { type: 'balance' } }, null)
    await assert.rejects(without, { code: 'INPUT_INVALID' })
    const nobody = await world.customer(10_000, { pin: false })
    assert.equal((await world.pay(nobody, order_id)).failure_code, 'SEC_PIN_UNSET')
    const bare = await payOrder(world.deps, { customer_id: nobody, order_id, method: { type: 'balance' } }, null)
    assert.equal(bare.failure_code, 'SEC_PIN_UNSET')
  })

  it('the same key gets the same payment again, whatever happened since; other content with it is refused', async () => {
    const customer = await world.customer(1_200)
    const order_id = await world.order()
    const failed = await world.pay(customer, order_id, { key: 'k1' })
    await world.fund(customer, 10_000)
    assert.deepEqual(await world.pay(customer, order_id, { key: 'k1' }), failed)
    const key = { actor: `customer:${customer}`, key: 'k1', operation: 'payOrder', hash: Buffer.alloc(32) }
    const altered = payOrder(world.deps, { customer_id: customer, order_id, method: { type: 'balance' } }, key)
    await assert.rejects(altered, { code: 'IDEMPOTENCY_KEY_REUSED' })
  })

  it('double taps, two tabs and retries with other keys pay once; every other attempt says so', async () => {
    const customer = await world.customer(100_000)
    const order_id = await world.order()
    const attempts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => world.pay(customer, order_id, { key: `tap-${i % 10}-${order_id}` })),
    )
    const winners = new Set(attempts.filter(({ status }) => status === 'succeeded').map(({ id }) => id))
    assert.equal(winners.size, 1)
    for (const lost of attempts.filter(({ status }) => status !== 'succeeded')) {
      assert.partialDeepStrictEqual(lost, { status: 'failed', failure_code: 'MER_DUP', money_moved: 'yes' })
      assert.partialDeepStrictEqual(await diagnose(world.db, lost.id), { money: 'charged', paid_by: [...winners][0] })
    }
    assert.equal(await available(customer), 91_400)
  })

  it('many orders at once never take the balance below zero', async () => {
    const customer = await world.customer(20_000)
    const orders = await Promise.all(Array.from({ length: 12 }, () => world.order(3_000)))
    const paid = await Promise.all(orders.map((order_id) => world.pay(customer, order_id)))
    assert.equal(paid.filter(({ status }) => status === 'succeeded').length, 6)
    assert.equal(await available(customer), 2_000)
  })

  it('two customers pay the same order: one pays, the other learns that it was not needed, and no more', async () => {
    const [one, two] = [await world.customer(10_000), await world.customer(10_000)]
    const order_id = await world.order()
    const first = await world.pay(one, order_id)
    const second = await world.pay(two, order_id)
    assert.equal(first.status, 'succeeded')
    assert.partialDeepStrictEqual(second, {
      failure_code: 'MER_DUP',
      money_moved: 'no',
      order: { status: 'paid', payment_id: null },
    })
    const diagnosis = await diagnose(world.db, second.id)
    assert.equal(diagnosis.paid_by, null)
    assert.match(diagnosis.cause?.zh ?? '', /由别人付清/)
    assert.equal(await available(two), 10_000)
  })

  it('an order of one customer is not there for another, nor is its payment', async () => {
    const [one, two] = [await world.customer(10_000), await world.customer(10_000)]
    const order_id = await world.order(8_600, one)
    await assert.rejects(world.pay(two, order_id), { code: 'NOT_FOUND' })
    await assert.rejects(getOrder(world.db, order_id, { realm: 'customer', id: two }, world.deps.publicUrl), {
      code: 'NOT_FOUND',
    })
    const paid = await world.pay(one, order_id)
    await assert.rejects(getPayment(world.db, paid.id, { realm: 'customer', id: two }, world.deps.publicUrl), {
      code: 'NOT_FOUND',
    })
    await assert.rejects(
      getPayment(world.db, paid.id, { realm: 'merchant', id: newId('merchant') }, world.deps.publicUrl),
      {
        code: 'NOT_FOUND',
      },
    )
    await assert.rejects(world.pay(one, newId('order')), { code: 'NOT_FOUND' })
  })

  it('the merchant sees its payment, without what concerns only the customer', async () => {
    const customer = await world.customer(1_200)
    const failed = await world.pay(customer, await world.order())
    const seen = await getPayment(
      world.db,
      failed.id,
      { realm: 'merchant', id: world.merchant.id },
      world.deps.publicUrl,
    )
    assert.partialDeepStrictEqual(seen, { failure_code: 'BAL_WALLET', shortfall: null, tries_left: null })
  })

  it('an order is held 30 minutes, then it is over; the job closes it', async (t) => {
    const customer = await world.customer(10_000)
    const [order_id, untouched] = [await world.order(), await world.order()]
    moveClock(30 * MINUTE)
    t.after(() => moveClock(-30 * MINUTE))
    assert.equal(
      (await getOrder(world.db, order_id, { realm: 'customer', id: customer }, world.deps.publicUrl)).status,
      'closed',
    )
    const failed = await world.pay(customer, order_id)
    assert.equal(failed.failure_code, 'MER_CLOSED')
    assert.equal((await diagnose(world.db, failed.id)).next_step?.action, 'new_order')
    assert.ok((await inTx(world.db, (tx) => closeExpiredOrders(tx))) >= 2)
    const row = await world.db
      .selectFrom('payment_order')
      .select('status')
      .where('id', '=', untouched)
      .executeTakeFirst()
    assert.equal(row?.status, 'closed')
    assert.equal(await inTx(world.db, (tx) => closeExpiredOrders(tx)), 0)
  })

  it('the database itself refuses a second standing payment of an order', async () => {
    const customer = await world.customer(10_000)
    const paid = await world.pay(customer, await world.order())
    const row = await world.db.selectFrom('payment').selectAll().where('id', '=', paid.id).executeTakeFirstOrThrow()
    const twin = world.db
      .insertInto('payment')
      .values({ ...row, id: newId('payment') })
      .execute()
    await assert.rejects(twin, { constraint: 'payment_order_once' })
  })

  it('a merchant that takes no payments: no orders are made, and an order made before is refused for good', async () => {
    const customer = await world.customer(20_000)
    const name = { zh: '试验店', en: 'Trial shop' }
    const { id, api_key, merchant } = await createMerchant(world.db, { name, category: 'food' })
    assert.partialDeepStrictEqual(await merchantAuthenticator(world.db)(api_key), { realm: 'merchant', id })
    assert.ok((await listMerchants(world.db)).items.some((listed) => listed.id === merchant.id))
    const input = { merchant_id: id, customer_id: customer, amount: money(100), description: '面' }
    const order_id = await inTx(world.db, (tx) => createOrder(tx, input))
    await setAcceptsPayments(world.db, id, false)
    assert.ok(!(await listMerchants(world.db)).items.some((listed) => listed.id === merchant.id))
    await assert.rejects(
      inTx(world.db, (tx) => createOrder(tx, input)),
      { code: 'MERCHANT_CLOSED' },
    )
    const refused = await world.pay(customer, order_id)
    assert.equal(refused.failure_code, 'MER_INVALID')
    await setAcceptsPayments(world.db, id, true)
    assert.equal((await world.pay(customer, order_id)).failure_code, 'MER_INVALID', 'its rule is: never again')
    assert.equal((await diagnose(world.db, refused.id)).next_step?.action, 'contact_merchant')
    const fresh = await inTx(world.db, (tx) => renewApiKey(tx, id, { name: 'first key' }))
    assert.equal(await merchantAuthenticator(world.db)(api_key), null)
    assert.partialDeepStrictEqual(await merchantAuthenticator(world.db)(fresh), { realm: 'merchant', id })
  })

  it('a merchant’s reference is one order: the same content gets it again, other content is refused', async () => {
    const make = (amount: number, merchant_reference = 'A-1') =>
      inTx(world.db, (tx) =>
        createOrder(tx, {
          merchant_id: world.merchant.id,
          customer_id: null,
          amount: money(amount),
          description: '帐篷',
          merchant_reference,
        }),
      )
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => make(100)))
    assert.ok(others.every((id) => id === first))
    await assert.rejects(make(101), { code: 'REFERENCE_REUSED' })
    assert.notEqual(await make(101, 'A-2'), first)
    await assert.rejects(
      inTx(world.db, (tx) =>
        createOrder(tx, {
          merchant_id: world.merchant.id,
          customer_id: null,
          amount: money(1, 'USD'),
          description: 'x',
        }),
      ),
      { code: 'CURRENCY_UNSUPPORTED' },
    )
  })

  it('an unlock after three hours lets the right password pay', async (t) => {
    const customer = await world.customer(10_000)
    const order_id = await world.order()
    for (let i = 0; i < 5; i++) await world.pay(customer, order_id, { pin: '000000' })
    moveClock(3 * HOUR + 1_000)
    t.after(() => moveClock(-3 * HOUR - 1_000))
    assert.equal((await world.pay(customer, await world.order(), { pin: PIN })).status, 'succeeded')
  })
})
