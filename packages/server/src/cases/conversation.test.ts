import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { inTx, moveClock, newId } from '../platform/index.ts'
import {
  addNote,
  assignCase,
  closeCase,
  getCase,
  getMyCase,
  listCaseMessages,
  listMessages,
  listMyCases,
  markCaseMessages,
  markMessages,
  postEventAbout,
  rateCase,
  replyToCase,
  sendMessage,
  setCaseStatus,
  type StaffDoer,
} from './index.ts'

let desk: SupportDesk
let agent: StaffDoer
let colleague: StaffDoer
let supervisor: StaffDoer
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  colleague = await desk.staff()
  supervisor = await desk.staff(['supervisor'])
})
after(() => desk.close())

const say = (case_id: string, customer_id: string, text: string, client_id: string | null = null) =>
  inTx(desk.db, (tx) => sendMessage(tx, { case_id, customer_id, text, attachments: [], client_id }))
const answer = (case_id: string, staff: StaffDoer, text: string, client_id: string | null = null) =>
  inTx(desk.db, (tx) => replyToCase(tx, { case_id, staff, text, attachments: [], client_id }))
const note = (case_id: string, staff: StaffDoer, text: string) =>
  inTx(desk.db, (tx) => addNote(tx, { case_id, staff, text, attachments: [], client_id: null }))
const close = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id, staff, reason: 'solved' }))
const seenByDesk = (case_id: string) => getCase(desk.db, desk.kinds, case_id)
const all = { limit: 200 }

test('a case about a payment opens with the event, the card and the first words, and is named after the payment', async () => {
  const customer = await desk.customer()
  const caseId = await desk.openAbout(customer, desk.matter(customer), '钱呢？')
  const { items } = await listMessages(desk.db, customer, caseId, all)
  assert.deepEqual(
    items.map(({ seq, kind, author }) => [seq, kind, author]),
    [
      [1, 'event', 'system'],
      [2, 'card', 'customer'],
      [3, 'text', 'customer'],
    ],
  )
  assert.equal(items[1]?.card?.failure_code, 'BAL_WALLET')
  const seen = await seenByDesk(caseId)
  assert.equal(seen.topic, 'payment')
  assert.equal(seen.subject, '山岚户外')
  assert.match(seen.number, /^CS \d{4} \d{4} \d{4}$/)
  assert.equal(seen.payment?.payment_id, seen.payment_id)
  assert.equal(seen.unread, 2)
  assert.equal(seen.waiting_since, seen.opened_at)
})

test('asking again for help with the same payment answers with the same case, and keeps what was said', async () => {
  const customer = await desk.customer()
  const payment = desk.matter(customer)
  const asked = await Promise.all([1, 2, 3, 4].map((n) => desk.openAbout(customer, payment, `第 ${n} 次`)))
  assert.equal(new Set(asked).size, 1)
  const { items } = await listMessages(desk.db, customer, asked[0] ?? '', all)
  assert.deepEqual(
    items
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text)
      .toSorted(),
    ['第 1 次', '第 2 次', '第 3 次', '第 4 次'],
  )
})

test("a case about somebody else's payment, or none, cannot be opened", async () => {
  const payment = desk.matter(await desk.customer())
  const stranger = await desk.customer()
  await assert.rejects(desk.openAbout(stranger, payment), refusedWith('NOT_FOUND'))
  await assert.rejects(desk.openAbout(stranger, newId('payment')), refusedWith('NOT_FOUND'))
  assert.deepEqual((await listMyCases(desk.db, stranger, all)).items, [])
})

test('a case without a word is named by the first that comes', async () => {
  const customer = await desk.customer()
  const caseId = await desk.openWordless(customer)
  assert.equal((await getMyCase(desk.db, customer, caseId)).subject, '在线咨询')
  await say(caseId, customer, `银行短信说\n支出 1286 元${'，很急'.repeat(40)}`)
  const { subject } = await getMyCase(desk.db, customer, caseId)
  assert.ok(subject.startsWith('银行短信说 支出 1286 元'))
  assert.ok([...subject].length <= 60)
})

