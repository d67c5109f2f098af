import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { ApiError, type Message } from '@topay/contract'
import { startTestApp, type TestApp, type TestCustomer, type TestStaff } from '../support/app.ts'
import { openStream } from '../support/stream.ts'

const gif = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (c) => c.charCodeAt(0))

let app: TestApp
let customer: TestCustomer
let agent: TestStaff
before(async () => {
  app = await startTestApp()
  customer = await app.signUp('陈思远')
  agent = await app.signInStaff()
})
after(() => app.close())

const answers = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const open = (text = '钱呢？') => customer.api('openCase', { body: { topic: 'other', text } })
const take = (case_id: string, staff = agent) =>
  staff.api('assignCase', { params: { case_id }, body: { assignee_id: staff.id } })
const download = (path: string, token: string) =>
  fetch(`${app.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })

test('a conversation from the first word to the rating, and open again after it', async () => {
  const { id: case_id, number } = await open('银行短信说支出了')
  const params = { case_id }
  await agent.api('replyToCase', { params, body: { text: '您好，我来看' }, idempotencyKey: randomUUID() })
  const mine = await customer.api('getMyCase', { params })
  assert.equal(mine.agent?.name.zh, '林晓')
  assert.equal(mine.unread, 1)
  await customer.api('markMessages', { params, body: { delivered_seq: mine.last_seq, read_seq: mine.last_seq } })
  assert.equal((await customer.api('getMyCase', { params })).unread, 0)
  await agent.api('setCaseStatus', { params, body: { status: 'waiting_customer' } })
  await customer.api('sendMessage', { params, body: { text: '好了，谢谢' } })
  assert.equal((await agent.api('getCase', { params })).status, 'open')
  const closed = await agent.api('closeCase', { params, body: {} })
  assert.equal(closed.status, 'closed')
  await assert.rejects(agent.api('replyToCase', { params, body: { text: '再见' } }), answers('CASE_CLOSED'))
  const rated = await customer.api('rateCase', { params, body: { score: 4 } })
  assert.deepEqual(rated.rating, { score: 4, comment: '' })
  await assert.rejects(customer.api('rateCase', { params, body: { score: 5 } }), answers('CASE_ALREADY_RATED'))
  await customer.api('sendMessage', { params, body: { text: '又来了' } })
  const again = await agent.api('getCase', { params })
  assert.deepEqual([again.status, again.assignee_id, again.number], ['open', agent.id, number])
  const { items } = await customer.api('listMessages', { params })
  assert.deepEqual(
    items.map(({ event, text }) => event?.type ?? text),
    [
      'opened',
      '银行短信说支出了',
      'assigned',
      '您好，我来看',
      'waiting_customer',
      '好了，谢谢',
      'closed',
      'rated',
      'reopened',
      '又来了',
    ],
  )
})

test('a message that is sent again is stored once; another under its key is refused', async () => {
  const params = { case_id: (await open()).id }
  const idempotencyKey = randomUUID()
  const body = { text: '在吗' }
  const sent = await Promise.all([1, 2, 3].map(() => customer.api('sendMessage', { params, body, idempotencyKey })))
  assert.equal(new Set(sent.map(({ id }) => id)).size, 1)
  assert.equal(sent[0]?.client_id, idempotencyKey)
  await assert.rejects(
    customer.api('sendMessage', { params, body: { text: '不在' }, idempotencyKey }),
    answers('IDEMPOTENCY_KEY_REUSED'),
  )
  const opening = { body: { topic: 'account' as const, text: '登录不了' }, idempotencyKey: randomUUID() }
  const twice = await Promise.all([customer.api('openCase', opening), customer.api('openCase', opening)])
  assert.equal(twice[0].id, twice[1].id)
})

test("nobody reaches somebody else's case, and roles without cases.read see no conversation", async () => {
  const params = { case_id: (await open()).id }
  const stranger = await app.signUp('许宁')
  const foreign = [
    () => stranger.api('getMyCase', { params }),
    () => stranger.api('listMessages', { params }),
    () => stranger.api('sendMessage', { params, body: { text: '我的？' } }),
    () => stranger.api('markMessages', { params, body: { delivered_seq: 1 } }),
    () => stranger.api('rateCase', { params, body: { score: 1 } }),
  ]
  for (const call of foreign) await assert.rejects(call(), answers('NOT_FOUND'))
  assert.deepEqual((await stranger.api('listMyCases', {})).items, [])
  const auditor = await app.signInStaff(['auditor', 'admin'])
  const closedDoors = [
    () => auditor.api('listCases', {}),
    () => auditor.api('getCase', { params }),
    () => auditor.api('getCasePanel', { params }),
    () => auditor.api('listCaseMessages', { params }),
    () => auditor.api('assignCase', { params, body: { assignee_id: auditor.id } }),
    () => auditor.api('replyToCase', { params, body: { text: '好' } }),
    () => auditor.api('addNote', { params, body: { text: '好' } }),
    () => auditor.api('closeCase', { params, body: {} }),
  ]
  for (const call of closedDoors) await assert.rejects(call(), answers('PERMISSION_MISSING'))
  await assert.rejects(customer.api('listCases', {}), answers('TOKEN_WRONG_KIND'))
})

test('of two who take a case at once one gets it, and both are told the truth', async () => {
  const case_id = (await open()).id
  const colleague = await app.signInStaff()
  const both = [agent, colleague]
  const outcomes = await Promise.allSettled(
    both.map((staff) =>
      staff.api('assignCase', {
        params: { case_id },
        body: { assignee_id: staff.id, expected_assignee_id: null },
      }),
    ),
  )
  const { assignee_id } = await agent.api('getCase', { params: { case_id } })
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') assert.equal(outcome.value.assignee_id, assignee_id)
    else assert.ok(answers('TRANSITION_ILLEGAL')(outcome.reason) && assignee_id !== both[index]?.id)
  }
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a picture goes from the customer to the one who has the case, and to nobody else', async () => {
  const { id: case_id } = await open()
  const file = await customer.api('uploadFile', { query: { name: '小票.png' }, file: gif })
  assert.deepEqual(
    [file.name, file.media_type, file.size],
    ['小票.png.gif', 'image/gif', gif.length],
    'named by what it is',
  )
  const path = `/desk/cases/${case_id}/files/${file.file_id}`
  await take(case_id)
  assert.equal((await download(path, agent.token)).status, 404, 'uploaded is not sent')
  const body = { text: '', attachments: [file.file_id] }
  const sent = await customer.api('sendMessage', { params: { case_id }, body })
  assert.deepEqual(sent.attachments, [file])

  const answer = await download(path, agent.token)
  assert.equal(answer.status, 200)
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), gif)
  assert.equal(answer.headers.get('content-type'), 'image/gif')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-disposition') ?? '', /^inline; filename\*=UTF-8''%E5%B0%8F/)
  assert.equal((await download(`/files/${file.file_id}`, customer.token)).status, 200)

  const stranger = await app.signUp('许宁')
  assert.equal((await download(`/files/${file.file_id}`, stranger.token)).status, 404)
  assert.equal((await download(path, (await app.signInStaff()).token)).status, 403)
  const { id: other } = await stranger.api('openCase', { body: { text: '偷图' } })
  await assert.rejects(stranger.api('sendMessage', { params: { case_id: other }, body }), answers('FILE_MISSING'))
})

test('what is no picture or PDF, or too large, is refused with words', async () => {
  const page = new TextEncoder().encode('<!doctype html><script>alert(1)</script>')
  await assert.rejects(
    customer.api('uploadFile', { query: { name: 'a.png' }, file: page }),
    answers('FILE_TYPE_REFUSED'),
  )
  const large = new Uint8Array(10 * 1024 * 1024 + 1)
  large.set(gif)
  await assert.rejects(customer.api('uploadFile', { file: large }), answers('BODY_TOO_LARGE'))
  const streamed = await fetch(`${app.url}/api/v1/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.token}`, 'content-type': 'application/octet-stream' },
    body: new Blob([large]).stream(),
    duplex: 'half',
  })
  assert.equal(streamed.status, 413, 'also when the length is not announced')
  const auditor = await app.signInStaff(['auditor'])
  await assert.rejects(auditor.api('uploadFile', { file: gif }), answers('PERMISSION_MISSING'))
})

test('fetching messages is receiving them', async () => {
  const params = { case_id: (await open()).id }
  const { receipts, last_seq } = await customer.api('listMessages', { params })
  assert.deepEqual([receipts.customer_delivered_seq, receipts.customer_read_seq], [last_seq, 0])
  const staff = await agent.api('listCaseMessages', { params })
  assert.equal(staff.receipts.staff_delivered_seq, last_seq)
})

test('the stream: both sides hear each other type, notes stay at the desk, and what was missed comes once and in order', async () => {
  const { id: case_id } = await open()
  const params = { case_id }
  const me = await openStream(app.url, customer.token)
  const desk = await openStream(app.url, agent.token)
  const head = await me.subscribe('me')
  await desk.subscribe('desk')
  me.send({ type: 'typing', case_id })
  desk.send({ type: 'typing', case_id })
  const typed = await me.waitFor((frame) => (frame.type === 'typing' ? frame : undefined), 'typing')
  assert.deepEqual([typed.author, typed.name?.zh], ['staff', '林晓'])
  await desk.waitFor((frame) => (frame.type === 'typing' && frame.author === 'customer' ? frame : undefined), 'typing')

  me.cut()
  const note = await agent.api('addNote', { params, body: { text: '只给同事' } })
  await desk.event('message', ({ message }) => message.id === note.id)
  const sent: Message[] = []
  for (const text of ['一', '二', '三']) sent.push(await agent.api('replyToCase', { params, body: { text } }))
  const back = await openStream(app.url, customer.token)
  await back.subscribe('me', head)
  await back.event('message', ({ message }) => message.id === sent.at(-1)?.id)
  const heard = back.events().flatMap(({ event }) => (event.type === 'message' ? [event.message] : []))
  assert.deepEqual(
    heard.map(({ kind, text }) => (kind === 'event' ? 'assigned' : text)),
    ['assigned', '一', '二', '三'],
  )
  back.close()
  desk.close()
})

test('the inbox counts and searches, and a cursor that we did not make is refused', async () => {
  const { id, number } = await open('一句别处没有的话')
  const found = await agent.api('listCases', { query: { view: 'unassigned', q: '别处没有' } })
  assert.deepEqual(
    found.items.map((item) => item.id),
    [id],
  )
  assert.ok(found.counts.all >= found.counts.unassigned && found.counts.unassigned > 0)
  const byNumber = await agent.api('listCases', { query: { q: number } })
  assert.equal(byNumber.items[0]?.id, id)
  await assert.rejects(agent.api('listCases', { query: { cursor: 'WyJ4Il0' } }), answers('INPUT_INVALID'))
  await assert.rejects(agent.api('listCases', { query: { cursor: 'WyJ4IiwieSIsInoiXQ' } }), answers('INPUT_INVALID'))
})
