import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { Webhook } from 'standardwebhooks'
import { type MoneyWorld, openMoneyWorld } from '../../../../../tests/support/money-world.ts'
import { runWaitingJobs } from '../../../../../tests/support/run-jobs.ts'
import { DAY, inTx, moveClock, now } from '../../platform/index.ts'
import { createMerchant, createOrder, paymentJobs } from '../index.ts'
import { closeOrder } from '../orders.ts'
import { deliverWebhook, RETRY_PAUSES_MS } from './deliver.ts'
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  replayWebhookDelivery,
  requireWebhookUrl,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from './index.ts'

type Heard = { headers: IncomingMessage['headers']; body: string }

describe('webhooks', () => {
  let world: MoneyWorld
  let server: Server
  let url: string
  let customer: string
  const heard: Heard[] = []
  /** What the receiver answers; null: nothing at all. */
  let answer: number | null = 204
  let moved = 0

  before(async () => {
    world = await openMoneyWorld()
    customer = await world.customer(1_000_000)
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      if (answer === 302) response.writeHead(302, { location: `${url}/elsewhere` }).end()
      else if (answer !== null) response.writeHead(answer).end('thank you')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address)
    url = `http://127.0.0.1:${address.port}`
  })
  afterEach(() => {
    heard.length = 0
    answer = 204
    moveClock(-moved)
    moved = 0
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    await world.close()
  })

  const config = () => world.deps.config
  /** A merchant of its own with one endpoint, and what to do with them. */
  const shop = async (events: Parameters<typeof createWebhookEndpoint>[2]['events'] = ['payment.succeeded']) => {
    const { id } = await createMerchant(world.db, { name: { zh: '店', en: 'Shop' }, category: 'books' })
    const endpoint = await inTx(world.db, (tx) =>
      createWebhookEndpoint(tx, config(), { merchant_id: id, url: `${url}/hook`, events }),
    )
    const order = (amount = 100) =>
      inTx(world.db, (tx) =>
        createOrder(tx, {
          merchant_id: id,
          customer_id: null,
          amount: money(amount),
          description: '书',
          merchant_reference: `R-${amount}`,
        }),
      )
    const log = async () => (await listWebhookDeliveries(world.db, id, { limit: 50 })).items
    const deliver = async (timeoutMs = 5_000) => {
      for (const { id: delivery, status } of await log())
        if (status === 'queued') await deliverWebhook({ ...world.deps, webhookTimeoutMs: timeoutMs }, delivery)
    }
    return { id, endpoint, order, log, deliver }
  }
  const paidOrder = async (mine: Awaited<ReturnType<typeof shop>>, amount = 100) => {
    const order_id = await mine.order(amount)
    return world.pay(customer, order_id)
  }

  it('a payment is told to whoever asked for it, signed, with what a shop needs and nothing of the customer', async () => {
    const mine = await shop()
    const paid = await paidOrder(mine)
    const [waiting] = await mine.log()
    assert.partialDeepStrictEqual(waiting, { status: 'queued', event_type: 'payment.succeeded', attempts: [] })
    assert.equal(await world.waitingJobs(`webhook:${waiting?.id}`), 1)
    await mine.deliver()
    const [message] = heard
    assert.ok(message)
    const event = new Webhook(mine.endpoint.secret).verify(message.body, message.headers as Record<string, string>)
    assert.partialDeepStrictEqual(event, {
      type: 'payment.succeeded',
      data: {
        order_id: paid.order.id,
        merchant_reference: 'R-100',
        payment_id: paid.id,
        order_status: 'paid',
        amount: money(100),
      },
    })
    assert.doesNotMatch(message.body, new RegExp(`${customer}|card|陈`))
    const [delivered] = await mine.log()
    assert.partialDeepStrictEqual(delivered, {
      status: 'delivered',
      next_attempt_at: null,
      attempts: [{ status: 204 }],
    })
    await deliverWebhook(world.deps, delivered?.id ?? '')
    assert.equal(heard.length, 1, 'what was accepted is not sent again')
  })

  it('what is taken back is never told: the message is part of the transaction', async () => {
    const mine = await shop()
    const failing = inTx(world.db, async (tx) => {
      await closeOrder(tx, { order_id: await mine.order(), merchant_id: mine.id })
      throw new Error('power cut')
    })
    await assert.rejects(failing, /power cut/)
    assert.deepEqual(await mine.log(), [])
  })

  it('only the events an endpoint asked for are sent to it, and only its own merchant’s', async () => {
    const [mine, other] = [await shop(['payment.failed', 'order.closed']), await shop()]
    await paidOrder(mine)
    assert.deepEqual(await mine.log(), [])
    assert.deepEqual(await other.log(), [])
    const order_id = await mine.order(300)
    await world.pay(await world.customer(1), order_id)
    await inTx(world.db, (tx) => closeOrder(tx, { order_id, merchant_id: mine.id }))
    const told = (await mine.log()).map(({ event_type, payload }) => [event_type, payload])
    assert.partialDeepStrictEqual(told, [
      ['order.closed', { data: { order_id, closed_by: 'merchant' } }],
      ['payment.failed', { data: { order_id, order_status: 'open', failure_code: 'BAL_WALLET' } }],
    ])
  })

  it('a receiver that fails is tried again on the schedule with the same webhook-id, then switched off, with a line in the log', async () => {
    const mine = await shop()
    await paidOrder(mine)
    answer = 500
    for (const pause of [...RETRY_PAUSES_MS, null]) {
      await mine.deliver()
      const [delivery] = await mine.log()
      const due = delivery?.next_attempt_at ?? null
      if (pause === null) assert.equal(due, null)
      else {
        assert.ok(Math.abs(Date.parse(due ?? '') - now().getTime() - pause) < 5_000, `${pause} ms`)
        moveClock(pause)
        moved += pause
      }
    }
    assert.equal(heard.length, 10)
    assert.equal(new Set(heard.map(({ headers }) => headers['webhook-id'])).size, 1)
    assert.ok(new Set(heard.map(({ headers }) => headers['webhook-timestamp'])).size > 1, 'each is signed anew')
    const [given] = await mine.log()
    assert.equal(given?.status, 'failed')
    assert.match(given?.attempts.at(-1)?.error ?? '', /switched off/)
    assert.equal((await listWebhookEndpoints(world.db, mine.id)).items[0]?.enabled, false)
    await paidOrder(mine, 200)
    assert.equal((await mine.log()).length, 1, 'nothing is written for an endpoint that is off')

    // Switched on again by the merchant, a message can be replayed: with the same id.
    const on = { merchant_id: mine.id, id: mine.endpoint.id, changes: { enabled: true } }
    await inTx(world.db, (tx) => updateWebhookEndpoint(tx, on))
    answer = 200
    await inTx(world.db, (tx) => replayWebhookDelivery(tx, { merchant_id: mine.id, id: given?.id ?? '' }))
    await mine.deliver()
    assert.equal(heard.at(-1)?.headers['webhook-id'], heard[0]?.headers['webhook-id'])
    assert.equal((await mine.log())[0]?.status, 'delivered')
  })

  it('silence, a redirect and a closed port are failures with a reason; a redirect is not followed', async () => {
    const mine = await shop()
    await paidOrder(mine)
    answer = null
    await mine.deliver(50)
    answer = 302
    await mine.deliver()
    const gone = { merchant_id: mine.id, id: mine.endpoint.id, changes: { url: 'http://127.0.0.1:1/hook' } }
    await inTx(world.db, (tx) => updateWebhookEndpoint(tx, gone))
    await mine.deliver()
    const [delivery] = await mine.log()
    assert.deepEqual(
      delivery?.attempts.map(({ status, error }) => [status, error]),
      [
        [null, 'no answer within 0.05 s'],
        [302, null],
        [null, 'ECONNREFUSED'],
      ],
    )
    assert.equal(heard.length, 2)
  })

  it('while a secret is being changed both sign, separated by a space; a day later only the new one', async () => {
    const mine = await shop()
    const which = { merchant_id: mine.id, id: mine.endpoint.id }
    const fresh = await inTx(world.db, (tx) => rotateWebhookSecret(tx, config(), which))
    assert.notEqual(fresh.secret, mine.endpoint.secret)
    await paidOrder(mine)
    await mine.deliver()
    const [message] = heard
    assert.ok(message)
    const headers = message.headers as Record<string, string>
    assert.match(headers['webhook-signature'] ?? '', /^v1,\S+ v1,\S+$/)
    for (const { secret } of [mine.endpoint, fresh]) new Webhook(secret).verify(message.body, headers)

    moveClock(DAY + 1_000)
    moved += DAY + 1_000
    await paidOrder(mine, 200)
    await mine.deliver()
    const later = heard.at(-1)
    assert.match(String(later?.headers['webhook-signature']), /^v1,\S+$/)
  })

  it('a message that waits is not replayed; of one replayed often the last twenty tries are kept', async () => {
    const mine = await shop()
    await paidOrder(mine)
    const [waiting] = await mine.log()
    assert.ok(waiting)
    const replay = () => inTx(world.db, (tx) => replayWebhookDelivery(tx, { merchant_id: mine.id, id: waiting.id }))
    moveClock(60_000)
    moved += 60_000
    assert.deepEqual(await replay(), waiting)
    await mine.deliver()
    for (let n = 0; n < 21; n++) {
      assert.equal((await replay()).status, 'queued')
      await mine.deliver()
    }
    assert.equal(heard.length, 22)
    const [delivered] = await mine.log()
    assert.equal(delivered?.attempts.length, 20)
    assert.equal(delivered?.status, 'delivered')
  })

  it('a merchant has ten endpoints and no more, however many it asks for at once; a removed one makes room', async () => {
    const mine = await shop()
    const more = () =>
      inTx(world.db, (tx) =>
        createWebhookEndpoint(tx, config(), { merchant_id: mine.id, url: `${url}/hook`, events: ['order.closed'] }),
      )
    const results = await Promise.allSettled(Array.from({ length: 12 }, more))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    assert.equal(refused.length, 3)
    for (const reason of refused) await assert.rejects(Promise.reject(reason), { code: 'WEBHOOK_ENDPOINTS_MANY' })
    assert.equal((await listWebhookEndpoints(world.db, mine.id)).items.length, 10)
    await inTx(world.db, (tx) => deleteWebhookEndpoint(tx, { merchant_id: mine.id, id: mine.endpoint.id }))
    await more()
  })

  it('the secret is not in the database in clear, and another merchant’s endpoint and messages are not there', async () => {
    const mine = await shop()
    await paidOrder(mine)
    const row = await world.db
      .selectFrom('webhook_endpoint')
      .selectAll()
      .where('id', '=', mine.endpoint.id)
      .executeTakeFirstOrThrow()
    assert.doesNotMatch(row.secret.toString('latin1'), /whsec_/)
    const other = await shop()
    const theirs = { merchant_id: other.id, id: mine.endpoint.id }
    const [delivery] = await mine.log()
    for (const attempt of [
      () => inTx(world.db, (tx) => deleteWebhookEndpoint(tx, theirs)),
      () => inTx(world.db, (tx) => rotateWebhookSecret(tx, config(), theirs)),
      () => inTx(world.db, (tx) => updateWebhookEndpoint(tx, { ...theirs, changes: { enabled: false } })),
      () => inTx(world.db, (tx) => replayWebhookDelivery(tx, { merchant_id: other.id, id: delivery?.id ?? '' })),
    ])
      await assert.rejects(attempt(), { code: 'NOT_FOUND' })
  })

  it('an address inside is refused when it is registered, and again when a name leads there later', async () => {
    const production = { ...config(), TOPAY_ENV: 'production' }
    for (const inside of ['https://127.0.0.1/hook', 'https://169.254.169.254/latest', 'http://1.1.1.1/hook'])
      await assert.rejects(requireWebhookUrl(inside, production), { code: 'WEBHOOK_URL_REFUSED' })
    const mine = await shop()
    await world.db
      .updateTable('webhook_endpoint')
      .set({ url: url.replace('http://127.0.0.1', 'https://localhost') })
      .where('id', '=', mine.endpoint.id)
      .execute()
    await paidOrder(mine)
    const [delivery] = await mine.log()
    await deliverWebhook({ ...world.deps, config: production }, delivery?.id ?? '')
    assert.deepEqual(
      (await mine.log())[0]?.attempts.map(({ status, error }) => [status, error]),
      [[null, 'the address is not a public one']],
    )
    assert.equal(heard.length, 0)
  })

  it('a secret that cannot be read any more, since TOPAY_SECRET was changed, is said in the log until there is a new one', async () => {
    const mine = await shop()
    await paidOrder(mine)
    const changed = { ...config(), TOPAY_SECRET: 'another another another another another' }
    const [delivery] = await mine.log()
    await deliverWebhook({ ...world.deps, config: changed }, delivery?.id ?? '')
    assert.match((await mine.log())[0]?.attempts[0]?.error ?? '', /cannot be read any more/)
    await inTx(world.db, (tx) => rotateWebhookSecret(tx, changed, { merchant_id: mine.id, id: mine.endpoint.id }))
    await deliverWebhook({ ...world.deps, config: changed }, delivery?.id ?? '')
    assert.equal((await mine.log())[0]?.status, 'delivered')
  })

  it('the day’s settlement is told once it is complete', async () => {
    const mine = await shop(['settlement.ready'])
    await paidOrder(mine)
    await paidOrder(mine, 250)
    const planned = new Date(now().getTime() + DAY).toISOString()
    moveClock(3 * DAY)
    moved += 3 * DAY
    const jobs = paymentJobs(world.deps)
    // As the crontab has it: the moment for which the job was planned goes along.
    await jobs['payments:settlement_ready']?.({ _cron: { ts: planned, backfilled: true } })
    assert.deepEqual(await mine.log(), [], 'each merchant has a job of its own')
    const { 'payments:tell_settlement': tell = assert.fail('the job has its name') } = jobs
    await runWaitingJobs(world.db, { 'payments:tell_settlement': tell })
    const [told, ...others] = await mine.log()
    assert.deepEqual(others, [], 'the day is the one before the job was to run, though it ran days later')
    assert.partialDeepStrictEqual(told?.payload, {
      type: 'settlement.ready',
      data: { count: 2, gross: money(350), refunds: money(0), net: money(350), balance: money(350) },
    })
  })
})