test('the same key and content is the stored message; other content under the key is refused', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  const tries = await Promise.all([1, 2, 3].map(() => say(caseId, customer, '在吗', 'key-1')))
  assert.equal(new Set(tries.map(({ id }) => id)).size, 1)
  await assert.rejects(say(caseId, customer, '不在', 'key-1'), refusedWith('IDEMPOTENCY_KEY_REUSED'))
  const answered = await answer(caseId, agent, '在的', 'key-1')
  assert.equal((await answer(caseId, agent, '在的', 'key-1')).id, answered.id, 'each author has keys of their own')
  await assert.rejects(
    inTx(desk.db, (tx) =>
      addNote(tx, { case_id: caseId, staff: agent, text: '在的', attachments: [], client_id: 'key-1' }),
    ),
    refusedWith('IDEMPOTENCY_KEY_REUSED'),
  )
  await close(caseId, agent)
  assert.equal(
    (await answer(caseId, agent, '在的', 'key-1')).id,
    answered.id,
    'a late retry learns that it had arrived',
  )
  const { items } = await listMessages(desk.db, customer, caseId, all)
  assert.equal(items.filter(({ text }) => text === '在吗').length, 1)
})

test('card numbers are cut before anything is stored', async () => {
  const customer = await desk.customer()
  const caseId = await desk.openWordless(customer)
  const sent = await say(caseId, customer, '卡号 6217 0012 3456 7893，扣了两次', 'card-key')
  assert.equal(sent.text, '卡号 [card …7893]，扣了两次')
  assert.equal((await say(caseId, customer, '卡号 6217 0012 3456 7893，扣了两次', 'card-key')).id, sent.id)
  assert.doesNotMatch(JSON.stringify(await desk.eventsOf('desk')), /6217 0012 3456 7893/)
  await close(caseId, supervisor)
  await inTx(desk.db, (tx) =>
    rateCase(tx, { case_id: caseId, customer_id: customer, score: 2, comment: '6217001234567893' }),
  )
  assert.equal((await seenByDesk(caseId)).rating?.comment, '[card …7893]')
})

test('notes are for staff: in no list, head, event or unread number of the customer', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  const written = await note(caseId, colleague, '像是重复扣款')
  assert.equal((await listCaseMessages(desk.db, caseId, all)).items.at(-1)?.id, written.id)
  const mine = await listMessages(desk.db, customer, caseId, all)
  assert.ok(mine.items.every(({ kind }) => kind !== 'note'))
  assert.equal(mine.last_seq, mine.items.at(-1)?.seq)
  const seen = await getMyCase(desk.db, customer, caseId)
  assert.equal(seen.unread, 0)
  assert.equal(seen.last_seq, mine.last_seq)
  assert.equal(seen.last_message?.text, '钱呢？')
  assert.doesNotMatch(JSON.stringify(await desk.eventsOf(`customer:${customer}`)), /重复扣款/)
  const receipts = await inTx(desk.db, (tx) =>
    markMessages(tx, { case_id: caseId, customer_id: customer, delivered_seq: 999, read_seq: 999 }),
  )
  assert.equal(receipts.customer_read_seq, mine.last_seq, 'what a customer cannot see they cannot have read')
})

test("a customer's message reopens a closed case, and no message of staff does", async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  await answer(caseId, agent, '好了')
  await close(caseId, agent)
  assert.equal((await seenByDesk(caseId)).waiting_since, null)
  await assert.rejects(answer(caseId, agent, '还有一句'), refusedWith('CASE_CLOSED'))
  await note(caseId, agent, '关了之后补记')
  const again = await say(caseId, customer, '还是不行')
  const seen = await seenByDesk(caseId)
  assert.equal(seen.status, 'open')
  assert.equal(seen.closed_at, null)
  assert.equal(seen.assignee_id, agent.id)
  assert.equal(seen.waiting_since, again.created_at)
  const { items } = await listMessages(desk.db, customer, caseId, all)
  assert.deepEqual(
    items.slice(-2).map(({ event, text }) => event?.type ?? text),
    ['reopened', '还是不行'],
  )
})

