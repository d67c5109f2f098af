import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { leg, openBooks, openWallets, refused, type Books } from '../test/books.ts'
import { balances, capture, hold, reverse, reversible, transfer, type ReverseInput } from './index.ts'

let books: Books
let customer = ''
let merchant = ''
let count = 0
before(async () => {
  books = await openBooks()
})
after(() => books.close())
beforeEach(async () => {
  count += 1
  customer = `customer ${count}`
  merchant = `merchant ${count}`
  await openWallets(books.pool, { [customer]: 100, [merchant]: 0, [`guarantee ${count}`]: 1000 })
  await transfer(books.pool, { id: `pay ${count}`, kind: 'payment', legs: [leg(customer, merchant, 100)] })
})

let refunds = 0
const refund = (amount?: number, more: Partial<ReverseInput> = {}) =>
  reverse(books.pool, {
    id: `refund ${(refunds += 1)}`,
    transfer_id: `pay ${count}`,
    kind: 'refund',
    ...(amount === undefined ? {} : { amount }),
    ...more,
  })
const amounts = async () => (await balances(books.pool, [customer, merchant])).map(({ balance }) => balance)

test('a reversal takes the whole transfer back and names it', async () => {
  const answer = await refund()
  assert.equal(answer.target, `pay ${count}`)
  assert.deepEqual(answer.legs, [{ debit_account: merchant, credit_account: customer, amount: 100 }])
  assert.deepEqual(await amounts(), [100, 0])
})

test('parts may be taken back until exactly nothing is left', async () => {
  await refund(30)
  await refund(30)
  const error = await refused(refund(41), 'REVERSAL_TOO_LARGE')
  assert.deepEqual(error.details, { leg: 0, remaining: 40 })
  assert.deepEqual(await reversible(books.pool, `pay ${count}`), [40])
  await refund(40)
  assert.deepEqual(await reversible(books.pool, `pay ${count}`), [0])
  assert.deepEqual(await amounts(), [100, 0])
  assert.equal((await refused(refund(1), 'REVERSAL_TOO_LARGE')).details.remaining, 0)
})

test('a repeated reversal is applied once', async () => {
  const first = await refund(60, { id: `r ${count}` })
  assert.deepEqual(await refund(60, { id: `r ${count}` }), { ...first, replayed: true })
  await refused(refund(40, { id: `r ${count}` }), 'ID_REUSED')
  assert.deepEqual(await amounts(), [60, 40])
})

test('of many reversals at once only so many succeed as there is money to take back', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => refund(30)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 3)
  assert.deepEqual(await amounts(), [90, 10])
})

test('another payer or payee counts against the same original', async () => {
  await refund(70, { debit_account: `guarantee ${count}` })
  await refund(30, { credit_account: 'bank', kind: 'chargeback' })
  assert.deepEqual(await amounts(), [70, 70])
  await refused(refund(1, { debit_account: `guarantee ${count}` }), 'REVERSAL_TOO_LARGE')
})

test('a refund that failed is reversed, which gives the right to refund back', async () => {
  await refund(80, { id: `r ${count}` })
  await refused(refund(21), 'REVERSAL_TOO_LARGE')
  await reverse(books.pool, { id: `failed ${count}`, transfer_id: `r ${count}`, amount: 50, kind: 'refund_failed' })
  assert.deepEqual(await amounts(), [30, 70])
  await refused(refund(71), 'REVERSAL_TOO_LARGE')
  await refund(70)
  assert.deepEqual(await amounts(), [100, 0])
  await refused(reverse(books.pool, { id: 'deep', transfer_id: `failed ${count}` }), 'NOT_REVERSIBLE')
})

test('a captured hold can be reversed by what was captured, the hold itself cannot', async () => {
  await refund()
  await hold(books.pool, { id: `h ${count}`, kind: 'p', legs: [leg(customer, merchant, 50)] })
  await refused(refund(undefined, { transfer_id: `h ${count}` }), 'NOT_REVERSIBLE')
  await capture(books.pool, { id: `c ${count}`, hold_id: `h ${count}`, amount: 20 })
  await refused(refund(21, { transfer_id: `c ${count}` }), 'REVERSAL_TOO_LARGE')
  await refund(20, { transfer_id: `c ${count}` })
  assert.deepEqual(await amounts(), [100, 0])
})

test('each leg of a transfer is taken back by its own amount', async () => {
  await refund()
  const legs = [leg(customer, merchant, 60), leg(merchant, 'bank', 6)]
  await transfer(books.pool, { id: `split ${count}`, kind: 'p', legs })
  await refused(refund(10, { transfer_id: `split ${count}` }), 'AMOUNT_INVALID')
  await refund(undefined, { transfer_id: `split ${count}`, amounts: [10, 1] })
  await refused(refund(undefined, { transfer_id: `split ${count}`, amounts: [0, 6] }), 'REVERSAL_TOO_LARGE')
  assert.deepEqual(await reversible(books.pool, `split ${count}`), [50, 5])
  await refund(undefined, { transfer_id: `split ${count}`, amounts: [50, 5] })
  assert.deepEqual(await amounts(), [100, 0])
})

test('what was never posted cannot be taken back, nor what the payee no longer has', async () => {
  await refused(refund(1, { transfer_id: 'never heard of' }), 'TRANSFER_NOT_FOUND')
  await transfer(books.pool, { id: `gone ${count}`, kind: 'p', legs: [leg(merchant, 'bank', 90)] })
  assert.equal((await refused(refund(11), 'INSUFFICIENT_FUNDS')).details.available, 10)
  await refund(10)
})
