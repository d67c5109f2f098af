import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import {
  balance,
  balances,
  capture,
  entries,
  expireHolds,
  hold,
  openAccount,
  release,
  transfer,
  verify,
  type HoldInput,
} from './index.ts'

let books: Books
let payer = ''
let payee = ''
let count = 0
before(async () => {
  books = await openBooks()
})
after(() => books.close())
beforeEach(async () => {
  count += 1
  payer = `payer ${count}`
  payee = `payee ${count}`
  await openWallets(books.pool, { [payer]: 100, [payee]: 0 })
})

const noon = '2026-05-01T12:00:00.000Z'
const one = '2026-05-01T13:00:00.000Z'
const setAside = (amount: number, more: Partial<HoldInput> = {}) =>
  hold(books.pool, { id: `hold ${count}`, kind: 'payment', legs: [leg(payer, payee, amount)], at: noon, ...more })
const end = { get: () => ({ id: `end ${count}`, hold_id: `hold ${count}`, at: noon }) }

async function state(at = noon): Promise<[balance: number, held: number, available: number, received: number]> {
  const [a, b] = await balances(books.pool, [payer, payee], at)
  assert.ok(a && b)
  return [a.balance, a.held, a.available, b.balance]
}

test('a hold sets money aside without moving it', async () => {
  const answer = await setAside(30)
  assert.equal(answer.op, 'hold')
  assert.deepEqual(await state(), [100, 30, 70, 0])
  const error = await refused(
    transfer(books.pool, { id: `over ${count}`, kind: 'p', legs: [leg(payer, payee, 71)] }),
    'INSUFFICIENT_FUNDS',
  )
  assert.deepEqual(error.details, { account_id: payer, required: 71, available: 70 })
  await transfer(books.pool, { id: `rest ${count}`, kind: 'p', legs: [leg(payer, payee, 70)] })
  assert.deepEqual(await state(), [30, 30, 0, 70])
})

test('a hold of more than is available is refused', async () => {
  await refused(setAside(101), 'INSUFFICIENT_FUNDS')
  assert.deepEqual(await state(), [100, 0, 100, 0])
})

test('capture posts the whole', async () => {
  await setAside(30)
  const answer = await capture(books.pool, end.get())
  assert.equal(answer.kind, 'payment')
  assert.deepEqual(await state(), [70, 0, 70, 30])
})

test('capture of a part posts it and releases the rest', async () => {
  await setAside(30)
  await capture(books.pool, { ...end.get(), amount: 20 })
  assert.deepEqual(await state(), [80, 0, 80, 20])
  const [line] = (await entries(books.pool, payer, { limit: 1 })).entries
  assert.deepEqual([line?.amount, line?.held, line?.balance_after, line?.held_after], [20, -30, 80, 0])
})

test('capture of more than is held is refused and the hold stays', async () => {
  await setAside(30)
  const error = await refused(capture(books.pool, { ...end.get(), amount: 31 }), 'CAPTURE_TOO_LARGE')
  assert.deepEqual(error.details, { leg: 0, held: 30 })
  await capture(books.pool, { ...end.get(), amount: 30 })
  assert.deepEqual(await state(), [70, 0, 70, 30])
})

test('release gives everything back', async () => {
  await setAside(30)
  await release(books.pool, end.get())
  assert.deepEqual(await state(), [100, 0, 100, 0])
})

test('a hold ends once, whatever is tried next', async () => {
  await setAside(30)
  await capture(books.pool, end.get())
  const error = await refused(release(books.pool, { ...end.get(), id: `r ${count}` }), 'HOLD_CAPTURED')
  assert.deepEqual(error.details, { ended_by: `end ${count}` })
  await refused(capture(books.pool, { ...end.get(), id: `c ${count}` }), 'HOLD_CAPTURED')
  assert.deepEqual(await state(), [70, 0, 70, 30])
})

test('every operation on a hold may be repeated and changes nothing', async () => {
  const first = await setAside(30)
  assert.deepEqual(await setAside(30), { ...first, replayed: true })
  const captured = await capture(books.pool, { ...end.get(), amount: 10 })
  assert.deepEqual(await capture(books.pool, { ...end.get(), amount: 10 }), { ...captured, replayed: true })
  await refused(capture(books.pool, { ...end.get(), amount: 11 }), 'ID_REUSED')
  assert.deepEqual(await setAside(30), { ...first, replayed: true })
  assert.deepEqual(await state(), [90, 0, 90, 10])
})

