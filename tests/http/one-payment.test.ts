import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError, type Client, createClient, money } from '@topay/contract'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { type Cut, cuts, startCutProxy } from '../support/cut-proxy.ts'
import { customerIn } from '../support/signed-in.ts'

/** Whatever happens on the way, an order is paid once: double taps, lost answers, other devices, two tabs. The server is real, the connection is cut for real. */

const PRICE = 8_600
const START = 100_000

let app: TestApp
let shop: Client
before(async () => {
  app = await startTestApp({ TOPAY_BANK_TIMEOUT_MS: '3000' })
  shop = app.client((await app.openMerchant()).api_key)
})
after(() => app.close())

type Payer = TestCustomer & { card_id: string }
const payer = (): Promise<Payer> => app.signUpReady(START)

/** Does something over a network that breaks: the answer must be lost. Then does it again over the same network, which is whole by now. */
const breaking = async <T>(
  customer: Payer,
  cut: Cut,
  work: (api: Client) => Promise<unknown>,
  then: (api: Client) => Promise<T>,
) => {
  const network = await startCutProxy(app.url, cut)
  const api = createClient({ baseUrl: network.url, token: customer.token })
  try {
    await assert.rejects(work(api), (error: unknown) => !(error instanceof ApiError), 'the connection broke')
    return await then(api)
  } finally {
    await network.close()
  }
}
const order = () => shop('createOrder', { body: { amount: money(PRICE), description: '帐篷等 2 件' } })
const pay = (api: Client, order_id: string, card_id: string | null, idempotencyKey: string = randomUUID()) =>
  api('payOrder', {
    params: { order_id },
    body: { payment_password: PAYMENT_PASSWORD, ...(card_id !== null && { method: { type: 'card', card_id } }) },
    idempotencyKey,
  })

/** Waits, by asking the order, until nothing is under way any more. */
const paidOnce = async (customer: Payer, order_id: string, by: 'balance' | 'card'): Promise<void> => {
  const attempts = await app.db.selectFrom('payment').selectAll().where('order_id', '=', order_id).execute()
  const standing = attempts.filter(({ status }) => status !== 'failed')
  assert.deepEqual(
    standing.map(({ status, method }) => [status, method]),
    [['succeeded', by]],
  )
  const seen = await customer.api('getOrder', { params: { order_id } })
  assert.deepEqual([seen.status, seen.payment_id], ['paid', standing[0]?.id])
  const { balance } = await customer.api('getWallet', {})
  assert.equal(balance.amount, by === 'balance' ? START - PRICE : START)
  const transfers = await app.db
    .selectFrom('wallet_transaction')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('customer_id', '=', customer.id)
    .where('kind', '=', 'payment')
    .where('status', '=', 'succeeded')
    .executeTakeFirstOrThrow()
  assert.equal(Number(transfers.count), 1)
}

for (const by of ['balance', 'card'] as const) {
  const cardOf = (customer: Payer): string | null => (by === 'card' ? customer.card_id : null)

  describe(`paid by ${by}`, () => {
    test('a double tap with the same key pays once and answers both taps with the same payment', async () => {
      const [customer, { id }] = [await payer(), await order()]
      const key = randomUUID()
      const taps = await Promise.all([1, 2, 3].map(() => pay(customer.api, id, cardOf(customer), key)))
      assert.equal(new Set(taps.map((tap) => tap.id)).size, 1)
      await paidOnce(customer, id, by)
    })

    test('two tabs with keys of their own pay once; the other is told that the order is paid or being paid', async () => {
      const [customer, { id }] = [await payer(), await order()]
      const tabs = await Promise.all([1, 2].map(() => pay(customer.api, id, cardOf(customer))))
      assert.deepEqual(tabs.map((tab) => tab.failure_code ?? 'none').toSorted(), ['MER_DUP', 'none'])
      await paidOnce(customer, id, by)
    })

    for (const cut of cuts) {
      test(`the connection breaks ${cut.replace('_', ' ')}: the same key again pays once`, async () => {
        const [customer, { id }] = [await payer(), await order()]
        const key = randomUUID()
        const tap = (api: Client) => pay(api, id, cardOf(customer), key)
        const again = await breaking(customer, cut, tap, tap)
        assert.ok(again.status === 'succeeded' || again.status === 'pending', again.status)
        if (again.status === 'pending') await settled(customer, again.id)
        await paidOnce(customer, id, by)
      })

      test(`the connection breaks ${cut.replace('_', ' ')}: another device with its own session and key does not pay again`, async () => {
        const [customer, { id }] = [await payer(), await order()]
        const attempt = await breaking(
          customer,
          cut,
          (api) => pay(api, id, cardOf(customer)),
          async () => pay(await anotherDevice(customer), id, cardOf(customer)),
        )
        if (arrives(cut)) assert.equal(attempt.failure_code, 'MER_DUP')
        else assert.equal(attempt.status, 'succeeded')
        await eventuallyPaid(customer, id)
        await paidOnce(customer, id, by)
      })
    }
  })
}

test('a transfer whose answer is lost is sent once, and the same key tells how it went', async () => {
  const [from, to] = [await payer(), await payer()]
  const payee = await from.api('findPayee', { body: { identifier: to.identifier } })
  for (const cut of cuts) {
    const body = { payee_id: payee.id, amount: money(1_000), payment_password: PAYMENT_PASSWORD, note: cut }
    const idempotencyKey = randomUUID()
    const send = (api: Client) => api('sendTransfer', { body, idempotencyKey })
    const again = await breaking(from, cut, send, send)
    assert.equal(again.status, 'succeeded')
  }
  assert.equal((await from.api('getWallet', {})).balance.amount, START - 4_000)
  assert.equal((await to.api('getWallet', {})).balance.amount, START + 4_000)
})

/** Whether a request that broke there has reached the server whole. */
function arrives(cut: Cut): boolean {
  return cut === 'after_request' || cut === 'in_answer'
}

async function anotherDevice(customer: TestCustomer): Promise<Client> {
  const { token } = customerIn(
    await app.anonymous('signIn', {
      body: {
        identifier: customer.identifier,
        password: CUSTOMER_PASSWORD,
        token: true,
        device_token: customer.device_token,
      },
    }),
  )
  return app.client(token)
}

async function settled(customer: Payer, payment_id: string): Promise<void> {
  for (;;) {
    const { status } = await customer.api('getPayment', { params: { payment_id } })
    if (status === 'succeeded' || status === 'failed') return
  }
}

/** A card payment that broke off may still be at the bank. */
async function eventuallyPaid(customer: Payer, order_id: string): Promise<void> {
  while ((await customer.api('getOrder', { params: { order_id } })).status === 'open') await pause(20)
}
