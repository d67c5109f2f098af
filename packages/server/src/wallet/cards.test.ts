import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { makeCardDefault } from './cards.ts'
import { getWallet, linkCard, removeCard } from './index.ts'

describe('several cards', () => {
  let world: MoneyWorld
  before(async () => {
    world = await openMoneyWorld()
  })
  after(() => world.close())

  const defaults = async (customer_id: string): Promise<boolean[]> =>
    (await getWallet(world.db, customer_id)).cards.map((card) => card.is_default)
  const link = async (customer_id: string, number: string): Promise<string> =>
    (await linkCard(world.deps, { customer_id, number, holder_name: '陈默' })).id
  const choose = (customer_id: string, card_id: string) =>
    makeCardDefault(world.db, { customer_id, card_id, doer: { kind: 'customer', id: customer_id } })
  const three = async () => {
    const customer_id = await world.customer()
    const cards = []
    for (const end of ['1', '2', '3']) cards.push(await link(customer_id, `621700000000000${end}`))
    const [first = '', second = '', third = ''] = cards
    return { customer_id, first, second, third }
  }

  it('the first card linked is the one offered first, the next ones are not', async () => {
    const { customer_id } = await three()
    assert.deepEqual(await defaults(customer_id), [true, false, false])
  })

  it('only a card in one’s own name is linked; the bank is not asked about another', async () => {
    const customer_id = await world.customer()
    const card = { customer_id, number: '6217000000000777' }
    const { asked } = world.bank
    await assert.rejects(linkCard(world.deps, { ...card, holder_name: '陈思远' }), refusedWith('CARD_NAME_DIFFERS'))
    assert.equal(world.bank.asked, asked)
    assert.deepEqual(await defaults(customer_id), [])
    assert.equal((await linkCard(world.deps, { ...card, holder_name: ' 陈 默 ' })).is_default, true)
  })

  it('a customer chooses another, and that is on record; choosing it again changes nothing', async () => {
    const { customer_id, second } = await three()
    assert.partialDeepStrictEqual(await choose(customer_id, second), { id: second, is_default: true })
    assert.partialDeepStrictEqual(await choose(customer_id, second), { id: second, is_default: true })
    assert.deepEqual(await defaults(customer_id), [false, true, false])
    assert.partialDeepStrictEqual(await listAudit(world.db, second), [{ action: 'card.made_default' }])
    assert.equal((await listAudit(world.db, second)).length, 1)
  })

  it('when the default is unlinked the oldest other one is it; unlinking another changes nothing', async () => {
    const { customer_id, first, third } = await three()
    await choose(customer_id, third)
    await removeCard(world.db, { customer_id, card_id: third })
    assert.deepEqual(await defaults(customer_id), [true, false])
    await removeCard(world.db, { customer_id, card_id: first })
    assert.deepEqual(await defaults(customer_id), [true])
    const { customer_id: another, second } = await three()
    await removeCard(world.db, { customer_id: another, card_id: second })
    assert.deepEqual(await defaults(another), [true, false])
  })

  it('after the last one was unlinked the next one linked is the default', async () => {
    const customer_id = await world.customer()
    await removeCard(world.db, { customer_id, card_id: await link(customer_id, '6217000000000009') })
    assert.deepEqual(await defaults(customer_id), [])
    await link(customer_id, '6217000000000008')
    assert.deepEqual(await defaults(customer_id), [true])
  })

  it('a card of somebody else and an unlinked one cannot be chosen', async () => {
    const { customer_id, first, second } = await three()
    const stranger = await world.customer()
    await assert.rejects(choose(stranger, first), refusedWith('NOT_FOUND'))
    await removeCard(world.db, { customer_id, card_id: second })
    await assert.rejects(choose(customer_id, second), refusedWith('NOT_FOUND'))
  })

  it('whatever happens at once, exactly one is the default', async () => {
    const customer_id = await world.customer()
    const cards = await Promise.all(
      Array.from({ length: 5 }, (_, index) => link(customer_id, `621700000000010${index}`)),
    )
    assert.deepEqual((await defaults(customer_id)).filter(Boolean), [true])
    const [first = '', second = '', third = ''] = cards
    await Promise.all([
      choose(customer_id, third),
      removeCard(world.db, { customer_id, card_id: first }),
      choose(customer_id, second),
      link(customer_id, '6217000000000199'),
    ])
    assert.deepEqual((await defaults(customer_id)).filter(Boolean), [true])
  })
})
