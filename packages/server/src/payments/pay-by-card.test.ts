import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money, type PaymentMethod } from '@topay/contract'
import { BANK_TIMEOUT_MS, type MoneyWorld, openMoneyWorld, PIN } from '../../../../tests/support/money-world.ts'
import type { Script } from '../../../../tests/support/scripted-bank.ts'
import { asQueryable, inTx, MINUTE, moveClock } from '../platform/index.ts'
import { findReturn, getBalance, listTransactions, removeCard, walletJobs } from '../wallet/index.ts'
import { closeExpiredOrders, diagnose, getOrder, getPayment, paymentCards, payOrder, startPayment } from './index.ts'
import { paymentJobs } from './jobs.ts'
import { confirmPayment, queryPayment } from './pay-order.ts'

describe('paying by card', () => {
  let world: MoneyWorld
  let customer: string
  let method: PaymentMethod
  before(async () => {
    world = await openMoneyWorld()
    customer = await world.customer()
    method = await world.card(customer)
  })
  afterEach(async () => {
    world.bank.script = 'approved'
    world.bank.meanwhile = async () => undefined
    world.bank.claims = undefined
    assert.deepEqual(await world.wrongBooks(), [])
  })
  after(() => world.close())

  const pay = (script: Script, order_id: string, by = customer, card = method) => {
    world.bank.script = script
    return payOrder(world.deps, { customer_id: by, order_id, method: card, payment_password: PIN }, null)
  }
  const read = (id: string) => getPayment(world.db, id, { realm: 'customer', id: customer }, world.deps.publicUrl)
  const orderStatus = async (id: string) =>
    (await getOrder(world.db, id, { realm: 'merchant', id: world.merchant.id }, world.deps.publicUrl)).status

  it('approved: the bank’s money goes to the merchant, the balance is not touched', async () => {
    const order_id = await world.order()
    const paid = await pay('approved', order_id)
    assert.partialDeepStrictEqual(paid, { status: 'succeeded', money_moved: 'yes', bank_name: { zh: '江岚银行' } })
    assert.equal(await orderStatus(order_id), 'paid')
    assert.equal((await getBalance(world.db, customer)).available, 0)
    const { timeline, verdict_detail } = await diagnose(world.db, paid.id)
    assert.deepEqual(
      timeline.map(({ tone }) => tone),
      ['neutral', 'neutral', 'ok'],
    )
    assert.match(verdict_detail.zh, /由银行确认/)
  })

  it('declined: nothing moved, the bank’s code and words are kept, and the bank is asked once more to be sure', async () => {
    const failed = await pay('declined', await world.order())
    assert.partialDeepStrictEqual(failed, { status: 'failed', failure_code: 'BAL_BANK', money_moved: 'no' })
    assert.equal(await world.waitingJobs(`confirm:${failed.id}`), 1)
    await confirmPayment(world.deps, failed.id)
    const { bank, timeline, money } = await diagnose(world.db, failed.id)
    assert.equal(money, 'not_charged')
    assert.partialDeepStrictEqual(bank, { code: '51', message: '可用余额不足' })
    assert.equal(timeline.at(-1)?.text.zh, '向江岚银行核对：没有扣款')
  })

  it('a bank that is down certainly charged nothing; another try may follow', async () => {
    const order_id = await world.order()
    assert.partialDeepStrictEqual(await pay('down', order_id), { failure_code: 'NET_BANK_DOWN', money_moved: 'no' })
    assert.equal((await pay('approved', order_id)).status, 'succeeded')
  })

  it('no answer is unknown; nobody can pay the order meanwhile; the job settles a late success without being asked', async () => {
    const order_id = await world.order()
    const unknown = await pay('silent_approved', order_id)
    assert.partialDeepStrictEqual(unknown, {
      status: 'unknown',
      failure_code: 'NET_UNKNOWN',
      money_moved: 'unknown',
      settled_at: null,
    })
    assert.equal(await world.waitingJobs(unknown.id), 1)
    const asked = world.bank.asked
    assert.partialDeepStrictEqual(await pay('approved', order_id), {
      failure_code: 'MER_DUP',
      money_moved: 'unknown',
    })
    const other = await world.customer(10_000)
    assert.equal((await world.pay(other, order_id)).failure_code, 'MER_OTHER_PAYER')
    assert.equal(world.bank.asked, asked, 'the bank is not asked for money a second time')

    await queryPayment(world.deps, unknown.id)
    assert.partialDeepStrictEqual(await read(unknown.id), {
      status: 'succeeded',
      failure_code: null,
      money_moved: 'yes',
    })
    assert.equal(await orderStatus(order_id), 'paid')
    assert.deepEqual((await world.eventsOf(customer)).slice(-3), ['payment', 'payment', 'wallet'])
  })

  it('no answer, then declined: the order may be paid otherwise', async () => {
    const order_id = await world.order()
    const unknown = await pay('silent_declined', order_id)
    await queryPayment(world.deps, unknown.id)
    assert.partialDeepStrictEqual(await read(unknown.id), { status: 'failed', failure_code: 'BAL_BANK' })
    assert.equal((await pay('approved', order_id)).status, 'succeeded')
  })

  it('a debit the bank never got stays unknown until it can no longer arrive, then the money is safe', async (t) => {
    const lost = await pay('lost', await world.order())
    await queryPayment(world.deps, lost.id)
    assert.equal((await read(lost.id)).status, 'unknown')
    assert.match((await diagnose(world.db, lost.id)).verdict_detail.zh, /下一次查询/)
    moveClock(MINUTE)
    t.after(() => moveClock(-MINUTE))
    await queryPayment(world.deps, lost.id)
    assert.partialDeepStrictEqual(await read(lost.id), {
      status: 'failed',
      failure_code: 'NET_BANK_DOWN',
      money_moved: 'no',
    })
    assert.match((await diagnose(world.db, lost.id)).verdict_detail.zh, /江岚银行 .* 确认没有扣款/)
  })

  it('a crash between asking and settling is healed by the job that was written with the payment', async () => {
    const order_id = await world.order()
    const input = { order_id, customer_id: customer, method, bank_timeout_ms: BANK_TIMEOUT_MS }
    const { id, status } = await inTx(world.db, (tx) =>
      startPayment(tx, { ...input, authorise: async () => ({ result: 'ok', strength: 'pin' }) }),
    )
    assert.equal(status, 'pending')
    assert.equal(await world.waitingJobs(id), 1)
    await world.bank.connector.debit({ id, token: 't', amount: money(8_600), expires_at: '' })
    await queryPayment(world.deps, id)
    assert.equal((await read(id)).status, 'succeeded')
  })

  it('a payment whose own job was lost is asked about by the hourly one', async (t) => {
    const unknown = await pay('silent_approved', await world.order())
    await asQueryable(world.db).query('select graphile_worker.remove_job($1)', [unknown.id])
    const overdue = paymentJobs(world.deps)['payments:query_overdue'] ?? assert.fail('the job has its name')
    await overdue({})
    assert.equal(await world.waitingJobs(unknown.id), 0, 'not before its time')
    moveClock(30 * MINUTE)
    t.after(() => moveClock(-30 * MINUTE))
    await overdue({})
    assert.equal(await world.waitingJobs(unknown.id), 1)
    await paymentJobs(world.deps)['payments:query']?.({ payment_id: unknown.id })
    assert.equal((await read(unknown.id)).status, 'succeeded')
  })

  it('the answer and ten queries at the same time settle once', async () => {
    const order_id = await world.order()
    world.bank.meanwhile = async () => {
      world.bank.meanwhile = async () => undefined
      const pending = await world.db
        .selectFrom('payment')
        .select('id')
        .where('order_id', '=', order_id)
        .executeTakeFirstOrThrow()
      await Promise.all(Array.from({ length: 10 }, () => queryPayment(world.deps, pending.id)))
    }
    const charged = world.bank.charged()
    assert.equal((await pay('silent_approved', order_id)).status, 'succeeded')
    assert.equal(world.bank.charged() - charged, 8_600)
  })

  it('an order is not closed while a payment of it may still succeed', async (t) => {
    const order_id = await world.order()
    const unknown = await pay('silent_approved', order_id)
    moveClock(31 * MINUTE)
    t.after(() => moveClock(-31 * MINUTE))
    await inTx(world.db, (tx) => closeExpiredOrders(tx))
    assert.equal(await orderStatus(order_id), 'open')
    await queryPayment(world.deps, unknown.id)
    assert.equal(await orderStatus(order_id), 'paid')
  })

  it('a bank that charged what it had refused: the money is on its way back by itself, and the order can be paid', async () => {
    const order_id = await world.order()
    const failed = await pay('declined', order_id)
    world.bank.claims = { kind: 'approved' }
    await confirmPayment(world.deps, failed.id)
    const diagnosis = await diagnose(world.db, failed.id)
    assert.equal(diagnosis.money, 'returning')
    assert.match(diagnosis.verdict_detail.zh, /银行扣了 ¥86\.00，付款没有成，我们在退回尾号 \d+ 的卡，最晚 .+ 到/)
    assert.equal(diagnosis.next_step?.action, 'retry')
    const words = async () => {
      const { money_moved, transaction_id } = await read(failed.id)
      const card = (await paymentCards(world.db, [failed.id])).get(failed.id)?.card
      const { items } = await listTransactions(world.db, customer, { limit: 50 })
      const bill = items.find(({ id }) => id === transaction_id)
      return [money_moved, card?.money_moved, bill?.money_back, (await diagnose(world.db, failed.id)).money]
    }
    assert.deepEqual(new Set(await words()), new Set(['returning']), 'payment, card, bill and diagnosis agree')
    const row = await findReturn(world.db, failed.id)
    assert.partialDeepStrictEqual(row, { amount: 8_600, status: 'pending' })
    await confirmPayment(world.deps, failed.id)
    assert.equal((await findReturn(world.db, failed.id))?.id, row?.id, 'it goes back once')

    world.bank.claims = undefined
    assert.equal((await pay('approved', order_id)).status, 'succeeded')
    await walletJobs(world.deps)['wallet:return_money']?.({ return_id: row?.id })
    const back = await diagnose(world.db, failed.id)
    assert.deepEqual(new Set(await words()), new Set(['returned']))
    assert.match(back.verdict_detail.zh, /¥86\.00 在 .+ 退回了尾号 \d+ 的卡/)
    world.bank.claims = { kind: 'no_answer' }
    const other = await pay('declined', await world.order())
    await assert.rejects(confirmPayment(world.deps, other.id), /did not say/)
  })

  it('a card of somebody else is not there; one that was unlinked has ended', async () => {
    const other = await world.customer()
    await assert.rejects(pay('approved', await world.order(), other), { code: 'NOT_FOUND' })
    const spare = await world.card(customer)
    assert.ok(spare.type === 'card')
    await removeCard(world.db, { customer_id: customer, card_id: spare.card_id })
    const refused = await pay('approved', await world.order(), customer, spare)
    assert.equal(refused.failure_code, 'BANK_UNBOUND')
    assert.equal((await diagnose(world.db, refused.id)).bank, null)
  })

  it('the payment password is needed and must be right, also by card', async () => {
    const order_id = await world.order()
    const without = payOrder(world.deps, { customer_id: customer, order_id, method }, null)
    await assert.rejects(without, { code: 'INPUT_INVALID' })
    assert.equal((await world.pay(customer, order_id, { method, pin: '000000' })).failure_code, 'SEC_PIN_WRONG')
    assert.equal((await world.pay(customer, order_id, { method })).status, 'succeeded')
  })
})
