import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openBank } from './bank.ts'
import { createBankServer } from './server.ts'
import { cardWorld, linked, testFolder } from './test-bank.ts'
import { sandboxCardNumber } from './cards.ts'

const serve = (apiKey?: string) => {
  const world = cardWorld()
  const app = createBankServer(world.bank, apiKey)
  after(async () => {
    await app.close()
    world.bank.close()
  })
  const post = async (url: string, payload: object, headers = {}) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers })
    return { status: answer.statusCode, error: answer.body === '' ? undefined : answer.json().error }
  }
  const get = async (url: string, headers = {}) => (await app.inject({ url, headers })).statusCode
  return { ...world, app, post, get, request: { id: 'a', token: world.token, amount: 100, currency: 'CNY' } }
}

describe('the API of the bank', () => {
  it('with a key answers nothing to whoever does not show it', async () => {
    const { post, get, request } = serve('the key')
    const right = { authorization: 'Bearer the key' }
    for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: 'the key' }]) {
      assert.deepEqual(await post('/debits', request, headers), { status: 401, error: 'unauthorized' })
      assert.equal(await get('/debits/a', headers), 401)
      assert.equal(await get('/statements/2026-11-24', headers), 401)
      assert.deepEqual(await post('/sandbox/downtime', { seconds: 5 }, headers), { status: 401, error: 'unauthorized' })
    }
    assert.equal(await get('/debits/a', right), 404)
    assert.equal((await post('/debits', request, right)).status, 200)
  })

  it('refuses to call back what is not http or https, and keeps nothing of the request', async () => {
    const { post, get, request } = serve()
    for (const notify_url of ['ftp://example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'example.com', ''])
      assert.deepEqual(await post('/payouts', { ...request, notify_url }), { status: 400, error: 'request_invalid' })
    assert.equal(await get('/payouts/a'), 404)
    assert.equal((await post('/payouts', { ...request, notify_url: 'https://example.com/told' })).status, 200)
  })

  it('refuses ids that would not fit the daily file, and amounts that are none', async () => {
    const { post, request } = serve()
    const wrong = [
      { id: 'a,b' },
      { id: 'a\nb' },
      { id: '"' },
      { id: '' },
      { amount: 0 },
      { amount: 1.5 },
      { amount: -1 },
    ]
    for (const change of wrong)
      assert.deepEqual(await post('/debits', { ...request, ...change }), { status: 400, error: 'request_invalid' })
    assert.equal((await post('/refunds', { ...request, debit_id: 'd' })).status, 400)
  })

  it('answers 409 to what cannot be refunded', async () => {
    const { post, request } = serve()
    const { token: _, ...refund } = { ...request, debit_id: 'd' }
    assert.deepEqual(await post('/refunds', refund), { status: 409, error: 'debit_not_charged' })
    await post('/debits', { ...request, id: 'd' })
    assert.deepEqual(await post('/refunds', { ...refund, amount: 101 }), { status: 409, error: 'refund_exceeds' })
    assert.equal((await post('/refunds', refund)).status, 200)
  })

  it('a bank that is down answers 503 to everything but what ends it', async () => {
    const { post, get, request } = serve()
    await post('/debits', request)
    assert.equal((await post('/sandbox/downtime', { seconds: 600 })).status, 204)
    const down = { status: 503, error: 'bank_down' }
    for (const path of ['/debits', '/payouts']) assert.deepEqual(await post(path, { ...request, id: 'new' }), down)
    assert.deepEqual(await post('/debits', request), { status: 503, error: 'unavailable' })
    assert.deepEqual(await post('/cards', { number: sandboxCardNumber(), holder: '陈默' }), down)
    for (const path of ['/debits/a', '/payouts/a', '/refunds/a', '/statements/2026-11-24'])
      assert.equal(await get(path), 503, path)
    assert.equal((await post('/sandbox/downtime', { seconds: 0 })).status, 204)
    assert.equal(await get('/debits/a'), 200)
    assert.equal(await get('/debits/new'), 404)
  })
})

