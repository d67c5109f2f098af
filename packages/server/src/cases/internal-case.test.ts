import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { inTx, newId } from '../platform/index.ts'
import { listAudit } from '../audit/index.ts'
import {
  addNote,
  assignCase,
  closeCase,
  closeInternalCase,
  getCase,
  getCasePanel,
  getMyCase,
  listCaseMessages,
  listCases,
  listMessages,
  listMyCases,
  markCaseMessages,
  markMessages,
  openInternalCase,
  rateCase,
  replyToCase,
  sendMessage,
  setCaseStatus,
  type StaffDoer,
} from './index.ts'

let desk: SupportDesk
let agent: StaffDoer
let customer: string
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  customer = await desk.customer()
})
after(() => desk.close())

const open = (customer_id: string | null = customer, reference = newId('difference')) =>
  inTx(desk.db, (tx) =>
    openInternalCase(tx, {
      kind: 'reconciliation',
      reference,
      subject: '银行多出 Only at the bank',
      topic: 'payment',
      text: { zh: '银行多一笔', en: 'One more at the bank' },
      customer_id,
    }),
  )
const words = { text: '查到了', attachments: [], client_id: null }
const jobsOf = async (case_id: string) => {
  const rows = await desk.db.selectFrom('outbound_message').select('body').execute()
  return rows.filter(({ body }) => body.includes(case_id))
}

test('a matter has one open case among colleagues, with what was found as its first note in both languages', async () => {
  const reference = newId('difference')
  const ids = await Promise.all([open(customer, reference), open(customer, reference)])
  assert.equal(ids[0], ids[1])
  const { items } = await listCaseMessages(desk.db, ids[0] ?? '', { limit: 10 })
  assert.deepEqual(
    items.map(({ kind, author, text }) => [kind, author, text]),
    [
      ['event', 'system', ''],
      ['note', 'system', '银行多一笔\nOne more at the bank'],
    ],
  )
})

test('it waits in the inbox like any other, marked internal, also when it is about nobody', async () => {
  const case_id = await open(null)
  const { items } = await listCases(desk.db, desk.kinds, agent.id, { view: 'unassigned', limit: 100 })
  const seen = items.find(({ id }) => id === case_id)
  assert.equal(seen?.internal, true)
  assert.equal(seen?.customer_name, null)
  assert.ok(seen?.waiting_since)
  const about = await getCase(desk.db, desk.kinds, await open())
  assert.ok(about.customer_name, 'the customer it is about is named, masked')
})

test('the customer it is about finds nothing of it anywhere, and can do nothing to it', async () => {
  const stranger = await desk.customer()
  const case_id = await open(stranger)
  await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
  await inTx(desk.db, (tx) => addNote(tx, { case_id, staff: agent, ...words }))
  await inTx(desk.db, (tx) => markCaseMessages(tx, { case_id, staff_id: agent.id, delivered_seq: 3, read_seq: 3 }))
  await inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id, staff: agent, reason: 'solved' }))

  assert.deepEqual((await listMyCases(desk.db, stranger, { limit: 10 })).items, [])
  await assert.rejects(getMyCase(desk.db, stranger, case_id), refusedWith('NOT_FOUND'))
  await assert.rejects(listMessages(desk.db, stranger, case_id, { limit: 10 }), refusedWith('NOT_FOUND'))
  const own = { case_id, customer_id: stranger }
  await assert.rejects(
    inTx(desk.db, (tx) => sendMessage(tx, { ...own, ...words })),
    refusedWith('NOT_FOUND'),
  )
  await assert.rejects(
    inTx(desk.db, (tx) => markMessages(tx, { ...own, delivered_seq: 1 })),
    refusedWith('NOT_FOUND'),
  )
  await assert.rejects(
    inTx(desk.db, (tx) => rateCase(tx, { ...own, score: 1, comment: '' })),
    refusedWith('NOT_FOUND'),
  )
  assert.deepEqual(await desk.eventsOf(`customer:${stranger}`), [])
  assert.deepEqual(await jobsOf(case_id), [])
  const waiting = await desk.db.selectFrom('support_case').select('last_public_seq').where('id', '=', case_id).execute()
  assert.equal(waiting[0]?.last_public_seq, 0)
})

test('it takes notes and no answers; the first note ends its waiting', async () => {
  const case_id = await open()
  await assert.rejects(
    inTx(desk.db, (tx) => replyToCase(tx, { case_id, staff: agent, ...words })),
    refusedWith('INTERNAL_CASE'),
  )
  assert.equal((await getCase(desk.db, desk.kinds, case_id)).assignee_id, null, 'a refused answer takes nothing')
  await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
  await assert.rejects(
    inTx(desk.db, (tx) => setCaseStatus(tx, { case_id, staff: agent, status: 'waiting_customer' })),
    refusedWith('INTERNAL_CASE'),
  )
  await inTx(desk.db, (tx) => addNote(tx, { case_id, staff: agent, ...words }))
  const noted = await getCase(desk.db, desk.kinds, case_id)
  assert.equal(noted.waiting_since, null)
  assert.ok(noted.first_response_at)
})

test('its panel has no customer when it is about nobody, and the customer when it is about one', async () => {
  const of = async (case_id: string) => {
    await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
    return getCasePanel(desk.db, desk.kinds, { case_id, staff: agent })
  }
  const nobody = await of(await open(null))
  assert.deepEqual([nobody.customer, nobody.balance, nobody.held], [null, null, null])
  assert.deepEqual([nobody.recent_transactions, nobody.past_cases], [[], []])
  assert.equal((await of(await open())).customer?.id, customer)
})

test('whoever clears the matter up closes its case, with the words, whoever has it in hand; again changes nothing', async () => {
  const case_id = await open()
  await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
  const colleague = await desk.staff(['payments_agent'])
  const doer = { kind: 'staff' as const, id: colleague.id }
  const close = () => inTx(desk.db, (tx) => closeInternalCase(tx, { case_id, doer, text: '已追回' }))
  await close()
  await close()
  assert.equal((await getCase(desk.db, desk.kinds, case_id)).status, 'closed')
  const { items } = await listCaseMessages(desk.db, case_id, { limit: 20 })
  assert.equal(items.filter(({ text }) => text === '已追回').length, 1)
  assert.equal(items.at(-1)?.event?.type, 'closed')
  assert.deepEqual(
    (await listAudit(desk.db, case_id)).map(({ action }) => action),
    ['case.assigned', 'case.closed'],
  )
})
