import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { money } from '@topay/contract'
import { type BankWorld, openBankWorld } from '../../../../tests/support/bank-world.ts'
import { assertBooksWhole } from '../../../../tests/support/books.ts'
import { noMatters, refusedWith } from '../../../../tests/support/support-desk.ts'
import { listAudit } from '../audit/index.ts'
import { getCase, getCasePanel, assignCase, type CaseKinds } from '../cases/index.ts'
import { createStaffMember } from '../staff/index.ts'
import { DAY, HOUR, inTx, MINUTE, newId, SECOND, timestamp, writePolicy } from '../platform/index.ts'
import { paymentKind } from '../payment-help/index.ts'
import {
  bankAccount,
  findReturn,
  getTopUp,
  getWithdrawal,
  move,
  settleReturn,
  settleTopUp,
  walletAccount,
} from '../wallet/index.ts'
import { addDays } from './china-day.ts'
import { dueDays } from './due-days.ts'
import { reconciliationKind } from './kind.ts'
import { beginReconciliation, reconciliationPolicy } from './policy.ts'
import { differencesOf, findDay } from './queries.ts'
import { reconcileDay } from './reconcile-day.ts'
import { resolveDifference } from './resolve-difference.ts'

const kinds: CaseKinds = { ...noMatters, payment: paymentKind, reconciliation: reconciliationKind }

let world: BankWorld
before(async () => {
  world = await openBankWorld()
  // Everything is learned from the file here.
  world.delivery.on = false
})
after(async () => {
  await assertBooksWhole(world.db)
  await world.close()
})

/** Ends the day for both: noon of the next one. Answers the day that is over. */
const endDay = async (): Promise<string> => {
  const day = world.today()
  await world.moveTo(`${addDays(day, 1)}T12:00:00`)
  return day
}
const compare = async (day: string) => {
  const result = await reconcileDay(world.deps, day)
  const found = await differencesOf(world.db, day)
  return { ...result, found, day: (await findDay(world.db, day)) ?? assert.fail('the day was not written down') }
}
const short = (found: Awaited<ReturnType<typeof differencesOf>>) =>
  found
    .map(({ kind, operation, reference, bank_amount, books_amount }) => ({
      kind,
      operation,
      reference,
      bank_amount,
      books_amount,
    }))
    .toSorted((a, b) => (a.reference < b.reference ? -1 : 1))

test('a day on which all was as it should be is clean: payments, top-ups, withdrawals, refunds, returned payouts', async () => {
  const who = await world.customer()
  await world.topUp(who, 50_000)
  await world.pay(who, 8_600)
  await world.withdraw(who, 20_000)
  const sentBack = await world.customer('121')
  await world.topUp(sentBack, 30_000)
  const withdrawal = await world.withdraw(sentBack, 10_000)
  await world.moveBoth(SECOND)
  const day = await endDay()
  const seen = await compare(day)
  assert.equal(seen.status, 'clean')
  // Five movements, and the payout that came back.
  assert.partialDeepStrictEqual(seen.day, { bank_count: 6, matched_count: 6, difference_count: 0 })
  assert.equal(seen.day.bank_total, 50_000 + 8_600 - 20_000 + 30_000 - 10_000 + 10_000)
  assert.equal(seen.day.books_total, seen.day.bank_total)
  assert.equal((await getWithdrawal(world.db, withdrawal.id)).status, 'returned', 'the file said so')
  assert.equal(await world.balance(sentBack), 30_000)
})

test('what was unknown is settled by the file, without a difference', async () => {
  const who = await world.customer('113')
  const payment = await world.pay(who, 7_700)
  const topUp = await world.topUp(who, 5_500)
  assert.deepEqual([payment.status, topUp.status], ['unknown', 'unknown'])
  await world.moveBoth(SECOND)
  const seen = await compare(await endDay())
  assert.equal(seen.status, 'clean')
  assert.equal((await getTopUp(world.db, topUp.id)).status, 'succeeded')
  assert.equal(await world.balance(who), 5_500)
  assert.equal(seen.day.bank_total, 13_200)
  assert.equal(seen.day.books_total, 13_200)
})

