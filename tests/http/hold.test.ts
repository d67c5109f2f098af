import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Client, money } from '@topay/contract'
import { DAY, HOUR, MINUTE, SECOND } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, type TestCustomer } from '../support/app.ts'
import { refused, useAccounts } from '../support/account-world.ts'

const { app, travel, outbox, codeAt, templatesAt, signInAgain, byCode } = useAccounts()
const PIN = '864209'
const send = (api: Client, payee_id: string, amount: number, payment_password = PIN) =>
  api('sendTransfer', { body: { payee_id, amount: money(amount), payment_password }, idempotencyKey: randomUUID() })
const payeeOf = async ({ api }: TestCustomer, other: TestCustomer): Promise<string> =>
  (await api('findPayee', { body: { identifier: other.identifier } })).id
const resetPin = async (customer: TestCustomer) =>
  customer.api('resetPaymentPassword', {
    body: {
      payment_password: PIN,
      password: CUSTOMER_PASSWORD,
      verification: await byCode(customer, { operation: 'reset_payment_password' }),
    },
  })

test('after a reset only small amounts a day go, to those paid before; new payees and withdrawals wait until the hold ends', async () => {
  const customer = await app().signUpReady(200_000)
  const [known, fresh] = [await app().signUp(), await app().signUp()]
  const [friend, stranger] = [await payeeOf(customer, known), await payeeOf(customer, fresh)]
  await send(customer.api, friend, 5_000, PAYMENT_PASSWORD)
  const { outbound_hold } = await resetPin(customer)
  assert.ok(outbound_hold)

  const refusedFor = { status: 'failed', failure_code: 'SEC_COOLDOWN', locked_until: outbound_hold.until }
  assert.partialDeepStrictEqual(await send(customer.api, stranger, 100), refusedFor)
  const withdrawal = await customer.api('withdraw', {
    body: { card_id: customer.card_id, amount: money(100), payment_password: PIN },
    idempotencyKey: randomUUID(),
  })
  assert.partialDeepStrictEqual(withdrawal, refusedFor)
  // ¥50.00 of today's ¥200.00 went before.
  assert.partialDeepStrictEqual(await send(customer.api, friend, 15_001), refusedFor)
  assert.equal((await send(customer.api, friend, 15_000)).status, 'succeeded')
  assert.partialDeepStrictEqual(await send(customer.api, friend, 1), refusedFor)

  travel(DAY - HOUR)
  const before = await signInAgain(customer, CUSTOMER_PASSWORD)
  assert.equal((await send(before, stranger, 100)).failure_code, 'SEC_COOLDOWN')
  travel(HOUR + MINUTE)
  assert.equal((await before('getMe', {})).outbound_hold, null)
  assert.equal((await send(before, stranger, 100)).status, 'succeeded')
})

test('many small amounts at once are no more than what may leave in a day', async () => {
  const customer = await app().signUpReady(200_000)
  const friend = await payeeOf(customer, await app().signUp())
  await send(customer.api, friend, 1_000, PAYMENT_PASSWORD)
  await resetPin(customer)
  const sent = await Promise.all(Array.from({ length: 6 }, () => send(customer.api, friend, 6_000)))
  assert.equal(sent.filter(({ status }) => status === 'succeeded').length, 3)
  assert.equal(sent.filter(({ failure_code }) => failure_code === 'SEC_COOLDOWN').length, 3)
})

test('a payment during a hold: a merchant paid before takes small amounts, a new one none, and the diagnosis counts down', async () => {
  const customer = await app().signUpReady(200_000)
  const [usual, other] = [await app().openMerchant(), await app().openMerchant()]
  const pay = async (merchant: typeof usual, amount: number, payment_password: string) => {
    const shop = app().client(merchant.api_key)
    const { id: order_id } = await shop('createOrder', { body: { amount: money(amount), description: '登山杖' } })
    return customer.api('payOrder', { params: { order_id }, body: { payment_password }, idempotencyKey: randomUUID() })
  }
  assert.equal((await pay(usual, 1_000, PAYMENT_PASSWORD)).status, 'succeeded')
  const { outbound_hold } = await resetPin(customer)
  assert.equal((await pay(usual, 2_000, PIN)).status, 'succeeded')
  const failed = await pay(other, 2_000, PIN)
  assert.deepEqual([failed.failure_code, failed.locked_until], ['SEC_COOLDOWN', outbound_hold?.until])
  const { cause, next_step } = await customer.api('diagnosePayment', { params: { payment_id: failed.id } })
  assert.equal(next_step?.action, 'countdown')
  assert.match(cause?.zh ?? '', /支付密码刚重置过；其间只能付给付过的人和商家，每天共 ¥200\.00 以内。$/)
})

