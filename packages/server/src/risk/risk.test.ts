import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { inTx, MINUTE, moveClock, newId } from '../platform/index.ts'
import { liftRiskFlag, listRiskFlags, raiseRiskFlag, riskRefusal } from './index.ts'

describe('risk', () => {
  let world: MoneyWorld
  let moved = 0
  before(async () => {
    world = await openMoneyWorld()
  })
  afterEach(() => {
    moveClock(-moved)
    moved = 0
  })
  after(() => world.close())

  const doer = { kind: 'staff', id: newId('staff') } as const
  const raise = (subject_id: string, level: 'suspicious_payee' | 'restricted', told?: { zh: string; en: string }) =>
    inTx(world.db, (tx) => raiseRiskFlag(tx, { subject_id, level, reason: '多次投诉', told_reason: told, doer }))
  const lift = (id: string) => inTx(world.db, (tx) => liftRiskFlag(tx, { id, doer }))
  const asked = (payer_id: string, payee_id = world.merchant.id) =>
    inTx(world.db, (tx) => riskRefusal(tx, { payer_id, payee_id }))

  it('nothing stands against ordinary people', async () => {
    assert.equal(await asked(await world.customer(), await world.customer()), null)
  })

  it('a restricted customer pays nobody and is told why; a suspicious payee is paid by nobody; until the flag is lifted', async () => {
    const [customer, other] = [await world.customer(), await world.customer()]
    const told = { zh: '近期有多笔异常交易', en: 'Several unusual payments lately' }
    const restricted = await raise(customer, 'restricted', told)
    assert.deepEqual(await asked(customer), { failure_code: 'RISK_ACCT', told_reason: told })
    assert.equal(await asked(other, customer), null, 'being paid is not restricted')
    const warned = await raise(other, 'suspicious_payee')
    assert.deepEqual(await asked(await world.customer(), other), { failure_code: 'RISK_PAYEE' })
    assert.equal(await asked(other), null, 'paying is not what was warned of')
    await lift(restricted.id)
    await lift(warned.id)
    assert.equal(await asked(customer, other), null)
    await assert.rejects(lift(warned.id), { code: 'NOT_FOUND' })
  })

  it('flags are listed the latest first, by page and by whom they are about; each deed is on record', async () => {
    const customer = await world.customer()
    const ids = [(await raise(customer, 'restricted')).id, (await raise(customer, 'suspicious_payee')).id].toReversed()
    const first = await listRiskFlags(world.db, { subject_id: customer, limit: 1 })
    const second = await listRiskFlags(world.db, { subject_id: customer, limit: 1, cursor: first.next_cursor ?? '' })
    assert.deepEqual([first.items[0]?.id, second.items[0]?.id], ids)
    assert.equal(second.next_cursor, null)
    const audited = await world.db
      .selectFrom('audit_entry')
      .select('action')
      .where('subject', '=', customer)
      .orderBy('seq')
      .execute()
    assert.deepEqual(audited, [{ action: 'risk_flag.raised' }, { action: 'risk_flag.raised' }])
  })

  it('who does not exist cannot be flagged, and a merchant, who pays nothing, cannot be restricted', async () => {
    await assert.rejects(raise(newId('customer'), 'restricted'), { code: 'NOT_FOUND' })
    await assert.rejects(raise(world.merchant.id, 'restricted'), { code: 'INPUT_INVALID' })
  })

  it('more than ten refusals in ten minutes stop further tries until they lie back; being stopped does not count', async () => {
    const customer = await world.customer(1)
    for (let n = 0; n < 11; n++) {
      const refused = await world.pay(customer, await world.order())
      assert.equal(refused.failure_code, 'BAL_WALLET')
    }
    for (let n = 0; n < 3; n++)
      assert.equal((await world.pay(customer, await world.order())).failure_code, 'RISK_REJECT')
    moveClock(10 * MINUTE + 1_000)
    moved += 10 * MINUTE + 1_000
    assert.equal(await asked(customer), null)
  })
})
