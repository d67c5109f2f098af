import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { inTx, type StaffActor } from '../platform/index.ts'
import { listAudit } from '../audit/index.ts'
import { type FileStore, openCaseFile, openCustomerFile, uploadFile } from './case-files.ts'
import { addNote, assignCase, replyToCase, sendMessage, type StaffDoer } from './index.ts'

const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
let desk: SupportDesk
let store: FileStore
let agent: StaffDoer
let colleague: StaffDoer
let customer: string
let case_id: string
before(async () => {
  desk = await openSupportDesk()
  store = { db: desk.db, dataDir: await mkdtemp(join(tmpdir(), 'topay-case-files-')) }
  agent = await desk.staff()
  colleague = await desk.staff()
  customer = await desk.customer()
  case_id = await desk.open(customer)
  await inTx(desk.db, (tx) => assignCase(tx, { case_id, staff: agent, assignee_id: agent.id }))
})
after(async () => {
  await desk.close()
  await rm(store.dataDir, { recursive: true })
})

const content = () => Readable.from([gif])
const ofCustomer = (id = customer) =>
  uploadFile(store, { realm: 'customer', id, session_id: '' }, { name: '小票.gif', content: content() })
const ofStaff = ({ id, roles }: StaffDoer) => {
  const actor: StaffActor = { realm: 'staff', id, roles, session_id: '' }
  return uploadFile(store, actor, { name: 'note.gif', content: content() })
}
const send = (attachments: string[], customer_id = customer) =>
  inTx(desk.db, (tx) => sendMessage(tx, { case_id, customer_id, text: '', attachments, client_id: null }))

test('a customer attaches their own uploads, and gets them back', async () => {
  const file = await ofCustomer()
  const message = await send([file.file_id])
  assert.deepEqual(message.attachments, [file])
  const answer = await openCustomerFile(store, customer, file.file_id)
  assert.equal(answer.name, '小票.gif')
  assert.deepEqual(await buffer(answer.stream), gif)
})

test("somebody else's upload is no attachment, and nothing is stored", async () => {
  const { file_id } = await ofCustomer(await desk.customer())
  const { last_seq } = await desk.db
    .selectFrom('support_case')
    .select('last_seq')
    .where('id', '=', case_id)
    .executeTakeFirstOrThrow()
  await assert.rejects(send([file_id]), refusedWith('FILE_MISSING'))
  await assert.rejects(send([(await ofStaff(agent)).file_id]), refusedWith('FILE_MISSING'))
  const after = await desk.db
    .selectFrom('support_case')
    .select('last_seq')
    .where('id', '=', case_id)
    .executeTakeFirstOrThrow()
  assert.equal(after.last_seq, last_seq)
})

test('a customer gets what support sent them, and nothing from notes or other people', async () => {
  const [sent, noted] = [await ofStaff(agent), await ofStaff(agent)]
  const own = { case_id, staff: agent, text: '', client_id: null }
  await inTx(desk.db, (tx) => replyToCase(tx, { ...own, attachments: [sent.file_id] }))
  await inTx(desk.db, (tx) => addNote(tx, { ...own, attachments: [noted.file_id] }))
  await buffer((await openCustomerFile(store, customer, sent.file_id)).stream)
  await assert.rejects(openCustomerFile(store, customer, noted.file_id), refusedWith('NOT_FOUND'))
  await assert.rejects(openCustomerFile(store, await desk.customer(), sent.file_id), refusedWith('NOT_FOUND'))
})

test('files of a case are for the one who has it; a supervisor may look, and that is recorded', async () => {
  const { file_id } = await ofCustomer()
  const ask = (staff: StaffDoer, id = file_id) => openCaseFile(store, staff, { case_id, file_id: id })
  await assert.rejects(ask(agent), refusedWith('NOT_FOUND'), 'not sent yet')
  await send([file_id])
  await buffer((await ask(agent)).stream)
  await assert.rejects(ask(colleague), refusedWith('CASE_NOT_YOURS'))
  const before = (await listAudit(desk.db, case_id)).length
  await buffer((await ask(await desk.staff(['supervisor']))).stream)
  assert.equal((await listAudit(desk.db, case_id)).length, before + 1)
})

test('staff who may not answer cases upload nothing, and an empty upload is no file', async () => {
  await assert.rejects(ofStaff(await desk.staff(['auditor'])), refusedWith('PERMISSION_MISSING'))
  const actor = { realm: 'customer' as const, id: customer, session_id: '' }
  await assert.rejects(uploadFile(store, actor, { name: 'x', content: undefined }), refusedWith('FILE_TYPE_REFUSED'))
})
