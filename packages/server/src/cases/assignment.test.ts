import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { inTx, newId } from '../platform/index.ts'
import { listAudit } from '../audit/index.ts'
import {
  assignCase,
  closeCase,
  getCase,
  getCasePanel,
  listMessages,
  replyToCase,
  setCaseStatus,
  type StaffDoer,
} from './index.ts'

let desk: SupportDesk
let agent: StaffDoer
let colleague: StaffDoer
let supervisor: StaffDoer
let customer: string
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  colleague = await desk.staff(['payments_agent'])
  supervisor = await desk.staff(['supervisor'])
  customer = await desk.customer()
})
after(() => desk.close())

const assign = (case_id: string, staff: StaffDoer, assignee_id: string | null, expected?: string | null) =>
  inTx(desk.db, (tx) => assignCase(tx, { case_id, staff, assignee_id, expected_assignee_id: expected }))
const answer = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => replyToCase(tx, { case_id, staff, text: '您好', attachments: [], client_id: null }))
const assigneeOf = async (case_id: string) => (await getCase(desk.db, desk.kinds, case_id)).assignee_id

test('anybody takes an unassigned case, and one from a colleague', async () => {
  const caseId = await desk.open(customer)
  await assign(caseId, agent, agent.id)
  await assign(caseId, colleague, colleague.id)
  assert.equal(await assigneeOf(caseId), colleague.id)
  const { items } = await listMessages(desk.db, customer, caseId, { limit: 50 })
  const taken = items.flatMap(({ event }) => (event?.type === 'assigned' ? [event] : []))
  assert.equal(taken.length, 2)
  assert.equal(taken[0]?.agent.name.zh, '林晓')
})

test('handing over and putting back are for the one who has the case, and for supervisors', async () => {
  const caseId = await desk.open(customer)
  await assert.rejects(assign(caseId, agent, colleague.id), refusedWith('PERMISSION_MISSING'))
  await assign(caseId, agent, agent.id)
  await assert.rejects(assign(caseId, colleague, null), refusedWith('PERMISSION_MISSING'))
  await assert.rejects(assign(caseId, colleague, supervisor.id), refusedWith('PERMISSION_MISSING'))
  await assign(caseId, agent, colleague.id)
  await assign(caseId, colleague, null)
  assert.equal(await assigneeOf(caseId), null)
  await assign(caseId, supervisor, agent.id)
  await assign(caseId, supervisor, colleague.id)
  assert.equal(await assigneeOf(caseId), colleague.id)
})

test('a case goes to active colleagues who may answer cases, and closed cases go nowhere', async () => {
  const caseId = await desk.open(customer)
  const auditor = await desk.staff(['auditor'])
  await assert.rejects(assign(caseId, supervisor, auditor.id), refusedWith('ASSIGNEE_INVALID'))
  await assert.rejects(assign(caseId, supervisor, newId('staff')), refusedWith('ASSIGNEE_INVALID'))
  await inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id: caseId, staff: supervisor, reason: 'other' }))
  await assert.rejects(assign(caseId, agent, agent.id), refusedWith('CASE_CLOSED'))
  await assert.rejects(assign(newId('case'), agent, agent.id), refusedWith('NOT_FOUND'))
})

test('of two who take an unassigned case at once one gets it, and the other is told', async () => {
  const caseId = await desk.open(customer)
  const outcomes = await Promise.allSettled([
    assign(caseId, agent, agent.id, null),
    assign(caseId, colleague, colleague.id, null),
  ])
  const won = outcomes.findIndex(({ status }) => status === 'fulfilled')
  const lost = outcomes[1 - won]
  assert.ok(lost?.status === 'rejected' && refusedWith('TRANSITION_ILLEGAL')(lost.reason))
  assert.equal(await assigneeOf(caseId), [agent, colleague][won]?.id)
  const { items } = await listMessages(desk.db, customer, caseId, { limit: 50 })
  assert.equal(items.filter(({ event }) => event?.type === 'assigned').length, 1)
  assert.equal((await listAudit(desk.db, caseId)).length, 1)
})

test('taking what is yours already changes nothing', async () => {
  const caseId = await desk.open(customer)
  await assign(caseId, agent, agent.id)
  const before = await getCase(desk.db, desk.kinds, caseId)
  await assign(caseId, agent, agent.id)
  assert.deepEqual(await getCase(desk.db, desk.kinds, caseId), before)
})

test("answering takes an unassigned case; a colleague's case is answered by supervisors only", async () => {
  const caseId = await desk.open(customer)
  await answer(caseId, agent)
  assert.equal(await assigneeOf(caseId), agent.id)
  await assert.rejects(answer(caseId, colleague), refusedWith('CASE_NOT_YOURS'))
  await answer(caseId, supervisor)
  assert.equal(await assigneeOf(caseId), agent.id, 'a word of the supervisor does not take the case away')
})

test('status and closing are for the one who has the case, and for supervisors', async () => {
  const caseId = await desk.open(customer)
  const wait = (staff: StaffDoer) =>
    inTx(desk.db, (tx) => setCaseStatus(tx, { case_id: caseId, staff, status: 'waiting_customer' }))
  const close = (staff: StaffDoer) =>
    inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id: caseId, staff, reason: 'solved' }))
  await assert.rejects(wait(agent), refusedWith('CASE_NOT_YOURS'))
  await assert.rejects(close(agent), refusedWith('CASE_NOT_YOURS'))
  await assign(caseId, agent, agent.id)
  await assert.rejects(close(colleague), refusedWith('CASE_NOT_YOURS'))
  await wait(agent)
  await close(supervisor)
})

test('every act of staff is in the audit record, with who did it', async () => {
  const caseId = await desk.open(customer)
  await answer(caseId, { ...agent, request_id: 'req_1' })
  await inTx(desk.db, (tx) => setCaseStatus(tx, { case_id: caseId, staff: agent, status: 'waiting_customer' }))
  await inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id: caseId, staff: agent, reason: 'no_answer' }))
  const entries = await listAudit(desk.db, caseId)
  assert.deepEqual(
    entries.map(({ action, actor_kind, actor_id }) => [action, actor_kind, actor_id]),
    ['case.assigned', 'case.replied', 'case.status_set', 'case.closed'].map((action) => [action, 'staff', agent.id]),
  )
  assert.deepEqual(entries.at(-1)?.detail, { reason: 'no_answer' })
})

test('the panel opens for the one who has the case; for a supervisor too, which is recorded once an hour', async () => {
  const payment = desk.matter(customer)
  const caseId = await desk.openAbout(customer, payment)
  const panel = (staff: StaffDoer) => getCasePanel(desk.db, desk.kinds, { case_id: caseId, staff })
  await assert.rejects(panel(agent), refusedWith('CASE_NOT_YOURS'))
  await assign(caseId, agent, agent.id)
  const opened = await panel(agent)
  assert.equal(opened.customer?.id, customer)
  assert.notEqual(opened.customer?.name, '陈思远')
  assert.deepEqual(opened.balance, { amount: 0, currency: 'CNY' })
  assert.equal(opened.payment_title?.zh, '山岚户外')
  assert.ok(opened.past_cases.length > 0 && opened.past_cases.every(({ id }) => id !== caseId))
  assert.deepEqual(
    opened.activity.map(({ action, actor }) => [action, actor.zh]),
    [['case.assigned', '林晓']],
  )
  await assert.rejects(panel(colleague), refusedWith('CASE_NOT_YOURS'))
  await panel(supervisor)
  const again = await panel(supervisor)
  assert.equal(again.activity.filter(({ action }) => action === 'case.panel_opened').length, 1)
})