test('a case of somebody who has left goes back into the queue when it is reopened', async () => {
  const leaver = await desk.staff()
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  await answer(caseId, leaver, '好了')
  await close(caseId, leaver)
  await desk.db.updateTable('staff').set({ active: false }).where('id', '=', leaver.id).execute()
  await say(caseId, customer, '还是不行')
  assert.equal((await seenByDesk(caseId)).assignee_id, null)
})

test('a message to an old case is taken also when a newer one about the same payment is open', async () => {
  const customer = await desk.customer()
  const payment = desk.matter(customer)
  const old = await desk.openAbout(customer, payment)
  await close(old, supervisor)
  const newer = await desk.openAbout(customer, payment)
  assert.notEqual(newer, old)
  await say(old, customer, '接着上次的说')
  assert.equal((await seenByDesk(old)).status, 'open')
  assert.equal(await desk.openAbout(customer, payment), newer)
  await close(newer, supervisor)
  assert.equal(await desk.openAbout(customer, payment), old)
})

test('waiting for the customer ends with their message; the clock runs from the oldest message without an answer', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  await answer(caseId, agent, '请发一下银行短信')
  const { first_response_at } = await seenByDesk(caseId)
  assert.notEqual(first_response_at, null)
  await inTx(desk.db, (tx) => setCaseStatus(tx, { case_id: caseId, staff: agent, status: 'waiting_customer' }))
  assert.equal((await getMyCase(desk.db, customer, caseId)).status, 'waiting_customer')
  const first = await say(caseId, customer, '发了')
  await say(caseId, customer, '看到了吗')
  const seen = await seenByDesk(caseId)
  assert.equal(seen.status, 'open')
  assert.equal(seen.waiting_since, first.created_at)
  await answer(caseId, agent, '看到了')
  assert.equal((await seenByDesk(caseId)).waiting_since, null)
  assert.equal((await seenByDesk(caseId)).first_response_at, first_response_at)
})

test('only allowed moves of the state are made', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  const set = (status: 'open' | 'waiting_customer') =>
    inTx(desk.db, (tx) => setCaseStatus(tx, { case_id: caseId, staff: supervisor, status }))
  await assert.rejects(set('open'), refusedWith('TRANSITION_ILLEGAL'))
  await set('waiting_customer')
  await assert.rejects(set('waiting_customer'), refusedWith('TRANSITION_ILLEGAL'))
  await set('open')
  await close(caseId, supervisor)
  await assert.rejects(close(caseId, supervisor), refusedWith('TRANSITION_ILLEGAL'))
  await assert.rejects(set('open'), refusedWith('TRANSITION_ILLEGAL'))
})

test('a closed case is rated once, by its customer', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  const rate = (customer_id: string, score = 5) =>
    inTx(desk.db, (tx) => rateCase(tx, { case_id: caseId, customer_id, score, comment: '很快' }))
  await assert.rejects(rate(customer), refusedWith('CASE_NOT_CLOSED'))
  await close(caseId, supervisor)
  await assert.rejects(rate(await desk.customer()), refusedWith('NOT_FOUND'))
  const outcomes = await Promise.allSettled([rate(customer, 5), rate(customer, 1)])
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.ok(refused && refusedWith('CASE_ALREADY_RATED')(refused.reason))
})