test('what the bank declined and charged all the same goes back by itself, and a case says so to people', async () => {
  const who = await world.customer('111')
  const payment = await world.pay(who, 6_600)
  assert.equal(payment.status, 'failed')
  const day = await endDay()
  const seen = await compare(day)
  assert.equal(seen.status, 'differences')
  assert.deepEqual(short(seen.found), [
    { kind: 'bank_only', operation: 'debit', reference: payment.id, bank_amount: 6_600, books_amount: null },
  ])
  assert.equal((await findReturn(world.db, payment.id))?.status, 'pending')
  assert.partialDeepStrictEqual(seen.day, { bank_count: 1, matched_count: 0, open_difference_count: 1 })
  assert.equal(seen.day.bank_total, seen.day.books_total, 'the return has it in the books')
  const [found] = seen.found
  const internal = await getCase(world.db, kinds, found?.case_id ?? '')
  assert.partialDeepStrictEqual(internal, { internal: true, status: 'open', topic: 'payment' })
  await world.runJobs()
  assert.equal((await findReturn(world.db, payment.id))?.to, 'card')
  assert.equal(await world.booked('suspense'), 0)
  // The refund is in the next day's file and in the books of the same day.
  assert.equal((await compare(await endDay())).status, 'clean')
})

test('a return that the bank contradicts is shown to people once, and goes no other way', async () => {
  const who = await world.customer('111')
  const payment = await world.pay(who, 4_200)
  await compare(await endDay())
  const { id } = (await findReturn(world.db, payment.id)) ?? assert.fail('no return')
  const outcome = { status: 'failed' as const, failure_code: 'BANK_DECLINE' as const, bank_code: '25' }
  await inTx(world.db, (tx) => settleReturn(tx, { return_id: id, outcome, queried: true }))
  const day = await endDay()
  const seen = await compare(day)
  assert.deepEqual(short(seen.found), [
    { kind: 'status', operation: 'refund', reference: id, bank_amount: null, books_amount: 4_200 },
  ])
  assert.equal(seen.found[0]?.customer_id, who.id)
  assert.equal((await getCase(world.db, kinds, seen.found[0]?.case_id ?? '')).status, 'open')
  await compare(day)
  assert.deepEqual((await compare(await endDay())).found, [], 'it is a difference of the day before')
  assert.equal((await differencesOf(world.db, day)).length, 1)
  await world.runJobs()
  assert.partialDeepStrictEqual(await findReturn(world.db, payment.id), { status: 'unknown', to: null })
  assert.equal(await world.balance(who), 0)
})

test('another amount, and a movement that the bank forgot, are filed and left to people', async () => {
  const more = await world.customer('112')
  const paid = await world.pay(more, 8_800)
  const missing = await world.customer('116')
  const topUp = await world.topUp(missing, 9_900)
  assert.deepEqual([paid.status, topUp.status], ['succeeded', 'succeeded'])
  const seen = await compare(await endDay())
  assert.deepEqual(
    short(seen.found),
    [
      { kind: 'amount', operation: 'debit', reference: paid.id, bank_amount: 8_900, books_amount: 8_800 },
      { kind: 'books_only', operation: 'debit', reference: topUp.id, bank_amount: null, books_amount: 9_900 },
    ].toSorted((a, b) => (a.reference < b.reference ? -1 : 1)),
  )
  assert.deepEqual([seen.day.bank_total, seen.day.books_total], [8_900, 18_700])
  assert.deepEqual(new Set(seen.found.map(({ customer_id }) => customer_id)), new Set([more.id, missing.id]))
})

test('a success that came against the word of the bank, days later, is one movement of the day on which it came', async () => {
  const who = await world.customer('114')
  const topUp = await world.topUp(who, 4_400)
  assert.equal(topUp.status, 'unknown')
  const lost = { status: 'failed' as const, failure_code: 'NET_BANK_DOWN' as const }
  await inTx(world.db, (tx) => settleTopUp(tx, { top_up_id: topUp.id, outcome: lost }))
  await world.moveBoth(MINUTE)
  const seen = await compare(await endDay())
  assert.equal(seen.found.length, 1)
  assert.equal(seen.found[0]?.kind, 'bank_only')
  await world.runJobs()
  assert.equal((await findReturn(world.db, topUp.id))?.to, 'card')
  await compare(await endDay())
})

