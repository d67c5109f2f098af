import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { openSupportDesk, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { inTx, MINUTE } from '../platform/index.ts'
import { casesJobs, closeCase, markMessages, replyToCase, sendMessage, type StaffDoer } from './index.ts'

let desk: SupportDesk
let agent: StaffDoer
let customer: string
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  customer = await desk.customer()
})
after(() => desk.close())

const answer = (case_id: string) =>
  inTx(desk.db, (tx) => replyToCase(tx, { case_id, staff: agent, text: '密语', attachments: [], client_id: null }))
const read = (case_id: string, read_seq: number) =>
  inTx(desk.db, (tx) => markMessages(tx, { case_id, customer_id: customer, delivered_seq: read_seq, read_seq }))
const runJob = (case_id: string) =>
  casesJobs({ db: desk.db, publicUrl: 'https://pay.example.com' })['cases:tell_customer']?.({ case_id })
const sent = () =>
  desk.db
    .selectFrom('outbound_message')
    .select(['template', 'body'])
    .where('customer_id', '=', customer)
    .orderBy('id')
    .execute()

test('an answer puts one job into the queue, in two minutes, however many answers follow', async () => {
  const caseId = await desk.open(customer)
  await answer(caseId)
  await answer(caseId)
  const { rows } = await sql<{ task_identifier: string; run_at: string }>`
    select task_identifier, run_at from graphile_worker.jobs where key = ${`cases:tell_customer ${caseId}`}`.execute(
    desk.db,
  )
  assert.equal(rows.length, 1)
  assert.equal(rows[0]?.task_identifier, 'cases:tell_customer')
  const wait = Date.parse(rows[0]?.run_at ?? '') - Date.now()
  assert.ok(wait > MINUTE && wait <= 2 * MINUTE)
})

test('a customer who has read the answer is left alone', async () => {
  const caseId = await desk.open(customer)
  const { seq } = await answer(caseId)
  await read(caseId, seq)
  await runJob(caseId)
  assert.deepEqual(await sent(), [])
})

test('who writes after the answer was there to see it', async () => {
  const caseId = await desk.open(customer)
  await answer(caseId)
  await inTx(desk.db, (tx) =>
    sendMessage(tx, { case_id: caseId, customer_id: customer, text: '好的', attachments: [], client_id: null }),
  )
  await runJob(caseId)
  assert.deepEqual(await sent(), [])
})

test('who is away is told once, with the way there and not a word of the content, and again only after having read', async () => {
  const caseId = await desk.open(customer)
  const { seq } = await answer(caseId)
  await runJob(caseId)
  await answer(caseId)
  await runJob(caseId)
  const first = await sent()
  assert.equal(first.length, 1)
  assert.equal(first[0]?.template, 'case_reply')
  assert.ok(first[0]?.body.includes(`https://pay.example.com/cases/${caseId}`))
  assert.doesNotMatch(first[0]?.body ?? '', /密语/)
  await read(caseId, seq)
  await answer(caseId)
  await runJob(caseId)
  assert.equal((await sent()).length, 2)
})

test('a closing is told as well, once, and not to who has seen it', async () => {
  const caseId = await desk.open(customer)
  const close = () =>
    inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id: caseId, staff: agent, reason: 'solved' }))
  await answer(caseId)
  await runJob(caseId)
  const told = (await sent()).length
  await close()
  await runJob(caseId)
  await runJob(caseId)
  const messages = await sent()
  assert.equal(messages.length, told + 1)
  assert.equal(messages.at(-1)?.template, 'case_closed')
  await inTx(desk.db, (tx) =>
    sendMessage(tx, { case_id: caseId, customer_id: customer, text: '还在', attachments: [], client_id: null }),
  )
  await close()
  await read(caseId, 100)
  await runJob(caseId)
  assert.equal((await sent()).length, told + 1)
})

test('a case without an answer, or none at all, is no reason to write', async () => {
  const before = await sent()
  await runJob(await desk.open(customer))
  await runJob('case_0')
  assert.deepEqual(await sent(), before)
})
