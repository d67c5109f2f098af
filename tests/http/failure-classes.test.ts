import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Client, type Diagnosis, failures, money, type Payment } from '@topay/contract'
import { PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { sandboxCardNumber } from '../support/sandbox-bank.ts'

/** One failed payment of every class of failure: the code, where the money is, advice in both languages, and a next step. */

let app: TestApp
let shop: Client
let merchantId: string
before(async () => {
  app = await startTestApp()
  const merchant = await app.openMerchant()
  merchantId = merchant.id
  shop = app.client(merchant.api_key)
})
after(() => app.close())

const order = async (amount: number): Promise<string> =>
  (await shop('createOrder', { body: { amount: money(amount), description: '帐篷等 2 件' } })).id
type Method = { type: 'balance' } | { type: 'card'; card_id: string } | { type: 'balance_and_card'; card_id: string }
const pay = (api: Client, order_id: string, method: Method, payment_password = PAYMENT_PASSWORD) =>
  api('payOrder', { params: { order_id }, body: { method, payment_password }, idempotencyKey: randomUUID() })
const link = async (api: Client, trigger: string) =>
  (await api('addCard', { body: { number: sandboxCardNumber({ trigger }), holder_name: '陈思远' } })).id

const balance: Method = { type: 'balance' }
type Failure = { api: Client; payment: Payment; step: string; before: number }
type Expected = Pick<Diagnosis, 'cause_class' | 'money'> & { code: keyof typeof failures }

const cases: Record<
  string,
  Expected & { happens: () => Promise<Omit<Failure, 'before'>>; undo?: () => Promise<void> }
> = {
  'network: the bank is down': {
    code: 'NET_BANK_DOWN',
    cause_class: 'network',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      const card_id = await link(api, '102')
      return { api, payment: await pay(api, await order(8_600), { type: 'card', card_id }), step: 'switch_method' }
    },
  },
  'balance: the wallet is short': {
    code: 'BAL_WALLET',
    cause_class: 'balance',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(1_200)
      return { api, payment: await pay(api, await order(8_600), balance), step: 'top_up' }
    },
  },
  'limit: above the customer’s own limit': {
    code: 'LIM_OWN',
    cause_class: 'limit',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      await api('setOwnLimits', { body: { per_payment: money(5_000), per_day: null } })
      return { api, payment: await pay(api, await order(8_600), balance), step: 'edit_limit' }
    },
  },
  'limit: above what the payment password alone may pay in a day': {
    code: 'LIM_AUTH_DAY',
    cause_class: 'limit',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(300_000)
      return { api, payment: await pay(api, await order(150_000), balance), step: 'step_up' }
    },
  },
  'limit: the verification class is used up': {
    code: 'LIM_CLASS',
    cause_class: 'limit',
    money: 'not_charged',
    happens: async () => {
      const { api, id } = await app.signUpReady(300_000)
      await app.verifyAs(id, 1)
      return { api, payment: await pay(api, await order(150_000), balance), step: 'verify_identity' }
    },
  },
  'security: the payment password is wrong': {
    code: 'SEC_PIN_WRONG',
    cause_class: 'security',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      return { api, payment: await pay(api, await order(8_600), balance, '582047'), step: 'retry' }
    },
  },
  'merchant: the order is closed': {
    code: 'MER_CLOSED',
    cause_class: 'merchant',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      const order_id = await order(8_600)
      await shop('closeOrder', { params: { order_id } })
      return { api, payment: await pay(api, order_id, balance), step: 'new_order' }
    },
  },
  'bank: the card has expired': {
    code: 'BANK_EXPIRED',
    cause_class: 'bank',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(0)
      const card_id = await link(api, '054')
      return { api, payment: await pay(api, await order(8_600), { type: 'card', card_id }), step: 'update_card' }
    },
  },
  'bank: balance and card together, and the card is declined: the held part is free again': {
    code: 'BAL_BANK',
    cause_class: 'balance',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(1_200)
      const card_id = await link(api, '051')
      const payment = await pay(api, await order(8_600), { type: 'balance_and_card', card_id })
      return { api, payment, step: 'other_card' }
    },
  },
  'risk: the payee is under suspicion': {
    code: 'RISK_PAYEE',
    cause_class: 'risk',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      await raise(merchantId, 'suspicious_payee')
      return { api, payment: await pay(api, await order(8_600), balance), step: 'report' }
    },
    undo: () => lift(merchantId),
  },
  'risk: the account is restricted': {
    code: 'RISK_ACCT',
    cause_class: 'risk',
    money: 'not_charged',
    happens: async () => {
      const { api, id } = await app.signUpReady(20_000)
      await raise(id, 'restricted')
      return { api, payment: await pay(api, await order(8_600), balance), step: 'appeal' }
    },
  },
  'system: maintenance': {
    code: 'SYS_MAINT',
    cause_class: 'system',
    money: 'not_charged',
    happens: async () => {
      const { api } = await app.signUpReady(20_000)
      await maintain(new Date(Date.now() + 3_600_000).toISOString())
      return { api, payment: await pay(api, await order(8_600), balance), step: 'notify_me' }
    },
    undo: () => maintain(null),
  },
}