test('settled on one day here and on the other at the bank is no difference, in either direction', async () => {
  const day = world.today()
  const nextDay = addDays(day, 1)
  const before = await world.customer('113')
  const after = await world.customer()
  const { bank_token } = await world.db
    .selectFrom('bank_card')
    .select('bank_token')
    .where('id', '=', after.card_id)
    .executeTakeFirstOrThrow()

  await world.moveTo(`${day}T23:59:58`)
  const late = await world.topUp(before, 3_300)
  assert.equal(late.status, 'unknown')
  await world.moveTo(`${nextDay}T00:00:01`)
  await world.runJobs()
  assert.equal((await getTopUp(world.db, late.id)).status, 'succeeded', 'the bank before midnight, we after')

  // By a clock of ours that runs ahead of the bank's.
  await world.moveTo(`${nextDay}T23:59:58`)
  const early = await world.startTopUp(after, 2_200)
  await inTx(world.db, (tx) => settleTopUp(tx, { top_up_id: early, outcome: { status: 'succeeded' } }))
  await world.moveTo(`${addDays(day, 2)}T00:00:01`)
  const expires_at = new Date(Date.parse(timestamp()) + MINUTE).toISOString()
  await world.bank.debit({ id: early, token: bank_token, amount: money(2_200), expires_at })
  await world.moveTo(`${addDays(day, 2)}T12:00:00`)

  const first = await compare(day)
  const second = await compare(nextDay)
  assert.deepEqual([first.found, second.found], [[], []])
  assert.deepEqual([first.day.bank_total, first.day.books_total], [3_300, 3_300])
  assert.deepEqual([second.day.bank_total, second.day.books_total], [0, 0])
  const third = await compare(await endDay())
  assert.deepEqual(third.found, [])
  assert.deepEqual([third.day.bank_total, third.day.books_total], [2_200, 2_200])
})

test('a posting on the bank account that stands for nothing at a bank is found', async () => {
  const who = await world.customer()
  const id = `by_hand:${newId('file')}`
  const hand = { from: bankAccount(), to: walletAccount(who.id), amount: 1_234, at: timestamp() }
  await inTx(world.db, (tx) => move(tx, { id, kind: 'by_hand', ...hand }))
  const seen = await compare(await endDay())
  assert.deepEqual(short(seen.found), [
    { kind: 'books_only', operation: 'file', reference: id, bank_amount: null, books_amount: 1_234 },
  ])
  await inTx(world.db, (tx) =>
    move(tx, { id: `${id}:back`, kind: 'by_hand', ...hand, from: hand.to, to: hand.from, at: timestamp() }),
  )
  await compare(await endDay())
})

test('again and again, also at once, finds and does nothing new', async () => {
  const who = await world.customer('111')
  const topUp = await world.topUp(who, 1_100)
  const unknown = await world.topUp(await world.customer('113'), 1_200)
  await world.moveBoth(SECOND)
  const day = await endDay()
  const once = await compare(day)
  await Promise.all([0, 1, 2].map(() => reconcileDay(world.deps, day)))
  const again = await compare(day)
  assert.deepEqual(again.found, once.found)
  const { id: _, ran_at: __, ...first } = once.day
  const { id: ___, ran_at: ____, ...second } = again.day
  assert.deepEqual(second, first)
  assert.equal((await getTopUp(world.db, unknown.id)).status, 'succeeded')
  const messages = await world.messages(who)
  assert.deepEqual(messages, ['return_started'])
  assert.equal(once.found[0]?.reference, topUp.id)
})