test('receipts move forward only, each side for itself, and are told to both', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  await answer(caseId, agent, '一')
  const mark = (delivered_seq: number, read_seq?: number) =>
    inTx(desk.db, (tx) => markMessages(tx, { case_id: caseId, customer_id: customer, delivered_seq, read_seq }))
  const first = await mark(2)
  assert.deepEqual([first.customer_delivered_seq, first.customer_read_seq, first.staff_read_seq], [2, 0, 0])
  const second = await mark(1, 4)
  assert.deepEqual([second.customer_delivered_seq, second.customer_read_seq], [4, 4])
  assert.deepEqual(await mark(0, 1), second)
  const staff = await inTx(desk.db, (tx) =>
    markCaseMessages(tx, { case_id: caseId, staff_id: agent.id, delivered_seq: 3, read_seq: 3 }),
  )
  assert.deepEqual(staff, { ...second, staff_delivered_seq: 3, staff_read_seq: 3 })
  const told = (await desk.eventsOf(`customer:${customer}`)).filter(({ type }) => type === 'receipts')
  assert.equal(told.length, 3, 'a mark that moves nothing says nothing')
})

test('a colleague who looks in does not read in the place of the one who has the case', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  await inTx(desk.db, (tx) => assignCase(tx, { case_id: caseId, staff: agent, assignee_id: agent.id }))
  const receipts = await inTx(desk.db, (tx) =>
    markCaseMessages(tx, { case_id: caseId, staff_id: supervisor.id, delivered_seq: 2, read_seq: 2 }),
  )
  assert.equal(receipts.staff_read_seq, 0)
  assert.equal((await seenByDesk(caseId)).unread, 1)
})

test('pages of messages: the newest, before, after, and never beyond the head they state', async () => {
  const customer = await desk.customer()
  const caseId = await desk.open(customer)
  for (const n of [3, 4, 5, 6, 7]) await say(caseId, customer, `${n}`)
  const seqs = async (range: { after?: number; before?: number; limit: number }) =>
    (await listMessages(desk.db, customer, caseId, range)).items.map(({ seq }) => seq)
  assert.deepEqual(await seqs({ limit: 3 }), [5, 6, 7])
  assert.deepEqual(await seqs({ before: 5, limit: 3 }), [2, 3, 4])
  assert.deepEqual(await seqs({ after: 0, limit: 3 }), [1, 2, 3])
  assert.deepEqual(await seqs({ after: 7, limit: 3 }), [])
  await assert.rejects(listMessages(desk.db, await desk.customer(), caseId, all), refusedWith('NOT_FOUND'))
})

test('something that happens to the matter is posted into its open cases, and only there', async () => {
  const customer = await desk.customer()
  const payment = desk.matter(customer)
  const closed = await desk.openAbout(customer, payment)
  await close(closed, supervisor)
  const open = await desk.openAbout(customer, payment)
  const events = await inTx(desk.db, async (tx) => {
    const { card } = await desk.kinds.payment.context(tx, customer, payment)
    return postEventAbout(tx, {
      customer_id: customer,
      kind: 'payment',
      references: [payment],
      event: {
        type: 'payment_settled',
        card: { ...card, status: 'succeeded', failure_code: null, money_moved: 'yes' },
      },
    })
  })
  assert.deepEqual(
    events.map(({ stream, event }) => [stream, event.type]),
    [
      [`customer:${customer}`, 'message'],
      ['desk', 'message'],
    ],
  )
  assert.equal((await listMessages(desk.db, customer, open, all)).items.at(-1)?.event?.type, 'payment_settled')
  assert.equal((await listMessages(desk.db, customer, closed, all)).items.at(-1)?.event?.type, 'closed')
})

test('case numbers count from one in each day of China', async () => {
  const customer = await desk.customer()
  // 16:00 UTC is midnight in China.
  const until = (16 * 60 + 24 * 60 - (new Date().getUTCHours() * 60 + new Date().getUTCMinutes())) * 60_000
  moveClock(until + 60_000)
  try {
    const numbers = await Promise.all(
      [1, 2, 3].map(async () => (await seenByDesk(await desk.open(customer))).number.slice(-4)),
    )
    assert.deepEqual(numbers.toSorted(), ['0001', '0002', '0003'])
  } finally {
    moveClock(-until - 60_000)
  }
})
