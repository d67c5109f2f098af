import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { money } from '@topay/contract'
import { type BankWorld, openBankWorld } from '../../../../tests/support/bank-world.ts'
import { assertBooksWhole } from '../../../../tests/support/books.ts'
import { inTx, MINUTE, newId, timestamp } from '../platform/index.ts'
import { getTopUp, getWithdrawal, move, settleWithdrawal, walletAccount } from '../wallet/index.ts'
import { addDays } from './china-day.ts'
import { differencesOf, findDay } from './queries.ts'
import { reconcileDay } from './reconcile-day.ts'

let world: BankWorld
before(async () => {
  world = await openBankWorld()
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
/** A withdrawal of all there is that failed here, its money back in the balance, and that the bank paid out. */
const paidThoughFailed = async (amount: number, paid = amount) => {
  const who = await world.customer()
  await world.topUp(who, amount)
  const id = await world.startWithdrawal(who, amount)
  const declined = { status: 'failed' as const, failure_code: 'BANK_DECLINE' as const, bank_code: '05' }
  await inTx(world.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome: declined, queried: true }))
  assert.equal(await world.balance(who), amount)
  const { bank_token: token } = await world.db
    .selectFrom('bank_card')
    .select('bank_token')
    .where('id', '=', who.card_id)
    .executeTakeFirstOrThrow()
  const expires_at = new Date(Date.parse(timestamp()) + MINUTE).toISOString()
  assert.equal((await world.bank.payout({ id, token, amount: money(paid), expires_at })).kind, 'approved')
  return { who, id }
}

test('what the bank paid out though it had failed is taken back by the file, and the difference names what is missing', async () => {
  const all = await paidThoughFailed(5_000)
  const some = await paidThoughFailed(7_000)
  const spent = { from: walletAccount(some.who.id), to: walletAccount(all.who.id), amount: 3_000, at: timestamp() }
  await inTx(world.db, (tx) => move(tx, { id: newId('transfer'), kind: 'transfer', ...spent }))
  const day = await endDay()
  const seen = await compare(day)
  const again = await compare(day)
  assert.equal((await getWithdrawal(world.db, all.id)).status, 'succeeded')
  assert.equal((await getWithdrawal(world.db, some.id)).status, 'failed')
  assert.equal(await world.balance(all.who), 3_000)
  assert.equal(await world.balance(some.who), 0)
  const details = new Map(seen.found.map(({ kind, reference, detail_en }) => [`${kind} ${reference}`, detail_en]))
  assert.deepEqual(new Set(details.keys()), new Set([`status ${all.id}`, `status ${some.id}`]))
  assert.match(details.get(`status ${some.id}`) ?? '', /¥40\.00 was taken back from the balance, ¥30\.00 is missing/)
  assert.match(details.get(`status ${all.id}`) ?? '', /¥50\.00 was taken back from the balance, ¥0\.00 is missing/)
  assert.equal(seen.day.books_total, seen.day.bank_total + 3_000)
  assert.deepEqual([again.found.length, again.day.books_total], [2, seen.day.books_total])
  assert.deepEqual(await world.messages(all.who), ['withdrawal_failed', 'withdrawal_succeeded'])
  assert.deepEqual((await compare(await endDay())).found, [], 'booked the day after, and of the day before at the bank')
})

test('a movement of another amount or operation than was asked for decides nothing', async () => {
  const wrong = await paidThoughFailed(6_000, 5_999)
  const who = await world.customer('113')
  const topUp = await world.topUp(who, 5_500)
  assert.equal(topUp.status, 'unknown')
  const day = await endDay()
  const statement = await world.bank.statement(day)
  assert.equal(statement.kind, 'statement')
  const rows = statement.kind === 'statement' ? statement.rows : []
  const lying = rows.map((row) => (row.id === topUp.id ? { ...row, type: 'payout' as const } : row))
  const bank = {
    ...world.bank,
    statement: async (date: string) =>
      date === day ? { kind: 'statement' as const, date, complete: true, rows: lying } : world.bank.statement(date),
  }
  await reconcileDay({ ...world.deps, bank }, day)
  assert.deepEqual(
    new Set((await differencesOf(world.db, day)).map(({ kind, reference }) => `${kind} ${reference}`)),
    new Set([`amount ${wrong.id}`, ...rows.filter(({ id }) => id === topUp.id).map(({ id }) => `bank_only ${id}`)]),
  )
  assert.equal(rows.filter(({ id }) => id === topUp.id).length, 1)
  assert.equal((await getTopUp(world.db, topUp.id)).status, 'unknown')
  assert.equal(await world.balance(wrong.who), 6_000)
  await world.runJobs()
  await compare(await endDay())
})
