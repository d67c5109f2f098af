import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { DAY, inTx, MINUTE, moveClock } from '../platform/index.ts'
import { getBalance, walletJobs } from './index.ts'
import { createMoneyRequest, endMoneyRequest, getMoneyRequest, listMoneyRequests } from './money-requests.ts'

describe('requests for money', () => {
  let world: MoneyWorld
  let people: ReturnType<typeof peopleOf>
  let asker: string
  let payer: string
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
  const pair = async (): Promise<void> => {
    asker = await world.customer(0, { name: '陈思远' })
    payer = await world.customer(50_000, { name: '林晓' })
  }
  const end = (money_request_id: string, customer_id: string, to: 'declined' | 'cancelled') =>
    inTx(world.db, (tx) => endMoneyRequest(tx, { money_request_id, customer_id, to }))
  const ended = refusedWith('MONEY_REQUEST_ENDED')

  it('is seen by both sides, and whoever is asked can pay it as it stands', async () => {
    await pair()
    const mine = await people.ask(asker, payer, 8_800, '电影票')
    assert.partialDeepStrictEqual(mine, {
      direction: 'from_me',
      counterparty_name: '林*',
      payee_id: null,
      amount: money(8_800),
      note: '电影票',
      status: 'open',
    })
    const theirs = await getMoneyRequest(world.db, mine.id, payer)
    assert.partialDeepStrictEqual(theirs, { direction: 'to_me', counterparty_name: '陈*远' })
    assert.equal(theirs.payee_id, await people.knows(payer, asker))
    assert.equal(Date.parse(mine.expires_at) - Date.parse(mine.created_at), 7 * DAY)
    const transfer = await people.send(payer, asker, 8_800, { request: mine.id })
    assert.equal(transfer.money_request_id, mine.id)
    assert.partialDeepStrictEqual(await getMoneyRequest(world.db, mine.id, asker), {
      status: 'paid',
      transfer_id: transfer.id,
      ended_at: transfer.created_at,
    })
    assert.deepEqual(await world.eventsOf(asker), ['money_request', 'transfer', 'wallet', 'money_request'])
    await assert.rejects(getMoneyRequest(world.db, mine.id, await world.customer()), refusedWith('NOT_FOUND'))
  })

  it('is paid once, however often and from wherever it is paid at the same time', async () => {
    await pair()
    const { id } = await people.ask(asker, payer, 5_000)
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => people.send(payer, asker, 5_000, { request: id })),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of results) if (result.status === 'rejected') assert.ok(ended(result.reason))
    assert.equal((await getBalance(world.db, asker)).available, 5_000)
  })

  it('stays open when paying it failed', async () => {
    await pair()
    const { id } = await people.ask(asker, payer, 60_000)
    assert.equal((await people.send(payer, asker, 60_000, { request: id })).failure_code, 'BAL_WALLET')
    assert.equal((await getMoneyRequest(world.db, id, asker)).status, 'open')
    await world.fund(payer, 20_000)
    assert.equal((await people.send(payer, asker, 60_000, { request: id })).status, 'succeeded')
  })

  it('is paid by whom it asks, to whom asks, in the amount that was asked', async () => {
    await pair()
    const { id } = await people.ask(asker, payer, 5_000)
    const stranger = await world.customer(50_000)
    await assert.rejects(people.send(stranger, asker, 5_000, { request: id }), refusedWith('NOT_FOUND'))
    await assert.rejects(people.send(payer, stranger, 5_000, { request: id }), refusedWith('NOT_FOUND'))
    await assert.rejects(people.send(payer, asker, 4_999, { request: id }), refusedWith('INPUT_INVALID'))
  })

  it('is declined by one side and cancelled by the other, once, and then not paid', async () => {
    await pair()
    const first = await people.ask(asker, payer, 100)
    await assert.rejects(end(first.id, asker, 'declined'), refusedWith('NOT_FOUND'))
    await assert.rejects(end(first.id, payer, 'cancelled'), refusedWith('NOT_FOUND'))
    assert.equal((await end(first.id, payer, 'declined')).status, 'declined')
    await assert.rejects(end(first.id, asker, 'cancelled'), ended)
    await assert.rejects(people.send(payer, asker, 100, { request: first.id }), ended)
    const second = await people.ask(asker, payer, 100)
    assert.equal((await end(second.id, asker, 'cancelled')).status, 'cancelled')
    await assert.rejects(end(second.id, payer, 'declined'), ended)
  })

  it('expires after seven days, from that very moment, and the job ends it and tells both', async () => {
    await pair()
    const { id, expires_at } = await people.ask(asker, payer, 100)
    travel(7 * DAY - MINUTE)
    assert.equal((await getMoneyRequest(world.db, id, payer)).status, 'open')
    travel(MINUTE)
    assert.partialDeepStrictEqual(await getMoneyRequest(world.db, id, payer), {
      status: 'expired',
      ended_at: expires_at,
    })
    await assert.rejects(people.send(payer, asker, 100, { request: id }), ended)
    const expired = async () =>
      (await listMoneyRequests(world.db, payer, { limit: 10, status: 'expired' })).items.map((item) => item.id)
    assert.deepEqual(await expired(), [id])
    await walletJobs(world.deps)['wallet:expire_money_requests']?.({})
    assert.deepEqual(await expired(), [id])
    assert.deepEqual(await world.eventsOf(payer), ['money_request', 'money_request'])
  })

  it('five of one person to another may be open at a time, also when made at once; what ended counts no more', async () => {
    await pair()
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => people.ask(asker, payer, 100)))
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    assert.equal(made.length, 5)
    await assert.rejects(people.ask(asker, payer, 100), refusedWith('MONEY_REQUESTS_MANY'))
    await people.ask(asker, await world.customer(), 100)
    await people.ask(payer, asker, 100)
    await end(made[0]?.id ?? '', payer, 'declined')
    await people.ask(asker, payer, 100)
    travel(7 * DAY)
    await people.ask(asker, payer, 100)
  })

  it('are listed with the latest first, page by page, made and received together', async () => {
    await pair()
    const ids = []
    for (const amount of [1, 2, 3, 4, 5]) ids.unshift((await people.ask(asker, payer, amount)).id)
    ids.unshift((await people.ask(payer, asker, 6)).id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listMoneyRequests(world.db, payer, { limit: 4, cursor })
      seen.push(...page.items.map((item) => item.id))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    assert.deepEqual(seen, ids)
    const made_up = Buffer.from('["x","y"]').toString('base64url')
    await assert.rejects(
      listMoneyRequests(world.db, payer, { limit: 4, cursor: made_up }),
      refusedWith('INPUT_INVALID'),
    )
  })

  it('only yuan, and only from a payee of one’s own', async () => {
    await pair()
    const payee_id = await people.knows(asker, payer)
    const ask = (customer_id: string, amount = money(1)) =>
      inTx(world.db, (tx) => createMoneyRequest(tx, { customer_id, payee_id, amount }))
    await assert.rejects(ask(asker, money(1, 'USD')), refusedWith('CURRENCY_UNSUPPORTED'))
    await assert.rejects(ask(payer), refusedWith('NOT_FOUND'))
  })
})
