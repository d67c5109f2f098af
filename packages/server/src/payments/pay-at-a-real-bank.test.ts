import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { PaymentMethod } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld, PIN } from '../../../../tests/support/money-world.ts'
import { sandboxCardNumber, type SandboxBankProcess, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { createLog, inTx, writePolicy } from '../platform/index.ts'
import { createHttpBank, linkCard, listTransactions } from '../wallet/index.ts'
import { diagnose, getPayment, payOrder } from './index.ts'
import { queryPayment } from './pay-order.ts'

describe('paying by card at a real bank', () => {
  let world: MoneyWorld
  let bank: SandboxBankProcess
  let customer: string
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  before(async () => {
    bank = await startSandboxBank({ dataDir: folder, lateMs: 0 })
    world = await openMoneyWorld()
    world.deps.bank = httpBank()
    customer = await world.customer(842_650)
    // One customer for everything that can go wrong: not suspicious here, and confirmed by the payment password alone.
    await inTx(world.db, async (tx) => {
      await writePolicy(tx, 'risk', { refused_limit: 1_000 })
      await writePolicy(tx, 'wallet.limits', { pin_day_amount: 1_000_000, class_3_year_amount: 100_000_000 })
    })
  })
  after(async () => {
    assert.deepEqual(await world.wrongBooks(), [])
    await world.close()
    await bank.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const httpBank = (timeoutMs = 10_000) =>
    createHttpBank({ url: bank.url, timeoutMs, log: createLog({ level: 'silent' }) })
  const cardOf = async (trigger: string): Promise<PaymentMethod> => {
    const number = sandboxCardNumber({ trigger, last4: trigger.padStart(4, '6') })
    return {
      type: 'card',
      card_id: (await linkCard(world.deps, { customer_id: customer, number, holder_name: '陈默' })).id,
    }
  }
  const payBy = (method: PaymentMethod, order_id: string, patience = 10_000) =>
    payOrder(
      { ...world.deps, bank: httpBank(patience) },
      { customer_id: customer, order_id, method, payment_password: PIN },
      null,
    )

  it('a limit of the bank: cause with the numbers, and the balance as the safe way on', async () => {
    const method = await cardOf('101')
    const order_id = await world.order(128_600)
    const failed = await payBy(method, order_id)
    assert.partialDeepStrictEqual(failed, { failure_code: 'LIM_BANK', card_last4: '6101' })
    const diagnosis = await diagnose(world.db, failed.id)
    assert.equal(diagnosis.cause?.zh, '江岚银行限制这张卡单笔最多付 ¥1,000.00，这笔超出 ¥286.00。不是您操作有误。')
    assert.equal(diagnosis.next_step?.label.zh, '用余额付 ¥1,286.00')
    assert.equal((await world.pay(customer, order_id)).status, 'succeeded')
  })

  it('a stolen card is a plain decline, also in the bank’s words', async () => {
    const failed = await payBy(await cardOf('043'), await world.order())
    assert.equal(failed.failure_code, 'BANK_DECLINE')
    const diagnosis = await diagnose(world.db, failed.id)
    assert.doesNotMatch(JSON.stringify(diagnosis), /被窃|"43"|stolen/)
  })

  it('what must never be retried is refused by the server with its code; another card and the balance still pay', async () => {
    for (const [trigger, code] of [
      ['062', 'BANK_BLOCKED'],
      ['077', 'BANK_DECLINE'],
    ] as const) {
      const method = await cardOf(trigger)
      const order_id = await world.order()
      assert.equal((await payBy(method, order_id)).failure_code, code)
      const refused = await payBy(method, order_id)
      assert.equal(refused.failure_code, code)
      const asked = (await diagnose(world.db, refused.id)).timeline.filter(({ text }) => text.zh.startsWith('向'))
      assert.deepEqual(asked, [], 'the bank was not asked again')
      assert.equal((await payBy(method, order_id)).failure_code, code)
      assert.equal((await world.pay(customer, order_id)).status, 'succeeded')
    }
  })

  it('a decline that may be retried later is', async () => {
    const method = await cardOf('005')
    const order_id = await world.order()
    const first = await payBy(method, order_id)
    const second = await payBy(method, order_id)
    assert.deepEqual([first.failure_code, second.failure_code], ['BANK_DECLINE', 'BANK_DECLINE'])
    assert.ok((await diagnose(world.db, second.id)).timeline.some(({ text }) => text.zh.startsWith('向江岚银行请求')))
  })

  it('silence, a cut connection and the bank’s own doubt end as what the bank really did', async () => {
    const expected = [
      ['103', 'succeeded', null],
      ['104', 'failed', 'BAL_BANK'],
      ['106', 'succeeded', null],
      ['068', 'succeeded', null],
    ] as const
    await Promise.all(
      expected.map(async ([trigger, status, failure_code]) => {
        const unknown = await payBy(await cardOf(trigger), await world.order(), 2_000)
        assert.equal(unknown.status, 'unknown', trigger)
        await queryPayment(world.deps, unknown.id)
        const reader = { realm: 'customer', id: customer } as const
        assert.partialDeepStrictEqual(await getPayment(world.db, unknown.id, reader, world.deps.publicUrl), {
          status,
          failure_code,
        })
      }),
    )
  })

  it('the bank is killed with the money taken and the answer on its way: after its restart the payment succeeds, once', async () => {
    const order_id = await world.order()
    const unknown = await payBy(await cardOf('000'), order_id)
    assert.equal(unknown.status, 'succeeded')
    const cut = await payBy(
      (await listCardIds('106')) ?? assert.fail('the card was linked above'),
      await world.order(9_900),
    )
    assert.equal(cut.status, 'unknown')
    process.kill(bank.pid, 'SIGKILL')
    await bank.exited
    await queryPayment(world.deps, cut.id)
    assert.equal(
      (await getPayment(world.db, cut.id, { realm: 'customer', id: customer }, world.deps.publicUrl)).status,
      'unknown',
    )
    bank = await startSandboxBank({ dataDir: folder, port: bank.port, lateMs: 0 })
    await queryPayment(world.deps, cut.id)
    await queryPayment(world.deps, cut.id)
    assert.equal(
      (await getPayment(world.db, cut.id, { realm: 'customer', id: customer }, world.deps.publicUrl)).status,
      'succeeded',
    )
    const bills = await listTransactions(world.db, customer, { limit: 100, status: 'succeeded' })
    assert.equal(bills.items.filter(({ amount }) => amount.amount === 9_900).length, 1)
  })

  const listCardIds = async (trigger: string): Promise<PaymentMethod | undefined> => {
    const last4 = trigger.padStart(4, '6')
    const row = await world.db.selectFrom('bank_card').select('id').where('last4', '=', last4).executeTakeFirst()
    return row && { type: 'card', card_id: row.id }
  }
})
