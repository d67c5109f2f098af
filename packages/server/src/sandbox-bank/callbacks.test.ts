import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type Received, startReceiver } from '../../../../tests/support/http-receiver.ts'
import { MAX_ATTEMPTS } from './callbacks.ts'
import { sandboxCardNumber, startSandboxBank } from './index.ts'
import { cardWorld, testFolder } from './test-bank.ts'

const callbackSecret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

/** What a callback says, if its signature is right. */
const told = ({ headers, body }: Received): Record<string, unknown> =>
  new Webhook(callbackSecret).verify(body, headers as Record<string, string>) as Record<string, unknown>

describe('callbacks', { timeout: 30_000 }, () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let notify_url: string
  const open: { close: () => void }[] = []
  const world = (trigger?: string) => {
    const opened = cardWorld(trigger, { callbackSecret })
    open.push(opened.bank)
    return opened
  }
  beforeEach(async () => {
    receiver = await startReceiver()
    notify_url = `${receiver.url}/told`
  })
  afterEach(async () => {
    for (const bank of open.splice(0)) bank.close()
    await receiver.close()
  })

  /** Lets arrive what is on its way: what another bank sends after it has come. */
  const settled = async (): Promise<void> => {
    const expected = receiver.received.length + 1
    world().debit(1, { id: 'marker', notify_url })
    await receiver.arrived(expected)
    receiver.received.splice(expected - 1)
  }
  const statuses = () => receiver.received.map((one) => told(one).status)

  it('each kind tells what was decided, signed, to the address of the request', async () => {
    const { debit, payout, refund } = world()
    debit(5_000, { id: 'd', notify_url })
    payout(600, { id: 'p', notify_url })
    refund('d', 700, { id: 'r', notify_url })
    await receiver.arrived(3)
    const events = receiver.received.map(told).toSorted((a, b) => String(a.type).localeCompare(String(b.type)))
    assert.ok(events.every(({ at }) => !Number.isNaN(Date.parse(String(at)))))
    assert.deepEqual(
      events.map(({ type, id, amount, currency, status }) => ({ type, id, amount, currency, status })),
      [
        { type: 'debit', id: 'd', amount: 5_000, currency: 'CNY', status: 'approved' },
        { type: 'payout', id: 'p', amount: 600, currency: 'CNY', status: 'approved' },
        { type: 'refund', id: 'r', amount: 700, currency: 'CNY', status: 'approved' },
      ],
    )
    assert.ok(receiver.received.every(({ path }) => path === '/told'))
  })

  it('a decline is told with its code and words', async () => {
    world('051').debit(5_000, { id: 'd', notify_url })
    await receiver.arrived(1)
    const [first] = receiver.received
    assert.ok(first)
    assert.partialDeepStrictEqual(told(first), { status: 'declined', code: '51', message: '可用余额不足' })
  })

  it('what is decided late is told then, not before', async () => {
    const { debit, pass } = world('103')
    debit(5_000, { id: 'd', notify_url })
    pass(59_000)
    await settled()
    assert.equal(receiver.received.length, 0)
    pass(1_000)
    await receiver.arrived(1)
    assert.deepEqual(statuses(), ['approved'])
  })

  it('109 and 110: the outcome, an older "pending", and the outcome twice more, under the same id each time', async () => {
    for (const trigger of ['109', '110']) {
      receiver.received.length = 0
      const { debit, pass } = world(trigger)
      debit(5_000, { id: `d${trigger}`, notify_url })
      pass(60_000)
      await receiver.arrived(4)
      assert.deepEqual(statuses(), ['approved', 'pending', 'approved', 'approved'])
      const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
      assert.ok(ids[0] === ids[2] && ids[0] === ids[3] && ids[0] !== ids[1])
    }
  })

  it('113: nothing is ever told', async () => {
    const { debit, payout, pass, bank } = world('113')
    debit(5_000, { id: 'd', notify_url })
    pass(60_000)
    assert.equal(bank.stateOf('debit', 'd').status, 'approved')
    payout(1, { id: 'p', notify_url })
    pass(60_000)
    await settled()
    assert.equal(receiver.received.length, 0)
  })

  it('114: a charge long after its time is told when it happens', async () => {
    const { debit, pass, fromNow } = world('114')
    debit(5_000, { id: 'd', notify_url, expires_at: fromNow(10_000) })
    pass(60_000)
    await settled()
    assert.equal(receiver.received.length, 0)
    pass(20 * 60_000)
    await receiver.arrived(1)
    assert.deepEqual(statuses(), ['approved'])
  })

  it('115: a decline is told, and much later that it was charged after all', async () => {
    const { debit, pass } = world('115')
    debit(5_000, { id: 'd', notify_url })
    await receiver.arrived(1)
    pass(20 * 60_000)
    await receiver.arrived(2)
    assert.deepEqual(statuses(), ['declined', 'approved'])
  })

  it('121: a payout is told as approved and later as returned', async () => {
    const { payout, pass } = world('121')
    payout(5_000, { id: 'p', notify_url })
    await receiver.arrived(1)
    pass(60_000)
    await receiver.arrived(2)
    assert.deepEqual(statuses(), ['approved', 'returned'])
  })

  it('is sent again until it is answered 2xx, with the same id', async () => {
    receiver.answer = (number) => (number < 4 ? 500 : 200)
    const { debit } = world()
    debit(5_000, { id: 'd', notify_url })
    await receiver.arrived(4)
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1)
    // Nothing more comes of it: the next to arrive is of the next debit.
    debit(5_000, { id: 'e', notify_url })
    await receiver.arrived(5)
    assert.deepEqual(
      receiver.received.map((one) => told(one).id),
      ['d', 'd', 'd', 'd', 'e'],
    )
  })

  it(`is given up after ${MAX_ATTEMPTS} attempts, and a redirect is no answer`, async () => {
    receiver.answer = (_, { body }) => (body.includes('"hopeless"') ? 302 : 204)
    const { debit } = world()
    debit(5_000, { id: 'hopeless', notify_url })
    await receiver.arrived(MAX_ATTEMPTS)
    debit(5_000, { id: 'next', notify_url })
    await receiver.arrived(MAX_ATTEMPTS + 1)
    const last = receiver.received.at(-1)
    assert.equal(last && told(last).id, 'next')
  })

  it('nothing is told while the bank is down, and all of it afterwards', async () => {
    const { bank, debit, pass } = world('103')
    debit(5_000, { id: 'd', notify_url })
    bank.goDown(3_600)
    pass(60_000)
    await settled()
    assert.equal(receiver.received.length, 0)
    bank.goDown(0)
    await receiver.arrived(1)
    assert.deepEqual(statuses(), ['approved'])
  })
})

