import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld, PIN } from '../../../../tests/support/money-world.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { authorise, lockCustomer } from '../identity/index.ts'
import { DAY, inTx, moveClock, now, timestamp, writePolicy } from '../platform/index.ts'
import { recordTransaction, type NewTransaction } from './bills.ts'
import { limitRefusal, nextChinaDay, type Strength } from './limits.ts'
import { getLimits, setOwnLimits } from './own-limits.ts'

describe('limits', () => {
  let world: MoneyWorld
  let travelled = 0
  const travel = (ms: number): void => {
    moveClock(ms)
    travelled += ms
  }
  before(async () => {
    world = await openMoneyWorld()
  })
  afterEach(() => {
    moveClock(-travelled)
    travelled = 0
  })
  after(() => world.close())

  const used = (customer_id: string, amount: number, more: Partial<NewTransaction> = {}) =>
    inTx(world.db, (tx) =>
      recordTransaction(tx, {
        customer_id,
        kind: 'transfer',
        direction: 'out',
        amount,
        currency: 'CNY',
        status: 'succeeded',
        counterparty: { zh: '林*', en: 'L.' },
        category: 'person',
        method: 'balance',
        ...more,
      }),
    )
  const ask = (
    customer_id: string,
    total: number,
    more: { from_balance?: number; strength?: Strength; at?: string } = {},
  ) =>
    inTx(world.db, (tx) =>
      limitRefusal(tx, { customer_id, total, from_balance: total, strength: 'passkey', at: timestamp(), ...more }),
    )
  const own = (customer_id: string, per_payment: number | null, per_day: number | null, payment_password?: string) =>
    setOwnLimits(
      world.db,
      customer_id,
      {
        per_payment: per_payment === null ? null : money(per_payment),
        per_day: per_day === null ? null : money(per_day),
        payment_password,
      },
      { kind: 'customer', id: customer_id },
    )
  /** Puts the clock a little after the last New Year in China. */
  const afterNewYear = (): string => {
    const year = now().getUTCFullYear() + 1
    travel(Date.UTC(year, 0, 3) - now().getTime())
    return new Date(Date.UTC(year, 0, 1) - 8 * 3_600_000).toISOString()
  }

  it('class I: 1,000 yuan from the balance in the life of the account', async () => {
    const customer = await world.customer(0, { level: 1 })
    await used(customer, 60_000, { at: '2019-05-01T00:00:00.000Z' })
    assert.equal(await ask(customer, 40_000), null)
    assert.deepEqual(await ask(customer, 40_001), {
      failure_code: 'LIM_CLASS',
      limit: { kind: 'class', limit: money(100_000), used: money(60_000), resets_at: null },
    })
  })

  it('class II: 100,000 yuan, class III: 200,000 yuan a year of the calendar in China', async () => {
    const newYear = afterNewYear()
    const justBefore = new Date(Date.parse(newYear) - 1).toISOString()
    for (const [level, limit] of [
      [2, 10_000_000],
      [3, 20_000_000],
    ] as const) {
      const customer = await world.customer(0, { level })
      await used(customer, 9_000_000, { at: justBefore })
      assert.equal(await ask(customer, limit), null)
      await used(customer, 9_000_000, { at: newYear })
      assert.equal(await ask(customer, limit - 9_000_000), null)
      assert.partialDeepStrictEqual(await ask(customer, limit - 9_000_000 + 1), {
        failure_code: 'LIM_CLASS',
        limit: { kind: 'class', used: money(9_000_000) },
      })
    }
  })

  it('what does not fit because of what was used says when there is more; what is above the whole limit says never', async () => {
    const newYear = afterNewYear()
    const customer = await world.customer(0, { level: 2 })
    await used(customer, 1, { at: newYear })
    const next = `${new Date(Date.parse(newYear)).getUTCFullYear() + 1}-12-31T16:00:00.000Z`
    assert.equal((await ask(customer, 10_000_000))?.limit?.resets_at, next)
    assert.equal((await ask(customer, 10_000_001))?.limit?.resets_at, null)
  })

  it('a day: 1,000 yuan with the payment password, 5,000 with a second factor, with a passkey only the class counts', async () => {
    const customer = await world.customer()
    await used(customer, 100_000)
    assert.deepEqual(await ask(customer, 1, { strength: 'pin' }), {
      failure_code: 'LIM_AUTH_DAY',
      limit: {
        kind: 'auth_day',
        limit: money(100_000),
        used: money(100_000),
        resets_at: nextChinaDay(timestamp()),
      },
    })
    assert.equal(await ask(customer, 400_000, { strength: 'second_factor' }), null)
    assert.equal((await ask(customer, 400_001, { strength: 'second_factor' }))?.failure_code, 'LIM_AUTH_DAY')
    assert.equal(await ask(customer, 400_001), null)
    travel(DAY)
    assert.equal(await ask(customer, 100_000, { strength: 'pin' }), null)
  })

  it('counts payments and transfers from the balance that went through or still may, and nothing else', async () => {
    const customer = await world.customer()
    for (const status of ['succeeded', 'pending', 'unknown'] as const) await used(customer, 10_000, { status })
    await used(customer, 70_000, { kind: 'payment', method: 'balance_and_card', from_balance: 20_000 })
    await used(customer, 90_000, { status: 'failed', failure_code: 'BAL_WALLET' })
    await used(customer, 90_000, { kind: 'withdrawal' })
    await used(customer, 90_000, { direction: 'in' })
    await used(customer, 90_000, { kind: 'top_up', direction: 'in', method: 'card' })
    await used(customer, 90_000, { kind: 'payment', method: 'card' })
    const { used_today, class: level, own: mine } = await getLimits(world.db, customer)
    assert.deepEqual([used_today, level.used, mine.used_today], [money(50_000), money(50_000), money(190_000)])
    assert.equal(await ask(customer, 50_000, { strength: 'pin' }), null)
    assert.equal((await ask(customer, 50_001, { strength: 'pin' }))?.failure_code, 'LIM_AUTH_DAY')
  })

  it('by card alone neither class nor strength counts, only the customer’s own limits', async () => {
    const customer = await world.customer(0, { level: 1 })
    assert.equal(await ask(customer, 5_000_000, { from_balance: 0, strength: 'pin' }), null)
    await own(customer, 50_000, null)
    assert.deepEqual(await ask(customer, 50_001, { from_balance: 0, strength: 'pin' }), {
      failure_code: 'LIM_OWN',
      limit: { kind: 'own_payment', limit: money(50_000), used: money(0), resets_at: null },
    })
    assert.equal(await ask(customer, 50_000, { from_balance: 0, strength: 'pin' }), null)
  })

  it('the customer’s own limit of a day counts balance and cards together', async () => {
    const customer = await world.customer()
    await own(customer, null, 30_000)
    await used(customer, 10_000)
    await used(customer, 15_000, { kind: 'payment', method: 'card' })
    assert.equal(await ask(customer, 5_000), null)
    assert.deepEqual(await ask(customer, 5_001), {
      failure_code: 'LIM_OWN',
      limit: { kind: 'own_day', limit: money(30_000), used: money(25_000), resets_at: nextChinaDay(timestamp()) },
    })
  })

  it('an operator’s change counts from the next payment on', async () => {
    const customer = await world.customer()
    const change = (value: number | null) =>
      inTx(world.db, (tx) => writePolicy(tx, 'wallet.limits', { pin_day_amount: value }))
    await change(5_000)
    assert.equal((await ask(customer, 5_001, { strength: 'pin' }))?.failure_code, 'LIM_AUTH_DAY')
    await change(null)
    assert.equal(await ask(customer, 5_001, { strength: 'pin' }), null)
  })

  it('of two at once that both fit alone, only one fits: the customer’s row makes them wait', async () => {
    const customer = await world.customer()
    const one = () =>
      inTx(world.db, async (tx) => {
        const confirmed = { customer_id: customer, payment_password: PIN, binding: Buffer.from('x') }
        await authorise(tx, { ...confirmed, config: world.deps.config })
        const at = timestamp()
        const amounts = { total: 60_000, from_balance: 60_000 }
        const refusal = await limitRefusal(tx, { customer_id: customer, ...amounts, strength: 'pin', at })
        if (!refusal)
          await recordTransaction(tx, {
            customer_id: customer,
            kind: 'transfer',
            direction: 'out',
            amount: 60_000,
            currency: 'CNY',
            status: 'succeeded',
            counterparty: { zh: '林*', en: 'L.' },
            category: 'person',
            method: 'balance',
          })
        return refusal?.failure_code ?? 'fits'
      })
    const results = await Promise.all([one(), one(), one()])
    assert.deepEqual(results.toSorted(), ['LIM_AUTH_DAY', 'LIM_AUTH_DAY', 'fits'])
  })

  describe('the customer’s own', () => {
    it('are set and lowered freely, raised and removed with the payment password; each change is on record', async () => {
      const customer = await world.customer()
      assert.deepEqual((await own(customer, 50_000, 80_000)).own, {
        per_payment: money(50_000),
        per_day: money(80_000),
        used_today: money(0),
      })
      await own(customer, 40_000, 80_000)
      for (const [per_payment, per_day] of [
        [40_001, 80_000],
        [40_000, 80_001],
        [null, 80_000],
        [40_000, null],
      ] as const)
        await assert.rejects(own(customer, per_payment, per_day), refusedWith('PAYMENT_PASSWORD_NEEDED'))
      assert.equal((await getLimits(world.db, customer)).own.per_payment?.amount, 40_000)
      assert.equal((await own(customer, null, 90_000, PIN)).own.per_day?.amount, 90_000)
      const record = await listAudit(world.db, customer)
      assert.deepEqual(
        record.filter(({ action }) => action === 'customer.own_limits_set').map(({ detail }) => detail),
        [
          { per_payment: 50_000, per_day: 80_000 },
          { per_payment: 40_000, per_day: 80_000 },
          { per_payment: null, per_day: 90_000 },
        ],
      )
    })

    it('a wrong payment password changes nothing and counts as a failure; the fifth locks it', async () => {
      const customer = await world.customer()
      await own(customer, 50_000, 80_000)
      for (let left = 4; left >= 1; left--)
        await assert.rejects(own(customer, null, null, '111222'), refusedWith('PAYMENT_PASSWORD_WRONG'))
      await assert.rejects(own(customer, null, null, '111222'), refusedWith('PAYMENT_PASSWORD_LOCKED'))
      await assert.rejects(own(customer, null, null, PIN), refusedWith('PAYMENT_PASSWORD_LOCKED'))
      assert.equal((await getLimits(world.db, customer)).own.per_payment?.amount, 50_000)
    })

    it('one payment cannot be allowed more than a day, and only yuan count', async () => {
      const customer = await world.customer()
      await assert.rejects(own(customer, 50_000, 49_999), refusedWith('OWN_LIMITS_CROSSED'))
      const dollars = { per_payment: money(5, 'USD'), per_day: null }
      await assert.rejects(
        setOwnLimits(world.db, customer, dollars, { kind: 'customer', id: customer }),
        refusedWith('CURRENCY_UNSUPPORTED'),
      )
    })
  })

  it('are shown with what is used of them', async () => {
    const customer = await world.customer(0, { level: 2 })
    await used(customer, 12_300)
    assert.deepEqual(await getLimits(world.db, customer), {
      verification_class: 2,
      class: { limit: money(10_000_000), used: money(12_300), period: 'year' },
      day: [
        { strength: 'pin', limit: money(100_000) },
        { strength: 'second_factor', limit: money(500_000) },
        { strength: 'passkey', limit: null },
      ],
      used_today: money(12_300),
      own: { per_payment: null, per_day: null, used_today: money(12_300) },
      resets_at: nextChinaDay(timestamp()),
    })
    await assert.rejects(getLimits(world.db, 'cus_0'), refusedWith('NOT_FOUND'))
    await assert.rejects(
      inTx(world.db, (tx) => lockCustomer(tx, 'cus_0')),
      refusedWith('NOT_FOUND'),
    )
  })
})