test('an address is added with a second factor and the code that went to it; all addresses are told, and money waits three days', async () => {
  const customer = await app().signUp()
  const identifier = `${randomUUID()}@example.com`
  await assert.rejects(customer.api('startAddContact', { body: { identifier } }), refused('FACTOR_NEEDED'))
  const verification = await byCode(customer, { operation: 'add_contact', identifier })
  await assert.rejects(
    customer.api('startAddContact', { body: { identifier: `${randomUUID()}@example.com`, verification } }),
    refused('CODE_WRONG'),
  )
  const { contact_change_id } = await customer.api('startAddContact', { body: { identifier, verification } })
  const params = { contact_change_id }
  const code = await codeAt(identifier)
  const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  const stranger = await app().signUp()
  await assert.rejects(stranger.api('confirmAddContact', { params, body: { code } }), refused('CODE_WRONG'))
  await assert.rejects(customer.api('confirmAddContact', { params, body: { code: other } }), refused('CODE_WRONG'))
  const contact = await customer.api('confirmAddContact', { params, body: { code } })
  assert.partialDeepStrictEqual(contact, { kind: 'email', value: identifier, primary: false })
  await assert.rejects(customer.api('confirmAddContact', { params, body: { code } }), refused('CODE_WRONG'))
  for (const address of [identifier, customer.identifier])
    assert.equal((await templatesAt(address))[0], 'alert_contact_added')
  assert.equal((await customer.api('getMe', {})).outbound_hold?.reason, 'contact_changed')

  travel(3 * DAY - HOUR)
  const api = await signInAgain(customer, CUSTOMER_PASSWORD)
  assert.ok((await api('getMe', {})).outbound_hold)
  travel(HOUR + MINUTE)
  assert.equal((await api('getMe', {})).outbound_hold, null)
})

test('the old address is removed with a second factor and told; the last one stays', async () => {
  const customer = await app().signUp()
  const [first] = (await customer.api('listContacts', {})).items
  const old = first?.id ?? ''
  await assert.rejects(
    customer.api('removeContact', { params: { contact_id: old }, body: {} }),
    refused('CONTACT_LAST'),
  )
  const identifier = '+8613812677001'
  const verification = await byCode(customer, { operation: 'add_contact', identifier })
  const { contact_change_id } = await customer.api('startAddContact', { body: { identifier, verification } })
  await customer.api('confirmAddContact', { params: { contact_change_id }, body: { code: await codeAt(identifier) } })
  const params = { contact_id: old }
  await assert.rejects(customer.api('removeContact', { params, body: {} }), refused('FACTOR_NEEDED'))
  travel(61 * SECOND)
  const { id: challenge_id } = await customer.api('startChallenge', {
    body: { operation: 'remove_contact', contact_id: old },
  })
  const removal = { challenge_id, code: await codeAt(identifier) }
  const stranger = await app().signUp()
  await assert.rejects(stranger.api('removeContact', { params, body: { verification: removal } }), refused('NOT_FOUND'))
  const { items } = await customer.api('removeContact', { params, body: { verification: removal } })
  assert.deepEqual(
    items.map(({ value, primary }) => [value, primary]),
    [[identifier, true]],
  )
  for (const address of [identifier, customer.identifier])
    assert.equal((await templatesAt(address))[0], 'alert_contact_removed')
})

test('an address of somebody else looks the same until the code, its owner is told, and no code fits', async () => {
  const [customer, owner] = [await app().signUp(), await app().signUp()]
  const { identifier } = owner
  travel(61 * SECOND)
  const before = (await outbox(identifier)).length
  const verification = await byCode(customer, { operation: 'add_contact', identifier })
  const answer = await customer.api('startAddContact', { body: { identifier, verification } })
  assert.deepEqual(Object.keys(answer).toSorted(), ['contact_change_id', 'expires_at', 'resend_at'])
  const [told] = await outbox(identifier)
  assert.equal((await outbox(identifier)).length, before + 1)
  assert.deepEqual([told?.template, told?.code], ['contact_taken', null])
  const { contact_change_id } = answer
  await assert.rejects(
    customer.api('confirmAddContact', { params: { contact_change_id }, body: { code: '000000' } }),
    refused('CODE_WRONG'),
  )
})

test('the phrase is set with a second factor and stands in every message from then on', async () => {
  const customer = await app().signUp()
  const phrase = '蓝鲸爱吃桃'
  await assert.rejects(customer.api('setPhrase', { body: { phrase } }), refused('FACTOR_NEEDED'))
  const verification = await byCode(customer, { operation: 'set_phrase' })
  assert.deepEqual(await customer.api('setPhrase', { body: { phrase, verification } }), { phrase })
  await byCode(customer, { operation: 'set_phrase' })
  for (const { template, body } of (await outbox(customer.identifier)).slice(0, 2))
    assert.ok(body.includes(phrase), template)
})