test('a file that is missing, cut or of a day that is not over is a difference, and is cleared up by itself when it can be read', async () => {
  await world.topUp(await world.customer(), 1_500)
  const day = await endDay()
  await world.downtime(3_600)
  const failed = await compare(day)
  assert.equal(failed.status, 'failed')
  assert.deepEqual(
    failed.found.map(({ kind, status }) => [kind, status]),
    [['unreadable', 'open']],
  )
  await compare(day)
  assert.equal((await differencesOf(world.db, day)).length, 1)
  const case_id = failed.found[0]?.case_id ?? ''
  assert.equal((await getCase(world.db, kinds, case_id)).status, 'open')
  assert.ok((await dueDays(world.db, timestamp())).includes(day), 'it is tried again')
  await world.downtime(0)
  const read = await compare(day)
  assert.equal(read.status, 'clean')
  assert.equal(read.found[0]?.status, 'resolved')
  assert.equal((await getCase(world.db, kinds, case_id)).status, 'closed')
  assert.ok(!(await dueDays(world.db, timestamp())).includes(day))
  assert.equal((await reconcileDay(world.deps, world.today())).status, 'failed', 'a day that is not over')
})

test('days that were missed are caught up in order, and a day is due from half past two of the next', async () => {
  const last = addDays(world.today(), -1)
  for (const day of await dueDays(world.db, timestamp())) await reconcileDay(world.deps, day)
  const midnight = new Date(`${world.today()}T00:00:00+08:00`).getTime()
  const at = (ms: number) => new Date(midnight + ms).toISOString()
  assert.deepEqual(await dueDays(world.db, at(DAY + 2 * HOUR + 29 * MINUTE)), [])
  assert.deepEqual(await dueDays(world.db, at(DAY + 2 * HOUR + 30 * MINUTE)), [addDays(last, 1)])
  assert.deepEqual(
    await dueDays(world.db, at(4 * DAY)),
    [1, 2, 3].map((n) => addDays(last, n)),
  )
})

test('days before the first of the policy are never due', async () => {
  const last = addDays(world.today(), -1)
  const noon = `${world.today()}T12:00:00+08:00`
  const at = (days: number) => new Date(Date.parse(noon) + days * DAY).toISOString()
  await inTx(world.db, (tx) => beginReconciliation(tx, at(2)))
  assert.deepEqual(await dueDays(world.db, at(2)), [])
  assert.deepEqual(await dueDays(world.db, at(4)), [addDays(last, 3), addDays(last, 4)])
  await inTx(world.db, (tx) => writePolicy(tx, reconciliationPolicy.key, { first_day: null }))
  assert.deepEqual(await dueDays(world.db, at(1)), [addDays(last, 1)])
})

test('whoever clears a difference up says how: the case closes with it, and the record has who and what', async () => {
  const who = await world.customer('112')
  await world.pay(who, 2_500)
  const { found } = await compare(await endDay())
  const difference = found[0] ?? assert.fail('no difference')
  const system = { kind: 'system' as const, id: 'test' }
  const name = { zh: '林晓', en: 'Lin Xiao' }
  const { id } = await inTx(world.db, (tx) =>
    createStaffMember(tx, {
      email: 'lin@example.com',
      name,
      roles: ['payments_agent'],
      password: 'staff horse battery',
      doer: system,
    }),
  )
  const case_id = difference.case_id ?? ''
  const staff = { id, roles: ['payments_agent' as const] }
  await inTx(world.db, (tx) => assignCase(tx, { case_id, staff, assignee_id: id }))
  const panel = await getCasePanel(world.db, kinds, { case_id, staff })
  assert.equal(panel.difference?.id, difference.id)
  assert.equal(panel.customer?.id, who.id)

  const doer = { kind: 'staff' as const, id }
  const resolve = () =>
    inTx(world.db, (tx) =>
      resolveDifference(tx, { difference_id: difference.id, doer, resolution: '银行已退回多扣的 1 元' }),
    )
  const resolved = await resolve()
  assert.partialDeepStrictEqual(resolved, { status: 'resolved', resolution: '银行已退回多扣的 1 元' })
  assert.equal((await getCase(world.db, kinds, case_id)).status, 'closed')
  assert.deepEqual(
    (await listAudit(world.db, difference.id)).map(({ action, actor_id }) => [action, actor_id]),
    [['difference.resolved', id]],
  )
  await assert.rejects(resolve, refusedWith('TRANSITION_ILLEGAL'))
  await assert.rejects(
    inTx(world.db, (tx) => resolveDifference(tx, { difference_id: newId('difference'), doer, resolution: 'x' })),
    refusedWith('NOT_FOUND'),
  )
})
