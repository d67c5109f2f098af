import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { getCustomer } from '../identity/index.ts'
import { AppError, DAY, HOUR, moveClock } from '../platform/index.ts'
import { walletJobs } from './index.ts'
import { findPayee, listPayees, payeeOf } from './payees.ts'
import { getReceiveCode, renewReceiveCode } from './receive-code.ts'

describe('payees', () => {
  let world: MoneyWorld
  let people: ReturnType<typeof peopleOf>
  let travelled = 0
  before(async () => {
    world = await openMoneyWorld()
    people = peopleOf(world)
  })
  afterEach(() => {
    moveClock(-travelled)
    travelled = 0
  })
  after(() => world.close())

  const travel = (ms: number): void => {
    moveClock(ms)
    travelled += ms
  }
  const phoneOf = async (customer: string): Promise<string> => (await getCustomer(world.db, customer)).phone ?? ''
  const find = (customer: string, identifier: string) => findPayee(world.db, customer, { identifier })
  const codeOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
  const nobody = '+8613900000000'

  it('somebody is found by their phone, however it is typed, and told as a masked name and the masked phone only', async () => {
    const [me, friend] = [await world.customer(), await world.customer(0, { name: '陈思远' })]
    const phone = await phoneOf(friend)
    const payee = await find(me, ` ${phone.slice(3, 6)}-${phone.slice(6)} `)
    assert.deepEqual(payee, {
      id: payee.id,
      masked_name: '陈*远',
      masked_address: `138****${phone.slice(-4)}`,
      known: false,
      last_used_at: null,
    })
    assert.ok(!JSON.stringify(payee).includes(friend))
    assert.equal((await find(me, phone)).id, payee.id)
  })

  it('found again by code, the payee is the same and keeps the address it was found by', async () => {
    const [me, friend, other] = [await world.customer(), await world.customer(), await world.customer()]
    const { url, masked_name } = await getReceiveCode(world.deps, friend)
    assert.match(url, /^https:\/\/topay\.example\/to\/[0-9A-Za-z]{20}$/)
    assert.equal(masked_name, '陈*')
    const byCode = await findPayee(world.db, me, { code: codeOf(url) })
    assert.equal(byCode.masked_address, null)
    const byPhone = await find(me, await phoneOf(friend))
    const again = await findPayee(world.db, me, { code: codeOf(url) })
    assert.equal(byPhone.id, byCode.id)
    assert.deepEqual(again, byPhone)
    assert.notEqual((await findPayee(world.db, other, { code: codeOf(url) })).id, byCode.id)
  })

  it('a receive code stays until it is renewed; the old one ends at once', async () => {
    const [me, friend] = [await world.customer(), await world.customer()]
    const [first, same] = await Promise.all([getReceiveCode(world.deps, friend), getReceiveCode(world.deps, friend)])
    assert.deepEqual(first, same)
    const renewed = await renewReceiveCode(world.deps, friend)
    assert.notEqual(renewed.url, first.url)
    assert.deepEqual(await getReceiveCode(world.deps, friend), renewed)
    await assert.rejects(findPayee(world.db, me, { code: codeOf(first.url) }), refusedWith('PAYEE_NOT_FOUND'))
    assert.equal((await findPayee(world.db, me, { code: codeOf(renewed.url) })).masked_name, '陈*')
  })

  it('nobody, oneself and what is no address are told apart', async () => {
    const me = await world.customer()
    await assert.rejects(find(me, nobody), refusedWith('PAYEE_NOT_FOUND'))
    await assert.rejects(find(me, 'nobody@example.com'), refusedWith('PAYEE_NOT_FOUND'))
    await assert.rejects(find(me, await phoneOf(me)), refusedWith('PAYEE_IS_YOU'))
    await assert.rejects(find(me, '12'), refusedWith('IDENTIFIER_INVALID'))
  })

  it('after 20 searches in an hour that found nobody there are no more; a receive code still works', async () => {
    const [me, friend] = [await world.customer(), await world.customer()]
    const phone = await phoneOf(friend)
    for (let i = 0; i < 20; i++) await assert.rejects(find(me, nobody), refusedWith('PAYEE_NOT_FOUND'))
    await assert.rejects(find(me, phone), (error) => error instanceof AppError && error.code === 'PAYEE_LOOKUPS_USED')
    const { url } = await getReceiveCode(world.deps, friend)
    assert.equal((await findPayee(world.db, me, { code: codeOf(url) })).masked_name, '陈*')
    travel(HOUR)
    assert.equal((await find(me, phone)).masked_name, '陈*')
  })

  it('200 searches a day, found or not; the answer says when the next one is', async () => {
    const [me, friend] = [await world.customer(), await world.customer()]
    const phone = await phoneOf(friend)
    for (let i = 0; i < 200; i++) await find(me, phone)
    await assert.rejects(find(me, phone), (error) => {
      assert.ok(error instanceof AppError && error.code === 'PAYEE_LOOKUPS_USED')
      const left = Date.parse(error.retryAt ?? '') - Date.now()
      return left > DAY - HOUR && left <= DAY
    })
    travel(DAY)
    await find(me, phone)
    travel(6 * DAY + HOUR)
    await walletJobs(world.deps)['wallet:prune']?.({})
    const left = await world.db.selectFrom('payee_lookup').select('id').where('customer_id', '=', me).execute()
    assert.equal(left.length, 1)
  })

  it('searches made at once are counted one by one', async () => {
    const me = await world.customer()
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => find(me, nobody)))
    const codes = results.map((result) => result.status === 'rejected' && (result.reason as AppError).code)
    assert.equal(codes.filter((code) => code === 'PAYEE_NOT_FOUND').length, 20)
    assert.equal(codes.filter((code) => code === 'PAYEE_LOOKUPS_USED').length, 10)
  })

  it('an id of a payee is worth nothing to anybody else', async () => {
    const [me, friend, thief] = [await world.customer(), await world.customer(), await world.customer()]
    const { id } = await find(me, await phoneOf(friend))
    assert.equal((await payeeOf(world.db, me, id)).payee_customer_id, friend)
    await assert.rejects(payeeOf(world.db, thief, id), refusedWith('NOT_FOUND'))
  })

  it('the list has who was paid, the latest first, not who was only looked up', async () => {
    const me = await world.customer(10_000)
    const [an, bo, never] = [await world.customer(), await world.customer(), await world.customer()]
    await find(me, await phoneOf(never))
    await people.send(me, an, 100)
    await people.send(me, bo, 100)
    await people.send(me, an, 100)
    const { items } = await listPayees(world.db, me)
    assert.deepEqual(
      items.map(({ id, known }) => [id, known]),
      [
        [await people.knows(me, an), true],
        [await people.knows(me, bo), true],
      ],
    )
  })
})
