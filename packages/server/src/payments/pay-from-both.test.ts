import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money, type PaymentMethod } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld, PIN, requestKey } from '../../../../tests/support/money-world.ts'
import type { Script } from '../../../../tests/support/scripted-bank.ts'
import { inTx, MINUTE, moveClock, timestamp, writePolicy } from '../platform/index.ts'
import { getBalance, holdMoney, listTransactions, releaseMoney, walletAccount } from '../wallet/index.ts'
import { merchantAccount } from './accounts.ts'
import { diagnose, getPayment, payOrder } from './index.ts'
import { queryPayment } from './pay-order.ts'

describe('paying from balance and card together', () => {
  let world: MoneyWorld
  let customer: string
  let method: PaymentMethod
  before(async () => {
    world = await openMoneyWorld()
  })
  afterEach(async () => {
    world.bank.script = 'approved'
    assert.deepEqual(await world.wrongBooks(), [])
  })
  after(() => world.close())

  /** A customer with ¥12.00 and a card; everything costs ¥86.00. */
  const begin = async (balance = 1_200): Promise<string> => {
    customer = await world.customer(balance)
    const card = await world.card(customer)
    method = card.type === 'card' ? { ...card, type: 'balance_and_card' } : card
    return world.order()
  }
  const pay = (script: Script, order_id: string) => {
    world.bank.script = script
    return world.pay(customer, order_id, { method })
  }
  const wallet = () => getBalance(world.db, customer)
  const read = (id: string) => getPayment(world.db, id, { realm: 'customer', id: customer }, world.deps.publicUrl)

  it('the balance pays what it can and the card the rest, in one go', async () => {
    const order_id = await begin()
    const charged = world.bank.charged()
    const paid = await pay('approved', order_id)
    assert.partialDeepStrictEqual(paid, {
      status: 'succeeded',
      method,
      from_balance: money(1_200),
      from_card: money(7_400),
      order: { status: 'paid', payment_id: paid.id },
    })
    assert.deepEqual(await wallet(), { available: 0, held: 0 })
    assert.equal(world.bank.charged() - charged, 7_400)
    const [bill] = (await listTransactions(world.db, customer, { limit: 1 })).items
    assert.partialDeepStrictEqual(bill, { amount: money(8_600), method: 'balance_and_card', status: 'succeeded' })
    const { timeline } = await diagnose(world.db, paid.id)
    assert.deepEqual(
      timeline.map(({ text }) => text.zh),
      [
        `您发起付款，余额 ¥12.00，江岚银行 (${paid.card_last4}) ¥74.00`,
        '支付密码正确',
        '余额里的 ¥12.00 先留出来',
        '向江岚银行请求付 ¥74.00',
        '江岚银行付了款，记入账本',
        '从余额付了 ¥12.00，记入账本',
      ],
    )
  })

  it('a declined card frees the balance at once, and the order is still open', async () => {
    const order_id = await begin()
    const failed = await pay('declined', order_id)
    assert.partialDeepStrictEqual(failed, { status: 'failed', failure_code: 'BAL_BANK', money_moved: 'no' })
    assert.deepEqual(await wallet(), { available: 1_200, held: 0 })
    assert.equal((await diagnose(world.db, failed.id)).timeline.at(-1)?.text.zh, '留出的 ¥12.00 又可以用了')
    assert.equal((await pay('approved', order_id)).status, 'succeeded')
  })

  it('a bank that is down takes nothing, nor does the balance', async () => {
    assert.equal((await pay('down', await begin())).failure_code, 'NET_BANK_DOWN')
    assert.deepEqual(await wallet(), { available: 1_200, held: 0 })
  })

  for (const [script, status, left] of [
    ['silent_approved', 'succeeded', 0],
    ['silent_declined', 'failed', 1_200],
    ['lost', 'failed', 1_200],
  ] as const)
    it(`unknown (${script}): the balance's part stays on hold until it is known, then the payment ${status}`, async (t) => {
      const order_id = await begin()
      const unknown = await pay(script, order_id)
      assert.equal(unknown.status, 'unknown')
      assert.deepEqual(await wallet(), { available: 0, held: 1_200 })
      assert.match((await diagnose(world.db, unknown.id)).verdict_detail.zh, /余额里的 ¥12\.00 先留着没有付出/)
      assert.equal((await pay('approved', order_id)).failure_code, 'MER_DUP')
      moveClock(MINUTE)
      t.after(() => moveClock(-MINUTE))
      await queryPayment(world.deps, unknown.id)
      await queryPayment(world.deps, unknown.id)
      assert.equal((await read(unknown.id)).status, status)
      assert.deepEqual(await wallet(), { available: left, held: 0 })
    })

  it('an empty balance leaves it to the card, a full one to the balance', async () => {
    const empty = await pay('approved', await begin(0))
    assert.partialDeepStrictEqual(empty, { method: { type: 'card' }, from_balance: money(0), from_card: money(8_600) })
    const asked = world.bank.asked
    const full = await pay('approved', await begin(10_000))
    assert.partialDeepStrictEqual(full, {
      method: { type: 'balance' },
      from_balance: money(8_600),
      from_card: money(0),
    })
    assert.equal(world.bank.asked, asked)
    assert.deepEqual(await wallet(), { available: 1_400, held: 0 })
  })

  it('two orders at once never set the same money aside twice', async () => {
    await begin(10_000)
    const orders = await Promise.all(Array.from({ length: 5 }, () => world.order(4_000)))
    const paid = await Promise.all(orders.map((order_id) => pay('approved', order_id)))
    assert.deepEqual(new Set(paid.map(({ status }) => status)), new Set(['succeeded']))
    const ofBalance = paid.reduce((sum, { from_balance }) => sum + from_balance.amount, 0)
    assert.equal(ofBalance, 10_000)
    assert.deepEqual(await wallet(), { available: 0, held: 0 })
  })

  it('double taps and two devices with different methods pay once', async () => {
    const order_id = await begin(8_600)
    const ways: PaymentMethod[] = [method, { type: 'balance' }, method, { type: 'balance' }]
    const attempts = await Promise.all(ways.map((way) => world.pay(customer, order_id, { method: way })))
    assert.equal(attempts.filter(({ status }) => status === 'succeeded').length, 1)
    assert.deepEqual(await wallet(), { available: 0, held: 0 })
  })

  it('limits count the part of the balance only', async () => {
    await inTx(world.db, (tx) => writePolicy(tx, 'wallet.limits', { pin_day_amount: 1_000 }))
    const limited = await pay('approved', await begin(1_200))
    assert.partialDeepStrictEqual(limited, {
      failure_code: 'LIM_AUTH_DAY',
      from_balance: money(1_200),
      limit: { kind: 'auth_day', limit: money(1_000), used: money(0) },
    })
    assert.deepEqual(await wallet(), { available: 1_200, held: 0 })
    assert.equal((await pay('approved', await begin(900))).status, 'succeeded')
    await inTx(world.db, (tx) => writePolicy(tx, 'wallet.limits', { pin_day_amount: null }))
  })

  it('money that is on hold elsewhere is named as the reason, nothing at all as well', async () => {
    await begin(9_000)
    const at = timestamp()
    const to = merchantAccount(world.merchant.id, 'CNY')
    const hold = { id: `hold-${customer}`, kind: 'payment', from: walletAccount(customer), to, amount: 5_000, at }
    await inTx(world.db, (tx) => holdMoney(tx, hold))
    const balance = { method: { type: 'balance' as const } }
    const held = await world.pay(customer, await world.order(), balance)
    assert.partialDeepStrictEqual(held, { failure_code: 'BAL_HELD', shortfall: money(4_600) })
    assert.equal((await diagnose(world.db, held.id)).next_step?.action, 'view_hold')
    const short = await world.pay(customer, await world.order(9_500), balance)
    assert.equal(short.failure_code, 'BAL_WALLET')
    await inTx(world.db, (tx) => releaseMoney(tx, { id: `free-${customer}`, hold_id: hold.id, at }))

    const nobody = await world.customer(0)
    const none = await world.pay(nobody, await world.order(), balance)
    assert.equal(none.failure_code, 'BAL_NO_METHOD')
    assert.equal((await diagnose(world.db, none.id)).next_step?.action, 'bind_card')
  })

  it('an error of ours is an attempt that failed, reported, with nothing moved; twice, and only a person helps', async () => {
    const order_id = await begin(10_000)
    const broken = { ...world.deps, onSettled: () => Promise.reject(new Error('power cut')) }
    const attempt = () =>
      payOrder(
        broken,
        { customer_id: customer, order_id, method: { type: 'balance' }, payment_password: PIN },
        requestKey(customer),
      )
    const first = await attempt()
    assert.partialDeepStrictEqual(first, { status: 'failed', failure_code: 'SYS_ERROR', money_moved: 'no' })
    assert.deepEqual(await wallet(), { available: 10_000, held: 0 })
    assert.equal((await diagnose(world.db, first.id)).next_step?.action, 'retry')
    const second = await attempt()
    const told = await diagnose(world.db, second.id)
    assert.deepEqual([told.retry, told.next_step?.action, told.alternatives], ['never', 'contact_support', []])
    const third = await world.pay(customer, order_id)
    assert.equal(third.failure_code, 'SYS_ERROR', 'the rule is the server’s, not only what is shown')
    assert.deepEqual(await wallet(), { available: 10_000, held: 0 })
    assert.equal((await world.pay(customer, await world.order())).status, 'succeeded')
  })

  it('a deadlock is no error of ours: the transaction runs again, and the payment goes through', async () => {
    const order_id = await begin(10_000)
    let deadlocks = 1
    const shaken = {
      ...world.deps,
      onSettled: () =>
        deadlocks-- > 0
          ? Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }))
          : Promise.resolve([]),
    }
    const paid = await payOrder(
      shaken,
      { customer_id: customer, order_id, method: { type: 'balance' }, payment_password: PIN },
      requestKey(customer),
    )
    assert.equal(paid.status, 'succeeded')
    assert.equal(deadlocks, -1)
  })
})
