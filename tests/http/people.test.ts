import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { ApiError, money } from '@topay/contract'
import { PAYMENT_PASSWORD, startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { sandboxCardNumber } from '../support/sandbox-bank.ts'

let app: TestApp
let an: TestCustomer & { card_id: string }
let bo: TestCustomer & { card_id: string }
before(async () => {
  app = await startTestApp()
  an = await app.signUpReady(400_000)
  bo = await app.signUpReady()
  await app.verifyAs(an.id, 2)
})
after(() => app.close())

const code = async (customer: TestCustomer): Promise<string> =>
  (await app.anonymous('listDemoOutbox', { query: { to: customer.identifier } })).items[0]?.code ?? ''
const payeeOf = async (customer: TestCustomer, other: TestCustomer) =>
  customer.api('findPayee', { body: { identifier: other.identifier } })
const refusal = (expected: string) => (error: unknown) => error instanceof ApiError && error.problem.code === expected

test('found by e-mail, shown masked, sent money, asked back for some of it', async () => {
  const payee = await payeeOf(an, bo)
  assert.match(payee.masked_name, /\*/)
  assert.match(payee.masked_address ?? '', /^.\*\*\*@example\.com$/)
  const body = { payee_id: payee.id, amount: money(12_300), note: '午饭', payment_password: PAYMENT_PASSWORD }
  const idempotencyKey = randomUUID()
  const sent = await an.api('sendTransfer', { body, idempotencyKey })
  assert.partialDeepStrictEqual(sent, { status: 'succeeded', direction: 'out', amount: money(12_300) })
  assert.deepEqual(await an.api('sendTransfer', { body, idempotencyKey }), sent)
  assert.equal((await bo.api('getWallet', {})).balance.amount, 12_300)
  assert.equal((await an.api('listPayees', {})).items[0]?.id, payee.id)
  const received = await bo.api('getTransfer', { params: { transfer_id: sent.id } })
  assert.equal(received.direction, 'in')

  const back = await payeeOf(bo, an)
  const request = await bo.api('createMoneyRequest', {
    body: { payee_id: back.id, amount: money(2_000), note: '找零' },
    idempotencyKey: randomUUID(),
  })
  const [asked] = (await an.api('listMoneyRequests', { query: { status: 'open' } })).items
  assert.partialDeepStrictEqual(asked, { id: request.id, direction: 'to_me', payee_id: payee.id })
  const params = { money_request_id: request.id }
  assert.equal((await an.api('declineMoneyRequest', { params })).status, 'declined')
  await assert.rejects(bo.api('cancelMoneyRequest', { params }), refusal('MONEY_REQUEST_ENDED'))
})

test('a large transfer says that a stronger confirmation raises the limit, and goes with the code that names it', async () => {
  const { id: payee_id } = await payeeOf(an, bo)
  const body = { payee_id, amount: money(150_000), payment_password: PAYMENT_PASSWORD }
  const refused = await an.api('sendTransfer', { body, idempotencyKey: randomUUID() })
  assert.partialDeepStrictEqual(refused, {
    status: 'failed',
    failure_code: 'LIM_AUTH_DAY',
    limit: { kind: 'auth_day' },
  })
  const challenge = await an.api('startChallenge', {
    body: { operation: 'transfer', payee_id, amount: money(150_000) },
  })
  assert.equal(challenge.amount?.amount, 150_000)
  const verification = { challenge_id: challenge.id, code: await code(an) }
  const sent = await an.api('sendTransfer', { body: { ...body, verification }, idempotencyKey: randomUUID() })
  assert.equal(sent.status, 'succeeded')
})

test('a red packet comes closed and is opened by whom it was sent to', async () => {
  const { id: payee_id } = await payeeOf(an, bo)
  // A code was sent less than a minute ago: the next one has to wait. The cap of the password alone is used up.
  const operation = { operation: 'transfer' as const, payee_id, amount: money(88) }
  await assert.rejects(an.api('startChallenge', { body: operation }), refusal('CODE_TOO_SOON'))
  const refused = await an.api('sendTransfer', {
    body: { payee_id, amount: money(88), style: 'red_packet', payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.equal(refused.failure_code, 'LIM_AUTH_DAY')
  const { id } = await bo.api('sendTransfer', {
    body: {
      payee_id: (await payeeOf(bo, an)).id,
      amount: money(88),
      style: 'red_packet',
      payment_password: PAYMENT_PASSWORD,
    },
    idempotencyKey: randomUUID(),
  })
  const params = { transfer_id: id }
  assert.equal((await an.api('getTransfer', { params })).opened_at, null)
  assert.ok((await an.api('openRedPacket', { params })).opened_at)
  await assert.rejects(bo.api('openRedPacket', { params }), refusal('NOT_FOUND'))
})

test('one’s own code leads others to oneself until it is renewed', async () => {
  const { url } = await bo.api('getReceiveCode', {})
  const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
  assert.ok(url.startsWith(`${app.url}/to/`))
  assert.equal((await an.api('findPayee', { body: { code: last(url) } })).id, (await payeeOf(an, bo)).id)
  await assert.rejects(bo.api('findPayee', { body: { code: last(url) } }), refusal('PAYEE_IS_YOU'))
  await bo.api('renewReceiveCode', {})
  await assert.rejects(an.api('findPayee', { body: { code: last(url) } }), refusal('PAYEE_NOT_FOUND'))
})

test('own limits are lowered freely and raised with the payment password', async () => {
  const limits = { per_payment: money(1_000), per_day: money(500_000) }
  assert.partialDeepStrictEqual((await bo.api('setOwnLimits', { body: limits })).own, limits)
  const higher = { ...limits, per_payment: money(2_000) }
  await assert.rejects(bo.api('setOwnLimits', { body: higher }), refusal('PAYMENT_PASSWORD_NEEDED'))
  const raised = await bo.api('setOwnLimits', { body: { ...higher, payment_password: PAYMENT_PASSWORD } })
  assert.equal(raised.own.per_payment?.amount, 2_000)
})

test('money goes back to a card through the bank, and another card can be the first', async () => {
  const spare = await an.api('addCard', {
    body: { number: sandboxCardNumber({ serial: 7, last4: '8841' }), holder_name: '陈思远' },
  })
  assert.equal(spare.is_default, false)
  await app.ageCard(spare.id)
  assert.equal(
    (await an.api('updateCard', { params: { card_id: spare.id }, body: { is_default: true } })).is_default,
    true,
  )
  const before = (await an.api('getWallet', {})).balance.amount
  const done = await an.api('withdraw', {
    body: { card_id: spare.id, amount: money(30_000), payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.partialDeepStrictEqual(done, { status: 'succeeded', money: 'at_bank' })
  assert.deepEqual(await an.api('getWithdrawal', { params: { withdrawal_id: done.id } }), done)
  assert.equal((await an.api('getWallet', {})).balance.amount, before - 30_000)
  await assert.rejects(bo.api('getWithdrawal', { params: { withdrawal_id: done.id } }), refusal('NOT_FOUND'))
})

test('money leaves for a card of today with a code as well, and only for a card in one’s own name', async () => {
  const cy = await app.signUpReady(50_000)
  const number = sandboxCardNumber({ serial: 9, last4: '9072' })
  const link = (holder_name: string) => cy.api('addCard', { body: { number, holder_name } })
  await assert.rejects(link('林晓'), refusal('CARD_NAME_DIFFERS'))
  const { id: card_id } = await link('陈思远')
  const body = { card_id, amount: money(100), payment_password: PAYMENT_PASSWORD }
  const refused = await cy.api('withdraw', { body, idempotencyKey: randomUUID() })
  assert.partialDeepStrictEqual(refused, { status: 'failed', failure_code: 'SEC_2FA_NEED' })
  const verification = await app.confirm(cy, { operation: 'withdraw', card_id, amount: money(100) })
  const done = await cy.api('withdraw', { body: { ...body, verification }, idempotencyKey: randomUUID() })
  assert.equal(done.status, 'succeeded')
})

test('an unknown key without the payment password starts nothing and leaves nothing in the bills', async () => {
  const cy = await app.signUpReady(5_000)
  const bills = async () => (await cy.api('listTransactions', {})).items.length
  const before = await bills()
  const { id: merchant_id } = await app.openMerchant()
  const order = { merchant_id, amount: money(100), description: '登山杖' }
  const { id: order_id } = await cy.api('createOrder', { body: order })
  const { id: payee_id } = await payeeOf(cy, bo)
  const amount = money(9_900)
  const idempotencyKey = randomUUID()
  const pay = (payment_password?: string) =>
    cy.api('payOrder', {
      params: { order_id },
      body: { method: { type: 'balance' }, payment_password },
      idempotencyKey,
    })
  const refused = refusal('INPUT_INVALID')
  await assert.rejects(pay(), refused)
  const named = { payee_id, amount, payee_name: '陈思远' }
  await assert.rejects(cy.api('sendTransfer', { body: named, idempotencyKey: randomUUID() }), refused)
  const taken = { card_id: cy.card_id, amount }
  await assert.rejects(cy.api('withdraw', { body: taken, idempotencyKey: randomUUID() }), refused)
  assert.equal(await bills(), before)
  const paid = await pay(PAYMENT_PASSWORD)
  assert.equal(paid.status, 'succeeded')
  assert.equal((await pay()).id, paid.id)
})
