import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { noMatters, openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import {
  assignCase,
  type CaseKinds,
  closeCase,
  getCase,
  getCasePanel,
  listMessages,
  openCase,
  type StaffDoer,
} from '../cases/index.ts'
import { createMerchant, createOrder, startPayment } from '../payments/index.ts'
import { inTx, timestamp, type Tx } from '../platform/index.ts'
import { bankAccount, getBalance, move, walletAccount } from '../wallet/index.ts'
import { onPaymentSettled, paymentKind } from './index.ts'

const kinds: CaseKinds = {
  payment: paymentKind,
  ...noMatters,
}
const PRICE = 8_600

let desk: SupportDesk
let agent: StaffDoer
let merchant_id: string
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  const name = { zh: '山岚户外', en: 'Shanlan Outdoor' }
  merchant_id = (await createMerchant(desk.db, { name, category: 'outdoor', offers: [] })).id
})
after(() => desk.close())

const order = (customer_id: string) =>
  inTx(desk.db, (tx) =>
    createOrder(tx, { merchant_id, customer_id, amount: { amount: PRICE, currency: 'CNY' }, description: '登山杖' }),
  )
const pay = (tx: Tx, customer_id: string, order_id: string) =>
  startPayment(
    tx,
    {
      order_id,
      customer_id,
      method: { type: 'balance' },
      authorise: async () => ({ result: 'ok', strength: 'second_factor' }),
      bank_timeout_ms: 1_000,
    },
    { onSettled: onPaymentSettled },
  )
const failedPayment = async (customer_id: string) => {
  const order_id = await order(customer_id)
  const { id } = await inTx(desk.db, (tx) => pay(tx, customer_id, order_id))
  return { order_id, payment_id: id }
}
const fund = (customer_id: string) =>
  inTx(desk.db, (tx) =>
    move(tx, {
      id: randomUUID(),
      kind: 'top_up',
      from: bankAccount(),
      to: walletAccount(customer_id),
      amount: PRICE,
      at: timestamp(),
    }),
  )
const openAbout = (customer_id: string, reference: string) =>
  inTx(desk.db, (tx) => openCase(tx, kinds, { customer_id, topic: 'other', matter: { kind: 'payment', reference } }))
const eventsIn = async (customer_id: string, case_id: string) =>
  (await listMessages(desk.db, customer_id, case_id, { limit: 100 })).items.flatMap(({ event }) => event ?? [])

test('a case about a failed payment knows it: name, card as it stood, and the same diagnosis for the desk', async () => {
  const customer = await desk.customer()
  const { payment_id } = await failedPayment(customer)
  const case_id = await openAbout(customer, payment_id)
  const seen = await getCase(desk.db, kinds, case_id)
  assert.equal(seen.subject, '山岚户外 · 登山杖')
  assert.equal(seen.topic, 'payment')
  assert.equal(seen.payment?.failure_code, 'BAL_NO_METHOD')
  await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
  const panel = await getCasePanel(desk.db, kinds, { case_id, staff: agent })
  assert.equal(panel.diagnosis?.payment_id, payment_id)
  assert.equal(panel.diagnosis?.money, 'not_charged')
  assert.equal(panel.payment_title?.zh, '登山杖')
  assert.equal(panel.recent_transactions[0]?.payment_id, payment_id)
})

test("a case cannot be opened about somebody else's payment", async () => {
  const { payment_id } = await failedPayment(await desk.customer())
  await assert.rejects(openAbout(await desk.customer(), payment_id), refusedWith('NOT_FOUND'))
})

test('paying the same order again is told in the open case, in the transaction that moves the money', async () => {
  const customer = await desk.customer()
  const { order_id, payment_id } = await failedPayment(customer)
  const case_id = await openAbout(customer, payment_id)
  await fund(customer)

  // Taken back with the money when the transaction fails at its very end.
  await assert.rejects(
    inTx(desk.db, async (tx) => {
      await pay(tx, customer, order_id)
      throw new Error('power cut')
    }),
    /power cut/,
  )
  assert.equal((await getBalance(desk.db, customer)).available, PRICE)
  assert.ok((await eventsIn(customer, case_id)).every(({ type }) => type !== 'payment_settled'))

  const { id } = await inTx(desk.db, (tx) => pay(tx, customer, order_id))
  const settled = (await eventsIn(customer, case_id)).flatMap((event) =>
    event.type === 'payment_settled' ? [event] : [],
  )
  assert.deepEqual(
    settled.map(({ card }) => [card.payment_id, card.status]),
    [[id, 'succeeded']],
  )
  const told = await desk.eventsOf(`customer:${customer}`)
  assert.deepEqual(
    told.slice(-3).map(({ type }) => type),
    ['payment', 'wallet', 'message'],
  )
  assert.equal((await desk.eventsOf('desk')).at(-1)?.type, 'message')
})

test('closed cases and cases about other orders hear nothing', async () => {
  const customer = await desk.customer()
  const first = await failedPayment(customer)
  const other = await failedPayment(customer)
  const closed = await openAbout(customer, first.payment_id)
  const supervisor: StaffDoer = { id: agent.id, roles: ['supervisor'] }
  await inTx(desk.db, (tx) => closeCase(tx, kinds, { case_id: closed, staff: supervisor, reason: 'other' }))
  const open = await openAbout(customer, other.payment_id)
  await fund(customer)
  await inTx(desk.db, (tx) => pay(tx, customer, first.order_id))
  for (const case_id of [closed, open])
    assert.ok((await eventsIn(customer, case_id)).every(({ type }) => type !== 'payment_settled'))
})
