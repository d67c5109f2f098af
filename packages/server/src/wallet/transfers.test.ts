import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { DAY, fromNow, HOUR, inTx, moveClock, newId, setMaintenanceUntil, timestamp } from '../platform/index.ts'
import { bankAccount, holdMoney, walletAccount } from './accounts.ts'
import { getBalance, getTransfer, listTransactions, startTransfer } from './index.ts'
import { setOwnLimits } from './own-limits.ts'
import { openRedPacket } from './transfers.ts'

describe('transfers', () => {
  let world: MoneyWorld
  let people: ReturnType<typeof peopleOf>
  before(async () => {
    world = await openMoneyWorld()
    people = peopleOf(world)
  })
  afterEach(async () => {
    assert.deepEqual(await world.wrongBooks(), [])
  })
  after(() => world.close())

  const available = async (customer: string): Promise<number> => (await getBalance(world.db, customer)).available
  const bills = async (customer: string) => (await listTransactions(world.db, customer, { limit: 10 })).items
  const pair = async (balance = 50_000): Promise<[string, string]> => [
    await world.customer(balance, { name: '陈思远' }),
    await world.customer(0, { name: 'Maya Reed' }),
  ]

  it('money goes over at once; both sides have it in their bills under the masked name of the other, and both are told', async () => {
    const [from, to] = await pair()
    const sent = await people.send(from, to, 12_300, { note: '午饭' })
    assert.deepEqual([await available(from), await available(to)], [37_700, 12_300])
    assert.partialDeepStrictEqual(sent, {
      direction: 'out',
      counterparty_name: 'Maya R.',
      amount: money(12_300),
      note: '午饭',
      style: 'plain',
      status: 'succeeded',
      failure_code: null,
      payee_id: await people.knows(from, to),
    })
    const received = await getTransfer(world.db, sent.id, to)
    assert.partialDeepStrictEqual(received, { direction: 'in', counterparty_name: '陈*远', payee_id: null })
    assert.notEqual(received.transaction_id, sent.transaction_id)
    assert.partialDeepStrictEqual(await bills(from), [
      {
        id: sent.transaction_id,
        kind: 'transfer',
        direction: 'out',
        category: 'person',
        method: 'balance',
        transfer_id: sent.id,
        description: '午饭',
        counterparty: { zh: 'Maya R.', en: 'Maya R.' },
      },
    ])
    assert.partialDeepStrictEqual(await bills(to), [
      { id: received.transaction_id, direction: 'in', counterparty: { zh: '陈*远', en: '陈*远' } },
    ])
    assert.deepEqual(await world.eventsOf(from), ['transfer', 'wallet'])
    assert.deepEqual(await world.eventsOf(to), ['transfer', 'wallet'])
  })

  it('a balance that is too low moves nothing and says what is missing; the receiver never hears of it', async () => {
    const [from, to] = await pair(10_000)
    const refused = await people.send(from, to, 12_500)
    assert.partialDeepStrictEqual(refused, {
      status: 'failed',
      failure_code: 'BAL_WALLET',
      shortfall: money(2_500),
      tries_left: null,
      limit: null,
    })
    assert.deepEqual([await available(from), await available(to)], [10_000, 0])
    assert.partialDeepStrictEqual(await bills(from), [{ status: 'failed', failure_code: 'BAL_WALLET' }])
    assert.deepEqual(await bills(to), [])
    assert.deepEqual(await world.eventsOf(to), [])
    await assert.rejects(getTransfer(world.db, refused.id, to), refusedWith('NOT_FOUND'))
    assert.equal((await getTransfer(world.db, refused.id, from)).failure_code, 'BAL_WALLET')
  })

  it('money on hold that would have covered it is another answer than too little money', async () => {
    const [from, to] = await pair(10_000)
    const hold = { id: newId('withdrawal'), kind: 'withdrawal', from: walletAccount(from), to: bankAccount() }
    await inTx(world.db, (tx) => holdMoney(tx, { ...hold, amount: 6_000, at: timestamp() }))
    assert.partialDeepStrictEqual(await people.send(from, to, 10_000), {
      failure_code: 'BAL_HELD',
      shortfall: money(6_000),
    })
    assert.equal((await people.send(from, to, 10_001)).failure_code, 'BAL_WALLET')
  })

  it('the same key gets the same transfer, and nothing moves twice', async () => {
    const [from, to] = await pair()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => people.send(from, to, 1_000, { key: 'dinner-in-june' })),
    )
    assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
    assert.equal(await available(to), 1_000)
  })

  it('the whole name of the payee, when given, is checked once the password was right, and not before', async () => {
    const [from, to] = await pair()
    for (const name of ['Maya Read', 'Maya Reed'])
      assert.equal((await people.send(from, to, 1_000, { name, pin: '000111' })).failure_code, 'SEC_PIN_WRONG')
    const wrong = await people.send(from, to, 1_000, { name: 'Maya Read' })
    assert.partialDeepStrictEqual(wrong, { status: 'failed', failure_code: 'PAYEE_BAD', tries_left: null })
    assert.equal((await people.send(from, to, 1_000, { name: ' maya  REED ' })).status, 'succeeded')
  })

  it('after five wrong names of a payee on a day the right one is not told from them; others and tomorrow are', async () => {
    const [from, to] = await pair()
    for (let i = 0; i < 5; i++)
      assert.equal((await people.send(from, to, 1, { name: `Maya ${i}` })).failure_code, 'PAYEE_BAD')
    assert.equal((await people.send(from, to, 1, { name: 'Maya Reed' })).failure_code, 'PAYEE_BAD')
    const other = await world.customer(0, { name: 'Maya Reed' })
    assert.equal((await people.send(from, other, 1, { name: 'Maya Reed' })).status, 'succeeded')
    moveClock(DAY)
    const tomorrow = await people.send(from, to, 1, { name: 'Maya Reed' })
    moveClock(-DAY)
    assert.equal(tomorrow.status, 'succeeded')
  })

  it('without the password a wrong name leaves nothing behind; a known key is answered without it', async () => {
    const [from, to] = await pair()
    const nameless = people.send(from, to, 1, { name: 'Maya Read', pin: undefined })
    await assert.rejects(nameless, refusedWith('INPUT_INVALID'))
    assert.deepEqual(await bills(from), [])
    const first = await people.send(from, to, 1, { key: 'lost' })
    assert.deepEqual(await people.send(from, to, 1, { key: 'lost', pin: undefined }), first)
  })

  it('names cannot be tried one by one: after eleven wrong ones nothing is answered for a while', async () => {
    const [from, to] = await pair()
    for (let i = 0; i < 11; i++)
      assert.equal((await people.send(from, to, 1, { name: `Maya ${i}` })).failure_code, 'PAYEE_BAD')
    assert.equal((await people.send(from, to, 1, { name: 'Maya Reed' })).failure_code, 'RISK_REJECT')
  })

  it('a wrong payment password costs a try, and the fifth locks; without one set it says so', async () => {
    const [from, to] = await pair()
    assert.partialDeepStrictEqual(await people.send(from, to, 1_000, { pin: '000111' }), {
      failure_code: 'SEC_PIN_WRONG',
      tries_left: 4,
    })
    for (let i = 0; i < 3; i++) await people.send(from, to, 1_000, { pin: '000111' })
    const locked = await people.send(from, to, 1_000, { pin: '000111' })
    assert.equal(locked.failure_code, 'SEC_PIN_LOCK')
    assert.ok(locked.locked_until)
    const bare = await world.customer(5_000, { pin: false })
    assert.equal((await people.send(bare, to, 1_000)).failure_code, 'SEC_PIN_UNSET')
    const fresh = await world.customer(5_000)
    await assert.rejects(people.send(fresh, to, 1_000, { pin: undefined }), refusedWith('INPUT_INVALID'))
  })

  it('above the day’s cap of the payment password a second factor goes on, for this payee and amount only', async () => {
    const [from, to] = await pair(400_000)
    const refused = await people.send(from, to, 100_001)
    assert.partialDeepStrictEqual(refused, {
      failure_code: 'LIM_AUTH_DAY',
      limit: { kind: 'auth_day', limit: money(100_000), used: money(0), resets_at: null },
    })
    const payee_id = await people.knows(from, to)
    const verification = await people.challenge(from, ['transfer', payee_id, 100_001])
    const dearer = await people.send(from, to, 100_002, { verification })
    assert.partialDeepStrictEqual(dearer, { failure_code: 'SEC_2FA_FAIL', tries_left: 4 })
    assert.equal((await people.send(from, to, 100_001, { verification })).status, 'succeeded')
    const twice = await people.send(from, to, 100_001, { verification })
    assert.partialDeepStrictEqual(twice, { failure_code: 'SEC_2FA_FAIL', tries_left: 0 })
  })

  it('class and own limits hold it back', async () => {
    const [from, to] = [await world.customer(200_000, { level: 1 }), await world.customer()]
    assert.equal((await people.send(from, to, 60_000)).status, 'succeeded')
    assert.equal((await people.send(from, to, 40_001)).failure_code, 'LIM_CLASS')
    const limits = { per_payment: money(5_000), per_day: null }
    await setOwnLimits(world.db, from, limits, { kind: 'customer', id: from })
    assert.equal((await people.send(from, to, 5_001)).failure_code, 'LIM_OWN')
    assert.equal((await people.send(from, to, 5_000)).status, 'succeeded')
  })

  it('two transfers at once near the limit: one goes', async () => {
    const [from, to] = await pair(400_000)
    const results = await Promise.all([people.send(from, to, 60_000), people.send(from, to, 60_000)])
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['failed', 'succeeded'])
    assert.equal(await available(to), 60_000)
  })

  it('two people who send to each other at once both get there', async () => {
    const [an, bo] = [await world.customer(50_000), await world.customer(50_000)]
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? people.send(an, bo, 100) : people.send(bo, an, 100))),
    )
    assert.ok(results.every(({ status }) => status === 'succeeded'))
    assert.deepEqual([await available(an), await available(bo)], [50_000, 50_000])
  })

  it('during maintenance nothing is sent, the answer says until when, and the password is not even asked for', async () => {
    const [from, to] = await pair()
    const until = fromNow(HOUR)
    await inTx(world.db, (tx) => setMaintenanceUntil(tx, until))
    const refused = await people.send(from, to, 1_000, { pin: '000111' })
    await inTx(world.db, (tx) => setMaintenanceUntil(tx, null))
    assert.partialDeepStrictEqual(refused, { failure_code: 'SYS_MAINT', locked_until: until, tries_left: null })
    assert.equal((await people.send(from, to, 1_000)).status, 'succeeded')
  })

  it('nobody can pay somebody who was warned of, and a restricted account cannot pay', async () => {
    const [from, to] = await pair()
    const flag = (subject_id: string, level: 'suspicious_payee' | 'restricted') =>
      world.db
        .insertInto('risk_flag')
        .values({
          id: newId('risk_flag'),
          subject_id,
          level,
          reason: 'test',
          raised_by: 'stf_1',
          raised_at: timestamp(),
        })
        .execute()
    await flag(to, 'suspicious_payee')
    assert.equal((await people.send(from, to, 1_000)).failure_code, 'RISK_PAYEE')
    await flag(from, 'restricted')
    assert.equal((await people.send(from, await world.customer(), 1_000)).failure_code, 'RISK_ACCT')
  })

  it('a red packet is the receiver’s to open, once; the money is theirs from the start', async () => {
    const [from, to] = await pair()
    const packet = await people.send(from, to, 8_888, { style: 'red_packet', note: '恭喜发财' })
    assert.deepEqual([packet.style, packet.opened_at, await available(to)], ['red_packet', null, 8_888])
    const open = (id: string, customer: string) => inTx(world.db, (tx) => openRedPacket(tx, id, customer))
    await assert.rejects(open(packet.id, from), refusedWith('NOT_FOUND'))
    const opened = await open(packet.id, to)
    assert.ok(opened.opened_at)
    assert.deepEqual(await open(packet.id, to), opened)
    assert.equal((await getTransfer(world.db, packet.id, from)).opened_at, opened.opened_at)
    assert.deepEqual(await world.eventsOf(from), ['transfer', 'wallet', 'transfer'])
    const plain = await people.send(from, to, 100)
    await assert.rejects(open(plain.id, to), refusedWith('NOT_FOUND'))
  })

  it('a stranger sees nothing of it, and somebody else’s payee cannot be paid', async () => {
    const [from, to] = await pair()
    const stranger = await world.customer(5_000)
    const { id } = await people.send(from, to, 100)
    await assert.rejects(getTransfer(world.db, id, stranger), refusedWith('NOT_FOUND'))
    const payee_id = await people.knows(from, to)
    const input = { customer_id: stranger, payee_id, amount: money(100), style: 'plain' as const }
    const authorise = async () => ({ result: 'ok' as const, strength: 'pin' as const })
    const pay = (more: object) => inTx(world.db, (tx) => startTransfer(tx, { ...input, authorise, ...more }))
    await assert.rejects(pay({}), refusedWith('NOT_FOUND'))
    await assert.rejects(pay({ amount: money(100, 'USD') }), refusedWith('CURRENCY_UNSUPPORTED'))
  })

  it('history is written without limits and tells no device', async () => {
    const [from, to] = [await world.customer(900_000, { level: 1 }), await world.customer()]
    const payee_id = await people.knows(from, to)
    const at = '2025-02-03T04:05:06.000Z'
    const authorise = async () => ({ result: 'ok' as const, strength: 'pin' as const })
    const input = { customer_id: from, payee_id, amount: money(800_000), style: 'plain' as const, authorise, at }
    const id = await inTx(world.db, (tx) => startTransfer(tx, input))
    assert.partialDeepStrictEqual(await getTransfer(world.db, id, from), { status: 'succeeded', created_at: at })
    assert.deepEqual(await world.eventsOf(from), [])
  })
})
