import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld } from '../../../../../tests/support/money-world.ts'
import { HOUR, inTx, type MerchantActor, MINUTE, moveClock } from '../../platform/index.ts'
import { chinaClock } from '../../wallet/index.ts'
import { createMerchant, createOrder, getOrder } from '../index.ts'
import { closeOrder, listMerchantOrders } from '../orders.ts'
import { lockExpiredOrders } from '../queries.ts'
import {
  createApiKey,
  exportSettlementStatement,
  getSettlementStatement,
  listApiKeys,
  merchantAuthenticator,
  revokeApiKey,
  rotateApiKey,
  setRefundTerms,
} from './index.ts'

describe('merchants', () => {
  let world: MoneyWorld
  let moved = 0
  const move = (ms: number): void => {
    moveClock(ms)
    moved += ms
  }
  before(async () => {
    world = await openMoneyWorld()
  })
  after(async () => {
    moveClock(-moved)
    await world.close()
  })

  const shop = async () => {
    const { id, api_key } = await createMerchant(world.db, { name: { zh: '店', en: 'Shop' }, category: 'books' })
    return { id, api_key, actor: (await signIn(api_key)) ?? assert.fail('the first key is good') }
  }
  const signIn = (key: string): Promise<MerchantActor | null> => merchantAuthenticator(world.db)(key)
  const order = (
    merchant_id: string,
    amount = 100,
    more: { merchant_reference?: string; expires_in_minutes?: number } = {},
  ) =>
    inTx(world.db, (tx) =>
      createOrder(tx, { merchant_id, customer_id: null, amount: money(amount), description: '=书', ...more }),
    )
  const read = (id: string, order_id: string) =>
    getOrder(world.db, order_id, { realm: 'merchant', id }, world.deps.publicUrl)

  it('a key opens what it may and no more; it makes keys that may no more than itself', async () => {
    const { actor } = await shop()
    const key = await inTx(world.db, (tx) => createApiKey(tx, actor, { name: 'till', scopes: ['orders:write'] }))
    assert.match(key.key, /^mk_/)
    assert.equal(key.hint, `mk_…${key.key.slice(-4)}`)
    const till = await signIn(key.key)
    assert.partialDeepStrictEqual(till, { id: actor.id, scopes: ['orders:write'] })
    assert.ok(till)
    await assert.rejects(
      inTx(world.db, (tx) => createApiKey(tx, till, { name: 'more', scopes: ['orders:write', 'keys:write'] })),
      { code: 'KEY_SCOPE_MISSING' },
    )
    await assert.rejects(
      inTx(world.db, (tx) => rotateApiKey(tx, till, { api_key_id: actor.key_id, overlap_hours: 0 })),
      { code: 'KEY_SCOPE_MISSING' },
    )
    const stored = await world.db.selectFrom('merchant_api_key').selectAll().where('id', '=', key.id).executeTakeFirst()
    assert.ok(!JSON.stringify(stored).includes(key.key.slice(3)), 'only a hash is kept')
  })

  it('a rotated key goes on for the overlap, a revoked one ends at once, an expired one by itself', async () => {
    const { actor, api_key } = await shop()
    const next = await inTx(world.db, (tx) => rotateApiKey(tx, actor, { api_key_id: actor.key_id, overlap_hours: 24 }))
    assert.deepEqual([(await signIn(api_key))?.id, (await signIn(next.key))?.id], [actor.id, actor.id])
    assert.deepEqual((await listApiKeys(world.db, actor.id)).items.length, 2)
    move(24 * HOUR)
    assert.equal(await signIn(api_key), null)
    assert.deepEqual(
      (await listApiKeys(world.db, actor.id)).items.map(({ id }) => id),
      [next.id],
    )
    const renewed = (await signIn(next.key)) ?? assert.fail('the new key is good')
    const expires_at = new Date(Date.now() + moved + HOUR).toISOString()
    const short = await inTx(world.db, (tx) =>
      createApiKey(tx, renewed, { name: 'short', scopes: ['orders:read'], expires_at }),
    )
    assert.ok(await signIn(short.key))
    move(HOUR)
    assert.equal(await signIn(short.key), null)
    const other = await shop()
    await assert.rejects(
      inTx(world.db, (tx) => revokeApiKey(tx, other.actor, next.id)),
      { code: 'NOT_FOUND' },
    )
    await inTx(world.db, (tx) => revokeApiKey(tx, renewed, next.id))
    assert.equal(await signIn(next.key), null)
  })

  it('no right outlives the key: what a key makes ends with it, and it replaces none that lasts longer', async () => {
    const { actor } = await shop()
    const expires_at = new Date(Date.now() + moved + HOUR).toISOString()
    const later = new Date(Date.now() + moved + 2 * HOUR).toISOString()
    const scopes = ['keys:write', 'orders:read'] as const
    const make = (who: MerchantActor, more: { expires_at?: string } = {}) =>
      inTx(world.db, (tx) => createApiKey(tx, who, { name: 'k', scopes, ...more }))
    const forever = await make(actor)
    assert.equal(forever.expires_at, null)
    const short = (await signIn((await make(actor, { expires_at })).key)) ?? assert.fail('it is good')
    assert.equal((await make(short)).expires_at, expires_at)
    assert.equal((await make(short, { expires_at: later })).expires_at, expires_at)
    const rotate = (id: string) => inTx(world.db, (tx) => rotateApiKey(tx, short, { api_key_id: id, overlap_hours: 1 }))
    await assert.rejects(rotate(forever.id), { code: 'KEY_SCOPE_MISSING' })
    assert.equal((await rotate((await make(short)).id)).expires_at, expires_at)
  })

  it('a key that was replaced manages no keys in its overlap, and no key ends one that may more', async () => {
    const { actor } = await shop()
    const make = (who: MerchantActor) =>
      inTx(world.db, (tx) => createApiKey(tx, who, { name: 'k', scopes: ['keys:write'] }))
    const revoke = (who: MerchantActor, id: string) => inTx(world.db, (tx) => revokeApiKey(tx, who, id))
    const rotate = (who: MerchantActor, api_key_id: string) =>
      inTx(world.db, (tx) => rotateApiKey(tx, who, { api_key_id, overlap_hours: 24 }))
    const narrow = await make(actor)
    const small = (await signIn(narrow.key)) ?? assert.fail('it is good')
    await assert.rejects(revoke(small, actor.key_id), { code: 'KEY_SCOPE_MISSING' })
    const next = await rotate(actor, actor.key_id)
    for (const attempt of [() => make(actor), () => rotate(actor, narrow.id), () => revoke(actor, next.id)])
      await assert.rejects(attempt(), { code: 'KEY_SCOPE_MISSING' })
    const renewed = (await signIn(next.key)) ?? assert.fail('it is good')
    await revoke(renewed, narrow.id)
    assert.equal(await signIn(narrow.key), null)
  })

  it('when a key was used is written down once a minute, not at every request', async () => {
    const { actor, api_key } = await shop()
    const used = async () => (await listApiKeys(world.db, actor.id)).items[0]?.last_used_at
    const first = await used()
    move(30_000)
    await signIn(api_key)
    assert.equal(await used(), first)
    move(MINUTE)
    await signIn(api_key)
    assert.notEqual(await used(), first)
  })

  it('orders keep the terms of refund they were made with', async () => {
    const { id } = await shop()
    const before = await order(id)
    assert.equal((await read(id, before)).refund_terms, null)
    const terms = { window_days: 7, clock_start: 'delivered' as const, text: { zh: '七天', en: 'Seven days' } }
    const set = (window_days: number) =>
      inTx(world.db, (tx) => setRefundTerms(tx, { ...terms, window_days, merchant_id: id }))
    await set(7)
    const second = await order(id)
    await set(14)
    assert.deepEqual((await read(id, second)).refund_terms, { version: 1, ...terms })
    assert.equal((await read(id, await order(id))).refund_terms?.version, 2)
    assert.equal((await read(id, before)).refund_terms, null)
  })

  it('an open order is closed once and then cannot be paid; a paid one, one under way and somebody else’s cannot be closed', async () => {
    const [mine, other] = [await shop(), await shop()]
    const close = (order_id: string, merchant_id = mine.id) =>
      inTx(world.db, (tx) => closeOrder(tx, { order_id, merchant_id }))
    const customer = await world.customer(1_000)
    const open = await order(mine.id)
    await assert.rejects(close(open, other.id), { code: 'NOT_FOUND' })
    await close(open)
    await close(open)
    assert.equal((await read(mine.id, open)).status, 'closed')
    assert.equal((await world.pay(customer, open)).failure_code, 'MER_CLOSED')
    const paid = await order(mine.id)
    await world.pay(customer, paid)
    await assert.rejects(close(paid), { code: 'ORDER_NOT_PAYABLE' })
    const pending = await order(mine.id)
    world.bank.script = 'silent_approved'
    await world.pay(customer, pending, { method: await world.card(customer) })
    world.bank.script = 'approved'
    await assert.rejects(close(pending), { code: 'ORDER_NOT_PAYABLE' })
  })

  it('an expired order that a payment may still pay takes no place in the batch of those that can be closed', async () => {
    const { id } = await shop()
    const customer = await world.customer(1_000)
    const [waiting, free] = [
      await order(id, 100, { expires_in_minutes: 1 }),
      await order(id, 100, { expires_in_minutes: 2 }),
    ]
    world.bank.script = 'silent_approved'
    await world.pay(customer, waiting, { method: await world.card(customer) })
    world.bank.script = 'approved'
    const at = new Date(Date.now() + moved + 3 * MINUTE).toISOString()
    const batch = await inTx(world.db, (tx) => lockExpiredOrders(tx, at, 1))
    assert.deepEqual(
      batch.map((one) => one.id),
      [free],
    )
  })

  it('orders are listed the latest first, by page, status and reference, and say where they are paid', async () => {
    const { id } = await shop()
    const ids: string[] = []
    for (const n of [1, 2, 3])
      ids.unshift(await order(id, n, { merchant_reference: `R-${n}`, expires_in_minutes: n * 10 }))
    const page = (query: Partial<Parameters<typeof listMerchantOrders>[2]>) =>
      listMerchantOrders(world.db, id, { limit: 2, ...query }, world.deps.publicUrl)
    const first = await page({})
    const rest = await page({ cursor: first.next_cursor ?? '' })
    assert.deepEqual(
      [...first.items, ...rest.items].map((one) => one.id),
      ids,
    )
    assert.equal(rest.next_cursor, null)
    assert.equal(first.items[0]?.checkout_url, `https://topay.example/checkout/${ids[0]}`)
    assert.deepEqual(
      (await page({ merchant_reference: 'R-2' })).items.map((one) => one.id),
      [ids[1]],
    )
    move(15 * MINUTE)
    assert.deepEqual(
      (await page({ status: 'closed' })).items.map((one) => one.id),
      [ids[2]],
      'over, though no job came by',
    )
    assert.equal((await page({ status: 'open' })).items.length, 2)
    await assert.rejects(page({ cursor: 'bm9wZQ' }), { code: 'INPUT_INVALID' })
  })

  it('the settlement statement adds up by day, counts a payment from balance and card once, and its CSV is safe to open', async () => {
    const { id } = await shop()
    const customer = await world.customer(1_000)
    await world.pay(customer, await order(id, 300, { merchant_reference: '+R,1' }))
    const card = await world.card(customer)
    assert.ok(card.type === 'card')
    await world.pay(customer, await order(id, 900), { method: { ...card, type: 'balance_and_card' } })
    const { date } = chinaClock(new Date(Date.now() + moved).toISOString())
    const month = date.slice(0, 7)
    const { opening, closing, days, total } = await getSettlementStatement(world.db, id, month)
    assert.deepEqual([opening, closing], [money(0), money(1_200)])
    const sums = { count: 2, gross: money(1_200), refunds: money(0), net: money(1_200) }
    assert.deepEqual(days, [{ date, ...sums, balance: money(1_200) }])
    assert.deepEqual(total, sums)

    let read = 0
    const counted = world.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        read += result.rows.length
        return result
      },
    })
    const file = exportSettlementStatement(counted, id, month)
    assert.deepEqual([file.cache, file.size], ['no-store', undefined])
    let csv = ''
    for await (const chunk of file.stream) {
      if (csv === '') assert.equal(read, 0, 'made while it is sent')
      csv += String(chunk)
    }
    assert.ok(read > 0)
    const lines = csv.trimEnd().split('\r\n')
    assert.equal(lines.length, 4)
    assert.match(lines[0] ?? '', /^\uFEFFtime_china,kind,payment_id,order_id,merchant_reference,amount,balance_after$/)
    assert.match(lines[1] ?? '', /,payment,pay_\w+,ord_\w+,"'\+R,1",3\.00,3\.00$/)
    const nobody = await shop()
    assert.deepEqual((await getSettlementStatement(world.db, nobody.id, month)).days, [])
  })
})
