import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { ApiError, type Client, money } from '@topay/contract'
import { verify } from '@topay/ledger'
import { asQueryable } from '../../packages/server/src/platform/index.ts'
import { GOOD_CARD, PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { sandboxCardNumber } from '../support/sandbox-bank.ts'
import { openStream } from '../support/stream.ts'

let app: TestApp
let merchant: { id: string; api_key: string }
let shop: Client
before(async () => {
  app = await startTestApp({ TOPAY_BANK_TIMEOUT_MS: '3000' }, { bankLateMs: 9_000 })
  merchant = await app.openMerchant()
  shop = app.client(merchant.api_key)
})
after(async () => {
  assert.deepEqual((await verify(asQueryable(app.db))).problems, [])
  await app.close()
})

const refusedAs = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const order = (amount: number, merchant_reference?: string) =>
  shop('createOrder', {
    body: { amount: money(amount), description: '帐篷等 2 件', ...(merchant_reference && { merchant_reference }) },
  })
const link = async (api: Client, trigger: string) =>
  (await api('addCard', { body: { number: sandboxCardNumber({ trigger, last4: '6217' }), holder_name: '陈思远' } })).id
const payByCard = (api: Client, order_id: string, card_id: string, idempotencyKey: string = randomUUID()) =>
  api('payOrder', {
    params: { order_id },
    body: { method: { type: 'card', card_id }, payment_password: PAYMENT_PASSWORD },
    idempotencyKey,
  })
const payFromBalance = (api: Client, order_id: string, idempotencyKey: string = randomUUID()) =>
  api('payOrder', { params: { order_id }, body: { payment_password: PAYMENT_PASSWORD }, idempotencyKey })

test('a shop’s order, a card above its limit, the balance instead: both sides see one payment', async () => {
  const customer = await app.signUpReady(842_650)
  const made = await order(128_600, 'SL-1')
  assert.equal((await order(128_600, 'SL-1')).id, made.id)
  await assert.rejects(order(128_601, 'SL-1'), refusedAs('REFERENCE_REUSED'))

  const failed = await payByCard(customer.api, made.id, await link(customer.api, '101'))
  assert.partialDeepStrictEqual(failed, { status: 'failed', failure_code: 'LIM_BANK', card_last4: '6217' })
  const diagnosis = await customer.api('diagnosePayment', { params: { payment_id: failed.id } })
  assert.equal(diagnosis.verdict.zh, '钱没有被扣走')
  assert.match(diagnosis.verdict_detail.en, /^Balance and card are unchanged\. Jianglan Bank confirmed at /)
  assert.equal(diagnosis.cause?.en.split(';')[1], ' this was ¥286.00 over. You did nothing wrong.')
  assert.partialDeepStrictEqual(diagnosis.next_step, { action: 'switch_method', label: { zh: '用余额付 ¥1,286.00' } })

  // The payment password alone pays ¥1,000 a day from the balance; a code that names this order pays the rest.
  const alone = await payFromBalance(customer.api, made.id)
  assert.partialDeepStrictEqual(alone, {
    failure_code: 'LIM_AUTH_DAY',
    limit: { kind: 'auth_day', limit: money(100_000), used: money(0) },
  })
  const verification = await app.confirm(customer, { operation: 'pay_order', order_id: made.id })
  const paid = await customer.api('payOrder', {
    params: { order_id: made.id },
    body: { payment_password: PAYMENT_PASSWORD, verification },
    idempotencyKey: randomUUID(),
  })
  assert.equal(paid.status, 'succeeded')
  assert.deepEqual((await customer.api('getWallet', {})).balance, money(714_050))
  const seen = await shop('getOrder', { params: { order_id: made.id } })
  assert.deepEqual([seen.status, seen.payment_id], ['paid', paid.id])
  const attempt = await shop('getPayment', { params: { payment_id: failed.id } })
  assert.partialDeepStrictEqual(attempt, { failure_code: 'LIM_BANK', card_last4: null, bank_name: null })
  const bills = await customer.api('listTransactions', { query: { q: '山岚', status: 'failed' } })
  assert.deepEqual(
    bills.items.map((bill) => bill.payment_id),
    [alone.id, failed.id],
  )
})

test('a payment the bank does not answer is settled by the job, and the customer is told, without asking', async () => {
  const customer = await app.signUpReady()
  const [charged, refused] = [await link(customer.api, '103'), await link(customer.api, '104')]
  const stream = await openStream(app.url, customer.token)
  await stream.subscribe('me')
  const [first, second] = await Promise.all([
    payByCard(customer.api, (await order(8_600)).id, charged),
    payByCard(customer.api, (await order(8_600)).id, refused),
  ])
  const topUp = await customer.api('topUp', {
    body: { card_id: charged, amount: money(5_000) },
    idempotencyKey: randomUUID(),
  })
  assert.deepEqual([first.status, second.status, topUp.status], ['unknown', 'unknown', 'unknown'])
  const checking = await customer.api('diagnosePayment', { params: { payment_id: first.id } })
  assert.deepEqual([checking.money, checking.retry], ['checking', 'query_only'])

  const settled = (payment_id: string, status: string) =>
    stream.waitFor(
      (frame) =>
        frame.type === 'event' &&
        frame.event.type === 'payment' &&
        frame.event.payment_id === payment_id &&
        frame.event.status === status
          ? frame
          : undefined,
      `${payment_id} ${status}`,
      60_000,
    )
  await Promise.all([settled(first.id, 'succeeded'), settled(second.id, 'failed')])
  const paid = await customer.api('getPayment', { params: { payment_id: first.id } })
  assert.deepEqual([paid.order.status, paid.money_moved], ['paid', 'yes'])
  await stream.waitFor(
    (frame) => (frame.type === 'event' && frame.event.type === 'wallet' ? frame : undefined),
    'the top-up arrives',
    60_000,
  )
  stream.close()
})

test('the connection is cut after the request was sent: asked again with the same key there is one payment', async () => {
  const customer = await app.signUpReady(10_000)
  const { id: order_id } = await order(8_600)
  const key = randomUUID()
  const body = JSON.stringify({ payment_password: PAYMENT_PASSWORD })
  const { hostname, port } = new URL(app.url)
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const head = [
        `POST /api/v1/orders/${order_id}/payments HTTP/1.1`,
        `host: ${hostname}:${port}`,
        `authorization: Bearer ${customer.token}`,
        `idempotency-key: ${key}`,
        'content-type: application/json',
        `content-length: ${body.length}`,
      ]
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
        socket.destroy()
        resolve()
      })
    })
    socket.once('error', reject)
  })
  // Other tabs and devices at the same time, with the same key and with their own.
  const [again, ...others] = await Promise.all([
    payFromBalance(customer.api, order_id, key),
    payFromBalance(customer.api, order_id, key),
    ...Array.from({ length: 4 }, () => payFromBalance(customer.api, order_id)),
  ])
  const all = [again, ...others]
  assert.equal(new Set(all.filter(({ status }) => status === 'succeeded').map(({ id }) => id)).size, 1)
  assert.ok(all.every(({ status, failure_code }) => status === 'succeeded' || failure_code === 'MER_DUP'))
  assert.equal(all[1]?.id, again?.id)
  assert.deepEqual((await customer.api('getWallet', {})).balance, money(1_400))
})

