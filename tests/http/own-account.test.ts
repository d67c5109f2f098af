import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiPrefix, money } from '@topay/contract'
import { strFromU8, unzipSync } from 'fflate'
import { DAY, openField } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, type TestCustomer } from '../support/app.ts'
import { refused, useAccounts } from '../support/account-world.ts'

const { app, travel, byCode, templatesAt, signInAgain } = useAccounts()

const pay = async (customer: TestCustomer, merchant_id: string, amount = 1_200) => {
  const order = await customer.api('createOrder', {
    body: { merchant_id, amount: money(amount), description: '登山杖' },
  })
  return customer.api('payOrder', {
    params: { order_id: order.id },
    body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
}
const chinaMonth = (at: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' }).format(at)

/** Waits until a job has made the file. */
const ready = async (customer: TestCustomer, id: string): Promise<void> => {
  for (;;) {
    const { items } = await customer.api('listDataExports', {})
    if (items.find((each) => each.id === id)?.status === 'ready') return
  }
}

test('the check-up adds up to its score, and rises when something is put right', async () => {
  const customer = await app().signUp()
  const before = await customer.api('getSecurityCheckup', {})
  assert.equal(
    before.score,
    before.items.reduce((sum, { points }) => sum + points, 0),
  )
  assert.equal(
    before.items.reduce((sum, { of }) => sum + of, 0),
    100,
  )
  assert.equal(before.items.find(({ item }) => item === 'payment_password')?.state, 'urgent')
  await customer.api('setPaymentPassword', { body: { payment_password: PAYMENT_PASSWORD } })
  await customer.api('setPhrase', {
    body: { phrase: '雨后的栀子花', verification: await byCode(customer, { operation: 'set_phrase' }) },
  })
  const after = await customer.api('getSecurityCheckup', {})
  assert.ok(after.score > before.score)
  assert.equal(after.phrase, '雨后的栀子花')
  assert.equal(after.recent[0]?.kind, 'phrase_changed')
})

test('a month is looked through once; what is not known opens one case with the payment in it, however often it is said', async () => {
  const customer = await app().signUpReady(50_000)
  const { id: merchant_id } = await app().openMerchant()
  const month = chinaMonth(Date.now())
  const payment = await pay(customer, merchant_id)
  await pay(customer, merchant_id, 900)
  travel(32 * DAY)
  const api = await signInAgain(customer, CUSTOMER_PASSWORD)
  const later = { ...customer, api }
  const { review_month } = await api('getSecurityCheckup', {})
  // On the last days of a month another one has passed.
  if (review_month !== null) assert.equal(review_month, month)
  const review = await api('getMonthReview', { params: { month } })
  assert.deepEqual(
    review.items.map(({ amount, answer }) => [amount.amount, answer]),
    [
      [900, null],
      [1_200, null],
    ],
  )
  const doubted = review.items[1]?.transaction_id ?? ''
  const [first, second] = await Promise.all([
    api('answerMonthReview', { params: { month }, body: { unknown: [doubted] } }),
    api('answerMonthReview', { params: { month }, body: { unknown: [doubted] } }),
  ])
  const [case_id = '', ...more] = [...first.case_ids, ...second.case_ids]
  assert.equal(more.length, 0)
  assert.equal((await later.api('getMyCase', { params: { case_id } })).payment_id, payment.id)
  const seen = await api('getMonthReview', { params: { month } })
  assert.deepEqual(
    seen.items.map(({ answer }) => answer),
    ['mine', 'unknown'],
  )
  assert.equal((await api('getSecurityCheckup', {})).review_month, null)
  await assert.rejects(
    api('answerMonthReview', { params: { month }, body: { unknown: ['txn_0190a5c27b1e7c3a8d4e5f60718293a4'] } }),
    refused('INPUT_INVALID'),
  )
})

test('an export wants password and second factor, holds what is the customer’s and no secrets, and is for nobody else', async () => {
  const customer = await app().signUpReady(20_000)
  const wanted = { password: CUSTOMER_PASSWORD }
  await assert.rejects(
    customer.api('exportMyData', { body: { password: 'wrong horse battery' } }),
    refused('CREDENTIALS_WRONG'),
  )
  await assert.rejects(customer.api('exportMyData', { body: wanted }), refused('FACTOR_NEEDED'))
  const verification = await byCode(customer, { operation: 'export_data' })
  const { id } = await customer.api('exportMyData', { body: { ...wanted, verification } })
  await ready(customer, id)

  const download = (token: string) =>
    fetch(`${app().url}${apiPrefix}/me/data-exports/${id}/file`, { headers: { authorization: `Bearer ${token}` } })
  const files = unzipSync(new Uint8Array(await (await download(customer.token)).arrayBuffer()))
  const all = Object.values(files)
    .map((file) => strFromU8(file))
    .join('\n')
  assert.match(strFromU8(files['addresses.json'] ?? new Uint8Array()), new RegExp(customer.identifier))
  assert.match(strFromU8(files['transactions.json'] ?? new Uint8Array()), /20000/)
  assert.doesNotMatch(all, /argon2id|_hash|"code"/)

  const other = await app().signUp()
  assert.equal((await download(other.token)).status, 404)
  assert.ok((await templatesAt(customer.identifier)).includes('alert_data_exported'))
  travel(8 * DAY)
  const later = await signInAgain(customer, CUSTOMER_PASSWORD)
  await assert.rejects(later('downloadDataExport', { params: { data_export_id: id } }), refused('EXPORT_NOT_READY'))
})

test('an account with money stays open; an empty one closes for good, its address is free again, and who it was lies apart and sealed', async () => {
  const rich = await app().signUpReady(1_000)
  assert.deepEqual((await rich.api('getClosure', {})).obstacles, ['balance'])
  await assert.rejects(
    rich.api('closeMyAccount', {
      body: { password: CUSTOMER_PASSWORD, verification: await byCode(rich, { operation: 'close_account' }) },
    }),
    refused('CLOSURE_BLOCKED'),
  )

  const leaving = await app().signUpReady()
  const { id: payee_id } = await rich.api('findPayee', { body: { identifier: leaving.identifier } })
  await assert.rejects(
    leaving.api('closeMyAccount', { body: { password: CUSTOMER_PASSWORD } }),
    refused('FACTOR_NEEDED'),
  )
  const verification = await byCode(leaving, { operation: 'close_account' })
  await leaving.api('closeMyAccount', { body: { password: CUSTOMER_PASSWORD, verification, reason: '不用了' } })
  await assert.rejects(leaving.api('getMe', {}), refused('NOT_SIGNED_IN'))
  await assert.rejects(
    app().anonymous('signIn', { body: { identifier: leaving.identifier, password: CUSTOMER_PASSWORD, token: true } }),
    refused('CREDENTIALS_WRONG'),
  )
  const late = await rich.api('sendTransfer', {
    body: { payee_id, amount: money(100), payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.equal(late.failure_code, 'PAYEE_BAD')
  assert.ok((await templatesAt(leaving.identifier)).includes('alert_account_closed'))
  const kept = await app()
    .db.selectFrom('closed_account')
    .select('identity')
    .where('customer_id', '=', leaving.id)
    .executeTakeFirstOrThrow()
  const place = { column: 'closed_account.identity', row: leaving.id } as const
  assert.match(
    await openField(app().db, app().config.TOPAY_SECRET, place, kept.identity),
    new RegExp(leaving.identifier),
  )
  const again = await app().signUp('陈思远', leaving.identifier)
  assert.notEqual(again.id, leaving.id)
})
