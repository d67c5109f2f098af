import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { money, type Withdrawal } from '@topay/contract'
import { type MoneyWorld, openMoneyWorld } from '../../../../tests/support/money-world.ts'
import { peopleOf } from '../../../../tests/support/people.ts'
import type { Script } from '../../../../tests/support/scripted-bank.ts'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { asQueryable, DAY, fromNow, HOUR, inTx, MINUTE, moveClock, setMaintenanceUntil } from '../platform/index.ts'
import {
  getBalance,
  getLimits,
  getWallet,
  getWithdrawal,
  listTransactions,
  queryWithdrawal,
  removeCard,
  settleWithdrawal,
  startWithdrawal,
  walletJobs,
  type WithdrawalOutcome,
} from './index.ts'
import { chargeTopUp, startTopUp } from './top-up.ts'

describe('withdrawals', () => {
  let world: MoneyWorld
  let people: ReturnType<typeof peopleOf>
  let customer: string
  let card: string
  let travelled = 0
  before(async () => {
    world = await openMoneyWorld()
    people = peopleOf(world)
  })
  afterEach(async () => {
    moveClock(-travelled)
    travelled = 0
    world.bank.script = 'approved'
    world.bank.claimsOfPayout = undefined
    assert.deepEqual(await world.wrongBooks(), [])
  })
  after(() => world.close())

  const travel = (ms: number): void => {
    moveClock(ms)
    travelled += ms
  }
  const open = async (balance = 50_000): Promise<void> => {
    customer = await world.customer(balance)
    card = (await world.card(customer)).card_id
  }
  const take = (amount: number, script: Script = 'approved', more: Parameters<typeof people.withdraw>[3] = {}) => {
    world.bank.script = script
    return people.withdraw(customer, card, amount, more)
  }
  const balance = async (): Promise<[available: number, held: number]> => {
    const { available, held } = await getBalance(world.db, customer)
    return [available, held]
  }
  const settle = (id: string, outcome: WithdrawalOutcome) =>
    inTx(world.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome }))
  const bill = async () => (await listTransactions(world.db, customer, { limit: 1 })).items[0]
  const told = async (): Promise<string[]> =>
    (
      await world.db
        .selectFrom('outbound_message')
        .select('template')
        .where('customer_id', '=', customer)
        .orderBy('id')
        .execute()
    ).map(({ template }) => template)
  const paidOut = (id: string): Promise<Withdrawal> => getWithdrawal(world.db, id, customer)

  it('approved: the money has left the balance for the card, and is no spending', async () => {
    await open()
    const done = await take(20_000)
    assert.partialDeepStrictEqual(done, {
      status: 'succeeded',
      money: 'at_bank',
      amount: money(20_000),
      card_id: card,
      failure_code: null,
      arrives_by: null,
    })
    assert.deepEqual(await balance(), [30_000, 0])
    assert.partialDeepStrictEqual(await bill(), {
      kind: 'withdrawal',
      direction: 'out',
      status: 'succeeded',
      withdrawal_id: done.id,
      category: 'bank',
    })
    assert.equal((await getWallet(world.db, customer)).spent_today.amount, 0)
    assert.deepEqual(await world.eventsOf(customer), ['withdrawal', 'wallet', 'withdrawal', 'wallet'])
    assert.deepEqual(await told(), [])
  })

  it('while the bank is asked the money is on hold: nobody can spend it twice', async () => {
    await open()
    const friend = await world.customer()
    world.bank.meanwhile = async () => {
      world.bank.meanwhile = async () => undefined
      assert.deepEqual(await balance(), [10_000, 40_000])
      assert.equal((await people.send(customer, friend, 20_000)).failure_code, 'BAL_HELD')
    }
    assert.equal((await take(40_000)).status, 'succeeded')
    assert.deepEqual(await balance(), [10_000, 0])
  })

  const declined = async (amount: number): Promise<Withdrawal> => {
    const { id } = await take(amount, 'declined')
    await queryWithdrawal(world.deps, id)
    return paidOut(id)
  }

  it('declined and certainly not sent: all of it is in the balance again, with the bank’s reason', async () => {
    await open()
    assert.partialDeepStrictEqual(await declined(20_000), {
      status: 'failed',
      money: 'in_balance',
      failure_code: 'BAL_BANK',
    })
    assert.partialDeepStrictEqual(await take(20_000, 'down'), { status: 'failed', failure_code: 'NET_BANK_DOWN' })
    assert.deepEqual(await balance(), [50_000, 0])
  })

  it('no answer is unknown: the money stays on hold with a date, the bank is asked, and the customer told how it ended', async () => {
    await open()
    const unknown = await take(20_000, 'silent_approved')
    assert.partialDeepStrictEqual(unknown, { status: 'unknown', money: 'held', failure_code: 'NET_UNKNOWN' })
    assert.equal(Date.parse(unknown.arrives_by ?? '') - Date.parse(unknown.created_at), DAY)
    assert.deepEqual(await balance(), [30_000, 20_000])
    assert.equal(await world.waitingJobs(unknown.id), 1)
    await queryWithdrawal(world.deps, unknown.id)
    assert.partialDeepStrictEqual(await paidOut(unknown.id), { status: 'succeeded', money: 'at_bank' })
    assert.deepEqual(await told(), ['withdrawal_succeeded'])
    const refused = await take(20_000, 'silent_declined')
    await queryWithdrawal(world.deps, refused.id)
    assert.partialDeepStrictEqual(await paidOut(refused.id), { status: 'failed', failure_code: 'BAL_BANK' })
    assert.deepEqual(await told(), ['withdrawal_succeeded', 'withdrawal_failed'])
    assert.deepEqual(await balance(), [30_000, 0])
  })

  it('what the bank does not know of stays on hold until it can no longer arrive', async () => {
    await open()
    const { id } = await take(20_000, 'lost')
    await queryWithdrawal(world.deps, id)
    assert.equal((await paidOut(id)).status, 'unknown')
    travel(MINUTE)
    await queryWithdrawal(world.deps, id)
    assert.partialDeepStrictEqual(await paidOut(id), { status: 'failed', failure_code: 'NET_BANK_DOWN' })
    assert.deepEqual(await balance(), [50_000, 0])
  })

  it('a payout that the receiving bank sends back is in the balance again, and the customer is told', async () => {
    await open()
    const { id } = await take(20_000)
    await settle(id, { status: 'returned', bank_code: '14', bank_message: '账户已销户' })
    assert.partialDeepStrictEqual(await paidOut(id), { status: 'returned', money: 'in_balance', failure_code: null })
    assert.deepEqual(await balance(), [50_000, 0])
    assert.equal((await bill())?.status, 'returned')
    assert.deepEqual(await told(), ['withdrawal_returned'])
    await settle(id, { status: 'returned' })
    assert.deepEqual(await balance(), [50_000, 0])
  })

  it('a payout that came back before we heard of it leaves both movements in the books', async () => {
    await open()
    const { id } = await take(20_000, 'silent_approved')
    world.bank.claimsOfPayout = { kind: 'returned', code: '14', message: '账户已销户' }
    await queryWithdrawal(world.deps, id)
    assert.equal((await paidOut(id)).status, 'returned')
    assert.deepEqual(await balance(), [50_000, 0])
    const kinds = await asQueryable(world.db).query<{ op: string }>(
      'select op from ledger.transfer where reference = $1 order by recorded_at',
      [id],
    )
    assert.deepEqual(
      kinds.rows.map(({ op }) => op),
      ['hold', 'capture', 'reverse'],
    )
  })

  it('whatever the bank says and however often, what is settled stays: only a success may be returned', async () => {
    await open()
    const approved = await take(10_000)
    await settle(approved.id, { status: 'failed', failure_code: 'BANK_DECLINE' })
    await settle(approved.id, { status: 'unknown' })
    await settle(approved.id, { status: 'succeeded' })
    assert.equal((await paidOut(approved.id)).status, 'succeeded')
    const { id } = await declined(10_000)
    await settle(id, { status: 'unknown' })
    await settle(id, { status: 'failed', failure_code: 'BANK_DECLINE', bank_code: '05' })
    assert.equal((await paidOut(id)).status, 'failed')
    assert.deepEqual(await balance(), [40_000, 0])
  })

  it('the answer and ten queries at once move it once', async () => {
    await open()
    const { id } = await take(10_000, 'silent_approved')
    await Promise.all(Array.from({ length: 10 }, () => queryWithdrawal(world.deps, id)))
    assert.deepEqual(await balance(), [40_000, 0])
    assert.deepEqual(await told(), ['withdrawal_succeeded'])
  })

  it('the same key gets the withdrawal as it stands by then, and the bank is asked once', async () => {
    await open()
    const first = await take(10_000, 'silent_approved', { key: 'rent' })
    const { asked } = world.bank
    await queryWithdrawal(world.deps, first.id)
    assert.partialDeepStrictEqual(await take(10_000, 'approved', { key: 'rent' }), {
      id: first.id,
      status: 'succeeded',
    })
    assert.equal(world.bank.asked, asked)
    assert.deepEqual(await balance(), [40_000, 0])
  })

  it('a crash before the bank was asked is healed by the job; one whose job was lost by the hourly one', async () => {
    await open()
    const authorise = async () => ({ result: 'ok' as const, strength: 'pin' as const })
    const input = { customer_id: customer, card_id: card, amount: money(10_000), authorise, bank_timeout_ms: 200 }
    const id = await inTx(world.db, (tx) => startWithdrawal(tx, input))
    assert.equal(await world.waitingJobs(id), 1)
    await asQueryable(world.db).query('select graphile_worker.remove_job($1)', [id])
    travel(30 * MINUTE)
    await walletJobs(world.deps)['wallet:query_overdue']?.({})
    assert.equal(await world.waitingJobs(id), 1)
    await walletJobs(world.deps)['wallet:query_withdrawal']?.({ withdrawal_id: id })
    assert.partialDeepStrictEqual(await paidOut(id), { status: 'failed', money: 'in_balance' })
    assert.deepEqual(await told(), ['withdrawal_failed'])
  })

  it('the payment password alone takes out 5,000 yuan a day in all, and of two at once one goes', async () => {
    await open(2_000_000)
    const both = await Promise.all([take(300_000), take(300_000)])
    assert.deepEqual(both.map(({ failure_code }) => failure_code).toSorted(), ['SEC_2FA_NEED', null])
    assert.equal((await take(200_001)).failure_code, 'SEC_2FA_NEED')
    const verification = await people.challenge(customer, ['withdraw', card, 600_000])
    assert.equal((await take(600_000, 'approved', { verification })).status, 'succeeded')
    assert.equal((await declined(1_000)).failure_code, 'BAL_BANK')
    assert.equal((await take(200_000)).status, 'succeeded')
    assert.equal((await take(1)).failure_code, 'SEC_2FA_NEED')
    travel(DAY)
    assert.equal((await take(500_000)).status, 'succeeded')
  })

  it('the first withdrawal to a card of today takes a second factor, whatever the amount', async () => {
    await open()
    card = (await world.card(customer, { fresh: true })).card_id
    assert.equal((await take(100)).failure_code, 'SEC_2FA_NEED')
    const verification = await people.challenge(customer, ['withdraw', card, 100])
    assert.equal((await take(100, 'approved', { verification })).status, 'succeeded')
    assert.equal((await take(200)).status, 'succeeded')
    card = (await world.card(customer, { fresh: true })).card_id
    assert.equal((await take(100)).failure_code, 'SEC_2FA_NEED')
    travel(DAY)
    assert.equal((await take(100)).status, 'succeeded')
  })

  it('without the payment password nothing is started, whatever else stands against it; a known key is answered', async () => {
    await open()
    await removeCard(world.db, { customer_id: customer, card_id: card })
    await assert.rejects(take(1_000, 'approved', { pin: undefined }), refusedWith('INPUT_INVALID'))
    assert.equal(await bill(), undefined)
    const first = await take(1_000, 'approved', { key: 'again' })
    assert.equal((await take(1_000, 'approved', { key: 'again', pin: undefined })).id, first.id)
  })

  it('takes the payment password, and above 5,000 yuan a second factor; no limit of payments counts', async () => {
    await open(2_000_000)
    assert.partialDeepStrictEqual(await take(10_000, 'approved', { pin: '000111' }), {
      status: 'failed',
      money: 'in_balance',
      failure_code: 'SEC_PIN_WRONG',
      tries_left: 4,
    })
    await assert.rejects(take(10_000, 'approved', { pin: undefined }), refusedWith('INPUT_INVALID'))
    assert.equal((await take(500_000)).status, 'succeeded')
    assert.equal((await take(500_001)).failure_code, 'SEC_2FA_NEED')
    const verification = await people.challenge(customer, ['withdraw', card, 500_001])
    assert.equal((await take(500_001, 'approved', { verification })).status, 'succeeded')
    assert.equal((await getLimits(world.db, customer)).used_today.amount, 0)
  })

  it('more than there is says what is missing', async () => {
    await open(10_000)
    assert.partialDeepStrictEqual(await take(12_000), { failure_code: 'BAL_WALLET', shortfall: money(2_000) })
    assert.deepEqual(await balance(), [10_000, 0])
  })

  it('a card that was unlinked gets nothing, somebody else’s is not found, and only yuan are paid out', async () => {
    await open()
    const mine = card
    await removeCard(world.db, { customer_id: customer, card_id: card })
    assert.equal((await take(1_000)).failure_code, 'BANK_UNBOUND')
    await open()
    card = mine
    await assert.rejects(take(1_000), refusedWith('NOT_FOUND'))
    const { id } = await people.withdraw(customer, (await world.card(customer)).card_id, 100)
    await assert.rejects(getWithdrawal(world.db, id, await world.customer()), refusedWith('NOT_FOUND'))
    const authorise = async () => ({ result: 'ok' as const, strength: 'pin' as const })
    const dollars = { customer_id: customer, card_id: card, amount: money(1, 'USD'), authorise, bank_timeout_ms: 200 }
    await assert.rejects(
      inTx(world.db, (tx) => startWithdrawal(tx, dollars)),
      refusedWith('CURRENCY_UNSUPPORTED'),
    )
  })

  it('during maintenance neither a withdrawal nor a top-up reaches the bank', async () => {
    await open()
    const until = fromNow(HOUR)
    const { asked } = world.bank
    await inTx(world.db, (tx) => setMaintenanceUntil(tx, until))
    const refused = await take(1_000)
    const top_up = await inTx(world.db, (tx) =>
      startTopUp(tx, { customer_id: customer, card_id: card, amount: money(100), bank_timeout_ms: 200 }),
    )
    const charged = await chargeTopUp(world.deps, top_up)
    await inTx(world.db, (tx) => setMaintenanceUntil(tx, null))
    assert.partialDeepStrictEqual(refused, { failure_code: 'SYS_MAINT', locked_until: until })
    assert.partialDeepStrictEqual(charged, { status: 'failed', failure_code: 'SYS_MAINT' })
    assert.equal(world.bank.asked, asked)
    assert.equal(await world.waitingJobs(top_up), 0)
    assert.equal((await bill())?.failure_code, 'SYS_MAINT')
  })

  it('two at once of all there is: one goes', async () => {
    await open(30_000)
    const results = await Promise.all([take(30_000), take(30_000)])
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['failed', 'succeeded'])
    assert.deepEqual(await balance(), [0, 0])
  })
})
