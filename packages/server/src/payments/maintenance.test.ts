import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { fromNow, HOUR, inTx, moveClock, newId } from '../platform/index.ts'
import { diagnose, setMaintenance } from './index.ts'
import { getServiceStatus, notifyWhenBack, tellMaintenanceOver } from './maintenance.ts'

describe('maintenance', () => {
  let world: MoneyWorld
  let customer: string
  before(async () => {
    world = await openMoneyWorld()
    customer = await world.customer(10_000)
  })
  after(() => world.close())

  const doer = { kind: 'staff', id: newId('staff') } as const
  const set = (until: string | null) => inTx(world.db, (tx) => setMaintenance(tx, { until, doer }))
  const told = async (): Promise<string[]> => {
    const rows = await world.db
      .selectFrom('outbound_message')
      .select('template')
      .where('customer_id', '=', customer)
      .execute()
    return rows.map(({ template }) => template)
  }

  it('while it lasts nothing is paid, the customer learns until when, and whoever asked is told once when it is over', async (t) => {
    const until = fromNow(HOUR)
    assert.deepEqual(await set(until), { maintenance_until: until })
    assert.equal((await getServiceStatus(world.db)).maintenance_until, until)
    const refused = await world.pay(customer, await world.order())
    assert.partialDeepStrictEqual(refused, { failure_code: 'SYS_MAINT', money_moved: 'no', locked_until: until })
    assert.equal((await diagnose(world.db, refused.id)).next_step?.action, 'notify_me')

    for (let n = 0; n < 2; n++)
      assert.deepEqual(await inTx(world.db, (tx) => notifyWhenBack(tx, customer)), { maintenance_until: until })
    const later = fromNow(2 * HOUR)
    await set(later)
    moveClock(HOUR)
    t.after(() => moveClock(-2 * HOUR))
    assert.equal(await inTx(world.db, (tx) => tellMaintenanceOver(tx)), 0, 'it was prolonged')
    assert.deepEqual(await told(), [])
    assert.equal(await world.waitingJobs('payments:maintenance_over'), 1)
    moveClock(HOUR)
    assert.equal((await getServiceStatus(world.db)).maintenance_until, null)
    assert.equal(await inTx(world.db, (tx) => tellMaintenanceOver(tx)), 1)
    assert.equal(await inTx(world.db, (tx) => tellMaintenanceOver(tx)), 0)
    assert.deepEqual(await told(), ['maintenance_over'])
    assert.equal((await diagnose(world.db, refused.id)).next_step?.action, 'new_order')
    assert.equal((await world.pay(customer, await world.order())).status, 'succeeded')
  })

  it('ended early it is over at once; a time that has passed is refused; with none there is nothing to wait for', async () => {
    await set(fromNow(HOUR))
    await set(null)
    assert.equal((await world.pay(customer, await world.order(100))).status, 'succeeded')
    await assert.rejects(set(fromNow(-1_000)), { code: 'INPUT_INVALID' })
    assert.deepEqual(await inTx(world.db, (tx) => notifyWhenBack(tx, customer)), { maintenance_until: null })
  })
})