describe('the daily file', () => {
  const operation = (id: number, decided_at: string) => ({
    type: 'operation',
    operation: {
      kind: 'debit',
      id: `d${String(id).padStart(6, '0')}`,
      token: 'bt_1',
      amount: id + 1,
      currency: 'CNY',
      asked_at: 0,
      outcome: { status: 'approved' },
      decided_at: Date.parse(decided_at),
    },
  })
  const bankWith = (entries: object[]) => {
    const folder = testFolder()
    writeFileSync(join(folder, 'journal.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    const bank = openBank({ folder, lateMs: 0 })
    after(() => bank.close())
    return { bank, file: (date: string) => [...(bank.statement(date) ?? [])].join('') }
  }

  it('has the movements of a day in China, in the order in which they happened, and says how many and how much', () => {
    const { file } = bankWith([
      operation(3, '2026-03-01T16:00:00.000Z'),
      operation(2, '2026-03-01T15:59:59.999Z'),
      operation(1, '2026-02-28T16:00:00.000Z'),
      operation(0, '2026-02-28T15:59:59.999Z'),
      operation(5, '2026-03-01T12:00:00.000Z'),
      operation(4, '2026-03-01T12:00:00.000Z'),
    ])
    assert.equal(
      file('2026-03-01'),
      [
        'type,id,token,amount,currency,status,at',
        'debit,d000001,bt_1,2,CNY,approved,2026-02-28T16:00:00.000Z',
        'debit,d000004,bt_1,5,CNY,approved,2026-03-01T12:00:00.000Z',
        'debit,d000005,bt_1,6,CNY,approved,2026-03-01T12:00:00.000Z',
        'debit,d000002,bt_1,3,CNY,approved,2026-03-01T15:59:59.999Z',
        'end,2026-03-01,4,16,closed',
        '',
      ].join('\n'),
    )
    assert.match(file('2026-03-05'), /\nend,2026-03-05,0,0,closed\n$/)
  })

  it('lists a debit, a payout with its return, and a refund with the token of its card', () => {
    const world = cardWorld('121')
    after(world.bank.close)
    const other = linked(world.bank, sandboxCardNumber())
    world.debit(5_000, { id: 'd' })
    world.payout(300, { id: 'p' })
    world.refund('d', 200, { id: 'r' })
    world.bank.ask({ kind: 'debit', id: 'declined', token: other, amount: 9_905_100, currency: 'CNY' })
    world.pass(60_000)
    const today = world.today()
    const text = [...(world.bank.statement(today) ?? [])].join('')
    assert.deepEqual(text.match(/^(debit|payout|refund),.*(?=,)/gm)?.toSorted(), [
      `debit,d,${world.token},5000,CNY,approved`,
      `payout,p,${world.token},300,CNY,approved`,
      `payout,p,${world.token},300,CNY,returned`,
      `refund,r,${world.token},200,CNY,approved`,
    ])
    assert.match(text, new RegExp(`\nend,${today},4,5800,open\n$`))
  })

  it('is the same whenever it is asked for, and streams ten thousand rows', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => operation(i, '2026-03-01T12:00:00.000Z'))
    const { bank, file } = bankWith(rows.toReversed())
    const app = createBankServer(bank)
    after(() => app.close())
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const response = await fetch(`${url}/statements/2026-03-01`)
    assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.equal(response.headers.get('content-length'), null)
    const text = await response.text()
    assert.equal(text, file('2026-03-01'))
    assert.equal(text.split('\n').length, 10_003)
    assert.match(text, /\nend,2026-03-01,10000,50005000,closed\n$/)
  })

  it('there is none of a day that has not begun, or that is none', async () => {
    const { get } = serve()
    for (const date of ['2999-01-01', '2026-02-30', '2026-13-01', '2026-1-1', 'today'])
      assert.equal(await get(`/statements/${date}`), 404, date)
    assert.equal(await get('/statements/2024-02-29'), 200)
  })
})