describe('callbacks of a bank that is killed', { timeout: 30_000 }, () => {
  it('go on where they were: what was not taken is sent again, what was taken is not', async () => {
    const receiver = await startReceiver()
    after(receiver.close)
    receiver.answer = (_, { body }) => (body.includes('"taken"') ? 204 : 503)
    const dataDir = testFolder()
    const settings = { dataDir, callbackSecret, apiKey: 'key', callbackPauseMs: 60_000 }
    const call = async (url: string, path: string, body: object) => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer key' }
      const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers })
      return (await response.json()) as Record<string, unknown>
    }
    const first = await startSandboxBank(settings)
    const { token } = await call(first.url, '/cards', { number: sandboxCardNumber(), holder: '陈默' })
    const request = { token, amount: 100, currency: 'CNY', notify_url: receiver.url }
    await call(first.url, '/payouts', { ...request, id: 'taken' })
    await receiver.arrived(1)
    await call(first.url, '/payouts', { ...request, id: 'refused' })
    await receiver.arrived(2)
    process.kill(first.pid, 'SIGKILL')
    await first.exited

    receiver.answer = () => 204
    const second = await startSandboxBank({ ...settings, callbackPauseMs: 5 })
    await receiver.arrived(3)
    await call(second.url, '/payouts', { ...request, id: 'last' })
    await receiver.arrived(4)
    assert.deepEqual(
      receiver.received.map((one) => told(one).id),
      ['taken', 'refused', 'refused', 'last'],
    )
    await second.stop()
  })
})
