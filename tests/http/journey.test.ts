import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { GOOD_CARD, PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { openStream } from '../support/stream.ts'
import { verify } from '@topay/ledger'
import { asQueryable } from '../../packages/server/src/platform/index.ts'
import { verifyAudit } from '../../packages/server/src/audit/index.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

const yuan = (amount: number) => ({ amount, currency: 'CNY' as const })

test('a failed payment is answered by official support: pay, fail, ask, answer, top up, pay, close, rate', async () => {
  const merchant = await app.openMerchant()
  const customer = await app.signUp('陈思远')
  const agent = await app.signInStaff()
  const me = await openStream(app.url, customer.token)
  await me.subscribe('me')
  const desk = await openStream(app.url, agent.token)
  await desk.subscribe('desk')

  // The customer has 12.00 and wants something for 86.00.
  const card = await customer.api('addCard', { body: { number: GOOD_CARD, holder_name: '陈思远' } })
  assert.equal(card.last4, '7893')
  const first = await customer.api('topUp', {
    body: { card_id: card.id, amount: yuan(1_200) },
    idempotencyKey: randomUUID(),
  })
  assert.equal(first.status, 'succeeded')
  await customer.api('setPaymentPassword', { body: { payment_password: PAYMENT_PASSWORD } })
  const order = await customer.api('createOrder', {
    body: { merchant_id: merchant.id, amount: yuan(8_600), description: '登山杖' },
  })
  const failed = await customer.api('payOrder', {
    params: { order_id: order.id },
    body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.equal(failed.status, 'failed')
  assert.equal(failed.failure_code, 'BAL_WALLET')
  assert.equal(failed.money_moved, 'no')
  assert.deepEqual(failed.shortfall, yuan(7_400))
  assert.deepEqual((await customer.api('getWallet', {})).balance, yuan(1_200), 'nothing was taken')

  // The app says where the money is, why, and what to do.
  const diagnosis = await customer.api('diagnosePayment', { params: { payment_id: failed.id } })
  assert.equal(diagnosis.money, 'not_charged')
  assert.match(diagnosis.verdict.zh, /没有被扣走/)
  assert.match(diagnosis.verdict.en, /not charged/)
  assert.equal(diagnosis.next_step?.action, 'top_up')
  assert.deepEqual(diagnosis.next_step?.amount, yuan(7_400))
  assert.equal(diagnosis.order_status, 'open')

  // One tap opens a chat that already knows the payment; the agent sees it.
  const opened = await customer.api('openCase', { body: { topic: 'payment', payment_id: failed.id } })
  await desk.event('case', (event) => event.case_id === opened.id)
  const again = await customer.api('openCase', { body: { topic: 'payment', payment_id: failed.id } })
  assert.equal(again.id, opened.id, 'tapping twice opens one case')
  const sent = await customer.api('sendMessage', {
    params: { case_id: opened.id },
    body: { text: '钱呢？' },
    idempotencyKey: randomUUID(),
  })
  const seen = await desk.event('message', (event) => event.message.id === sent.id)
  assert.equal(seen.message.text, '钱呢？')

  const inbox = await agent.api('listCases', { query: { view: 'unassigned' } })
  const row = inbox.items.find((item) => item.id === opened.id)
  assert.equal(row?.payment?.failure_code, 'BAL_WALLET')
  assert.notEqual(row?.customer_name, '陈思远', 'the name is masked')
  await agent.api('assignCase', { params: { case_id: opened.id }, body: { assignee_id: agent.id } })
  const panel = await agent.api('getCasePanel', { params: { case_id: opened.id } })
  assert.deepEqual(panel.diagnosis?.verdict, diagnosis.verdict, 'both sides read the same verdict')
  assert.deepEqual(panel.balance, yuan(1_200))
  assert.ok(panel.recent_transactions.some((transaction) => transaction.payment_id === failed.id))

  const reply = await agent.api('replyToCase', {
    params: { case_id: opened.id },
    body: { text: '陈先生您好，钱没有被扣走，还差 ¥74.00，充值后再付就可以。' },
    idempotencyKey: randomUUID(),
  })
  await me.event('message', (event) => event.message.id === reply.id)

  // Top up what is missing, pay again: it succeeds, and the case learns of it.
  await customer.api('topUp', { body: { card_id: card.id, amount: yuan(7_400) }, idempotencyKey: randomUUID() })
  const paid = await customer.api('payOrder', {
    params: { order_id: order.id },
    body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.equal(paid.status, 'succeeded')
  assert.deepEqual((await customer.api('getWallet', {})).balance, yuan(0))
  await desk.event('message', (event) => event.message.event?.type === 'payment_settled')
  const healed = await customer.api('diagnosePayment', { params: { payment_id: failed.id } })
  assert.equal(healed.paid_by, paid.id)

  // Closed and rated.
  await agent.api('closeCase', { params: { case_id: opened.id }, body: { reason: 'solved' } })
  await me.event('case', (event) => event.case_id === opened.id && event.status === 'closed')
  const rated = await customer.api('rateCase', { params: { case_id: opened.id }, body: { score: 5, comment: '很快' } })
  assert.deepEqual(rated.rating, { score: 5, comment: '很快' })

  const { items } = await customer.api('listMessages', { params: { case_id: opened.id } })
  assert.deepEqual(
    items.map((message) => message.seq),
    items.map((_, i) => i + 1),
    'numbered without gaps',
  )
  const bills = await customer.api('listTransactions', {})
  assert.equal(bills.items.length, 4)

  assert.deepEqual((await verify(asQueryable(app.db))).problems, [])
  assert.equal((await verifyAudit(app.db)).ok, true)
  me.close()
  desk.close()
})