async function raise(subject_id: string, level: 'suspicious_payee' | 'restricted'): Promise<void> {
  const analyst = await app.signInStaff(['risk_analyst'])
  const told_reason = { zh: '近期有多笔异常交易', en: 'Several unusual payments lately' }
  await analyst.api('raiseRiskFlag', { body: { subject_id, level, reason: 'several reports', told_reason } })
}
async function lift(subject_id: string): Promise<void> {
  const analyst = await app.signInStaff(['risk_analyst'])
  const { items } = await analyst.api('listRiskFlags', { query: { subject_id } })
  for (const { id } of items) await analyst.api('liftRiskFlag', { params: { risk_flag_id: id } })
}
async function maintain(until: string | null): Promise<void> {
  const admin = await app.signInStaff(['admin'])
  await admin.api('setMaintenance', { body: { until } })
}

for (const [name, expected] of Object.entries(cases)) {
  test(name, async () => {
    try {
      const { api, payment, step } = await expected.happens()
      const { code, cause_class, money: where } = expected
      assert.partialDeepStrictEqual(payment, { status: 'failed', failure_code: code })
      const told = await api('diagnosePayment', { params: { payment_id: payment.id } })
      assert.partialDeepStrictEqual(told, { code, cause_class, money: where })
      assert.equal(told.next_step?.action, step)
      for (const words of [told.verdict, told.verdict_detail, told.cause, told.advice, told.next_step?.label]) {
        assert.match(words?.zh ?? '', /\p{Script=Han}/u)
        assert.match(words?.en ?? '', /^[^\p{Script=Han}]+$/u)
      }
      // Nothing moved, and nothing is held back.
      const wallet = await api('getWallet', {})
      assert.deepEqual(wallet.held, money(0))
      const { items } = await api('listTransactions', { query: { status: 'succeeded', kind: 'payment' } })
      assert.deepEqual(items, [])
    } finally {
      await expected.undo?.()
    }
  })
}

test('a payment that is safe to send again is taken, one that is not is refused by the server itself', async () => {
  const { api } = await app.signUpReady(20_000)
  const stopped = await link(api, '036')
  const order_id = await order(8_600)
  const first = await pay(api, order_id, { type: 'card', card_id: stopped })
  assert.equal(first.failure_code, 'BANK_BLOCKED')
  const again = await pay(api, order_id, { type: 'card', card_id: stopped })
  assert.equal(again.failure_code, 'BANK_BLOCKED', 'the bank is not asked a second time')
  const told = await api('diagnosePayment', { params: { payment_id: again.id } })
  assert.ok(!told.timeline.some(({ text }) => text.en.startsWith('Asked')), JSON.stringify(told.timeline))
  assert.equal((await pay(api, order_id, balance)).status, 'succeeded')
})
