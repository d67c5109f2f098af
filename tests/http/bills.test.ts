import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(async () => {
  await app.close()
})

const thisMonth = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
const get = (path: string, token: string, language = 'zh-CN') =>
  fetch(`${app.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, 'accept-language': language } })

test('a top-up is found by every filter that fits it, is no spending, and is in the statement with both balances', async () => {
  const { api, token } = await app.signUpReady(10_000)
  const query = {
    kind: 'top_up',
    direction: 'in',
    status: 'succeeded',
    min_amount: 10_000,
    max_amount: 10_000,
  } as const
  const found = await api('listTransactions', { query: { ...query, month: thisMonth(), q: '7893' } })
  const [row] = found.items
  assert.ok(row && found.items.length === 1)
  assert.deepEqual(await api('getTransaction', { params: { transaction_id: row.id } }), row)
  assert.deepEqual((await api('listTransactions', { query: { ...query, kind: 'payment' } })).items, [])
  const { spent, received, categories, months } = await api('getSpending', {})
  assert.deepEqual([spent.amount, received.amount, categories, months.length], [0, 0, [], 6])

  const csv = await get(`/statements/${thisMonth()}?format=csv`, token, 'en')
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal(csv.headers.get('cache-control'), 'no-store')
  assert.match(csv.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''topay-statement-/)
  const lines = Buffer.from(await csv.arrayBuffer())
    .toString()
    .split('\r\n')
  assert.match(lines[0] ?? '', /^\u{FEFF}Time \(Beijing time\),/u)
  assert.match(lines[1] ?? '', /Opening balance.*,0\.00,CNY,$/)
  assert.match(lines[2] ?? '', /,100\.00,100\.00,100\.00,CNY,txn_/)

  const pdf = await get(`/statements/${thisMonth()}`, token)
  const bytes = Buffer.from(await pdf.arrayBuffer())
  assert.equal(pdf.headers.get('content-type'), 'application/pdf')
  assert.equal(Number(pdf.headers.get('content-length')), bytes.length)
  assert.equal(pdf.headers.get('cache-control'), 'no-store')
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')

  const receipt = await get(`/transactions/${row.id}/receipt`, token)
  assert.equal(receipt.status, 200)
  assert.equal(receipt.headers.get('cache-control'), 'no-store')
  await receipt.arrayBuffer()
})

test('bills, receipts and statements are nobody else’s, and a month to come has none', async () => {
  const owner = await app.signUpReady(5_000)
  const [row] = (await owner.api('listTransactions', {})).items
  const stranger = await app.signUp('别人')
  for (const path of [`/transactions/${row?.id}`, `/transactions/${row?.id}/receipt`])
    assert.equal((await get(path, stranger.token)).status, 404, path)
  assert.equal((await get('/statements/2190-01', stranger.token)).status, 400)
  assert.equal((await get('/spending?month=0000-01', stranger.token)).status, 400)
  const anonymous = await fetch(`${app.url}/api/v1/statements/${thisMonth()}`)
  assert.equal(anonymous.status, 401)
})