test('of a capture and a release at the same moment one wins', async () => {
  await setAside(30)
  const answers = await Promise.allSettled([
    capture(books.pool, end.get()),
    release(books.pool, { ...end.get(), id: `r ${count}` }),
    capture(books.pool, { ...end.get(), id: `c ${count}`, amount: 5 }),
  ])
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
  const [, held] = await state()
  assert.equal(held, 0)
})

test('only a hold can be captured or released', async () => {
  await transfer(books.pool, { id: `t ${count}`, kind: 'p', legs: [leg(payer, payee, 1)] })
  await refused(capture(books.pool, { id: 'x', hold_id: `t ${count}` }), 'HOLD_NOT_FOUND')
  await refused(release(books.pool, { id: 'x', hold_id: 'never heard of' }), 'HOLD_NOT_FOUND')
})

test('an expired hold does not count from its very millisecond, swept or not', async () => {
  await setAside(100, { expires_at: one })
  const justBefore = new Date(new Date(one).getTime() - 1).toISOString()
  assert.deepEqual(await state(justBefore), [100, 100, 0, 0])
  assert.deepEqual(await state(one), [100, 0, 100, 0])
  const spend = (at: string) =>
    transfer(books.pool, { id: `spend ${count}`, kind: 'p', legs: [leg(payer, payee, 60)], at })
  await refused(spend(justBefore), 'INSUFFICIENT_FUNDS')
  await spend(one)
  assert.deepEqual(await state(one), [40, 0, 40, 60])
  await refused(capture(books.pool, { ...end.get(), at: one }), 'HOLD_EXPIRED')
})

test('a hold that ran out cannot be captured, but may be released', async () => {
  await setAside(30, { expires_at: one })
  await refused(capture(books.pool, { ...end.get(), at: one }), 'HOLD_EXPIRED')
  await release(books.pool, { ...end.get(), at: one })
  assert.deepEqual(await state(one), [100, 0, 100, 0])
})

test('the sweep ends what ran out, once, and leaves the rest', async () => {
  await setAside(30, { expires_at: one })
  await hold(books.pool, { id: `open ${count}`, kind: 'p', legs: [leg(payer, payee, 5)], at: noon })
  const sweep = { at: one, account_ids: [payer] }
  assert.equal(await expireHolds(books.pool, { at: noon, account_ids: [payer] }), 0)
  const swept = await Promise.all([expireHolds(books.pool, sweep), expireHolds(books.pool, sweep)])
  assert.equal(swept[0] + swept[1], 1)
  assert.deepEqual(await state(one), [100, 5, 95, 0])
  await refused(capture(books.pool, { ...end.get(), at: one }), 'HOLD_EXPIRED')
})

test('a hold reserves on every account that its legs would lower, and each leg is captured by its own amount', async () => {
  const bank = `bank ${count}`
  await openAccount(books.pool, { id: bank, type: 'bank_clearing', currency: 'CNY', allow_negative: false })
  await transfer(books.pool, { id: `load ${count}`, kind: 'p', legs: [leg(bank, payee, 50)] })
  await setAside(0, { legs: [leg(payer, bank, 40), leg(payer, payee, 20)] })
  assert.equal((await balance(books.pool, payer)).held, 60)
  assert.equal((await balance(books.pool, bank)).held, 40)
  await refused(capture(books.pool, { ...end.get(), amounts: [40, 21] }), 'CAPTURE_TOO_LARGE')
  await refused(capture(books.pool, { ...end.get(), amounts: [0, 0] }), 'AMOUNT_INVALID')
  await refused(capture(books.pool, { ...end.get(), amounts: [1] }), 'AMOUNT_INVALID')
  await capture(books.pool, { ...end.get(), amounts: [40, 0] })
  assert.deepEqual(await state(), [60, 0, 60, 50])
  const { balance: left, held } = await balance(books.pool, bank)
  assert.deepEqual([left, held], [10, 0])
})

test('the books are whole while holds are open', async () => {
  await setAside(30)
  assert.deepEqual((await verify(books.pool)).problems, [])
})
