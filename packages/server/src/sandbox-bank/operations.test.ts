import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openBank } from './bank.ts'
import { cardWorld, heard, testFolder } from './test-bank.ts'

describe('payouts and refunds', () => {
  it('happen once per id: the same request gets the same answer, other content is refused', () => {
    const world = cardWorld()
    world.debit(5_000, { id: 'd' })
    const first = [world.payout(100, { id: 'a' }), world.refund('d', 100, { id: 'a' })]
    assert.deepEqual([world.payout(100, { id: 'a' }), world.refund('d', 100, { id: 'a' })], first)
    assert.equal(heard(world.payout(101, { id: 'a' })), 'id_reused')
    assert.equal(heard(world.refund('d', 101, { id: 'a' })), 'id_reused')
    assert.equal(heard(world.refund('other', 100, { id: 'a' })), 'id_reused')
    assert.equal(world.books().length, 3)
    world.bank.close()
  })

  it('an id of one kind says nothing of another', () => {
    const world = cardWorld()
    world.payout(100, { id: 'a' })
    assert.deepEqual(world.bank.stateOf('debit', 'a'), { status: 'not_found' })
    assert.equal(heard(world.debit(999, { id: 'a' })), 'approved')
    world.bank.close()
  })

  it('are refused after their time, and never happen', () => {
    const world = cardWorld()
    world.debit(5_000, { id: 'd' })
    const expires_at = world.fromNow(-1)
    assert.equal(heard(world.payout(100, { id: 'a', expires_at })), 'expired')
    assert.equal(heard(world.refund('d', 100, { id: 'a', expires_at })), 'expired')
    assert.deepEqual(world.bank.stateOf('payout', 'a'), { status: 'not_found' })
    assert.deepEqual(world.bank.stateOf('refund', 'a'), { status: 'not_found' })
    world.bank.close()
  })

  it('parts of a debit are refunded until nothing is left, a declined refund counting for nothing', () => {
    const world = cardWorld('134')
    world.debit(1_000, { id: 'd' })
    world.refund('d', 700, { id: 'a' })
    assert.equal(heard(world.refund('d', 301, { id: 'b' })), 'refund_exceeds')
    world.pass(60_000)
    assert.equal(world.bank.stateOf('refund', 'a').status, 'declined')
    assert.equal(heard(world.refund('d', 1_000, { id: 'b' })), 'silent')
    world.bank.close()
  })

  it('nothing is refunded of a debit that took no money, as long as it took none', () => {
    const declined = cardWorld('051')
    declined.debit(1_000, { id: 'd' })
    assert.equal(heard(declined.refund('d', 1)), 'debit_not_charged')
    declined.bank.close()
    const late = cardWorld('115')
    late.debit(1_000, { id: 'd' })
    assert.equal(heard(late.refund('d', 1_000)), 'debit_not_charged')
    late.pass(20 * 60_000)
    assert.equal(heard(late.refund('d', 1_000)), 'approved')
    late.bank.close()
  })

  it('what was charged though it was declined can be refunded', () => {
    const world = cardWorld('111')
    world.debit(1_000, { id: 'd' })
    assert.equal(heard(world.refund('d', 1_000)), 'approved')
    world.bank.close()
  })

  it('are remembered, with what was refunded of a debit, and the clock and the downtime too', () => {
    const folder = testFolder()
    const first = cardWorld(undefined, { folder })
    first.debit(1_000, { id: 'd' })
    first.refund('d', 600, { id: 'a' })
    first.payout(50, { id: 'p' })
    first.pass(3_600_000)
    first.bank.close()
    const second = cardWorld(undefined, { folder })
    assert.equal(heard(second.refund('d', 600, { id: 'a' })), 'approved')
    assert.equal(heard(second.refund('d', 401, { id: 'b' })), 'refund_exceeds')
    assert.equal(second.bank.stateOf('payout', 'p').status, 'approved')
    const expires_at = new Date(Date.now() + 1_800_000).toISOString()
    assert.equal(heard(second.payout(1, { id: 'q', expires_at })), 'expired')
    second.bank.goDown(60)
    second.bank.close()
    const third = cardWorld(undefined, { folder })
    assert.equal(third.bank.isDown(), true)
    third.bank.close()
  })

  it('a bank that is down says of what is new that nothing is kept, and of what it knows nothing', () => {
    const world = cardWorld()
    world.debit(1_000, { id: 'd' })
    world.bank.goDown(60)
    assert.equal(heard(world.debit(1_000, { id: 'd' })), 'unavailable')
    assert.equal(heard(world.debit(1_000, { id: 'e' })), 'bank_down')
    world.bank.goDown(0)
    assert.equal(heard(world.debit(1_000, { id: 'd' })), 'approved')
    assert.deepEqual(world.bank.stateOf('debit', 'e'), { status: 'not_found' })
    world.bank.close()
  })

  it('reads the debits that a bank before payouts wrote down', () => {
    const folder = testFolder()
    const debit = {
      id: 'old',
      token: 'bt_1',
      amount: 5,
      currency: 'CNY',
      outcome: { status: 'approved' },
      decided_at: 1,
    }
    writeFileSync(join(folder, 'journal.jsonl'), `${JSON.stringify({ type: 'debit', debit })}\n`)
    const bank = openBank({ folder, lateMs: 0 })
    assert.deepEqual(bank.stateOf('debit', 'old'), { status: 'approved', at: '1970-01-01T00:00:00.001Z' })
    bank.close()
  })
})