test('wrong input and what is not one’s own answer with their code and change nothing', async () => {
  const [customer, stranger] = [await app.signUpReady(10_000), await app.signUpReady()]
  const mine = await customer.api('createOrder', {
    body: { merchant_id: merchant.id, amount: money(8_600), description: '登山杖' },
  })
  const key = randomUUID()
  await assert.rejects(stranger.api('getOrder', { params: { order_id: mine.id } }), refusedAs('NOT_FOUND'))
  await assert.rejects(payFromBalance(stranger.api, mine.id), refusedAs('NOT_FOUND'))
  await assert.rejects(payByCard(customer.api, mine.id, stranger.card_id), refusedAs('NOT_FOUND'))
  await assert.rejects(
    customer.api('payOrder', { params: { order_id: mine.id }, body: {}, idempotencyKey: key }),
    refusedAs('INPUT_INVALID'),
  )
  await assert.rejects(
    customer.api('payOrder', { params: { order_id: mine.id }, body: { payment_password: PAYMENT_PASSWORD } }),
    refusedAs('IDEMPOTENCY_KEY_REQUIRED'),
  )
  await assert.rejects(shop('getWallet', {}), refusedAs('TOKEN_WRONG_KIND'))
  await assert.rejects(
    app.client(`mk_${'x'.repeat(43)}`)('getOrder', { params: { order_id: mine.id } }),
    refusedAs('NOT_SIGNED_IN'),
  )
  const make = (body: object) =>
    customer.api('createOrder', { body: { amount: money(100), description: 'x', ...body } } as never)
  await assert.rejects(make({}), refusedAs('INPUT_INVALID'))
  await assert.rejects(make({ merchant_id: merchant.id, amount: money(-1) }), refusedAs('INPUT_INVALID'))
  await assert.rejects(make({ merchant_id: merchant.id, amount: money(0.5) }), refusedAs('INPUT_INVALID'))
  await assert.rejects(make({ merchant_id: merchant.id, amount: money(1, 'USD') }), refusedAs('CURRENCY_UNSUPPORTED'))
  await assert.rejects(make({ merchant_id: merchant.id, merchant_reference: 'SL-1' }), refusedAs('INPUT_INVALID'))
  await assert.rejects(make({ merchant_id: 'mer_00000000000000000000000000000000' }), refusedAs('NOT_FOUND'))

  const addCard = (number: string) => customer.api('addCard', { body: { number, holder_name: '陈思远' } })
  await assert.rejects(addCard('6217 0012 3456 7894'), refusedAs('CARD_INVALID'))
  await assert.rejects(addCard(GOOD_CARD), refusedAs('CARD_EXISTS'))
  await assert.rejects(addCard(sandboxCardNumber({ trigger: '108' })), refusedAs('CARD_REFUSED'))
  await assert.rejects(customer.api('removeCard', { params: { card_id: stranger.card_id } }), refusedAs('NOT_FOUND'))

  const paid = await payFromBalance(customer.api, mine.id, key)
  assert.equal(paid.status, 'succeeded', 'a refused request left its key free')
  await assert.rejects(payByCard(customer.api, mine.id, customer.card_id, key), refusedAs('IDEMPOTENCY_KEY_REUSED'))
  await assert.rejects(stranger.api('getPayment', { params: { payment_id: paid.id } }), refusedAs('NOT_FOUND'))
  await assert.rejects(stranger.api('diagnosePayment', { params: { payment_id: paid.id } }), refusedAs('NOT_FOUND'))
  assert.deepEqual((await customer.api('getWallet', {})).balance, money(1_400))
})

test('a card number is nowhere in the database', async () => {
  await app.signUpReady(100)
  const digits = GOOD_CARD.replaceAll(' ', '')
  const q = asQueryable(app.db)
  const { rows: tables } = await q.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  assert.ok(tables.length > 20)
  for (const { name } of tables) {
    const { rows } = await q.query(`select 1 from ${name} t where t::text like any ($1) limit 1`, [
      [`%${digits}%`, `%${GOOD_CARD}%`],
    ])
    assert.equal(rows.length, 0, name)
  }
})
