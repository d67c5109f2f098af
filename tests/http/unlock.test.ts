import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { ApiError, type Client, type Input } from '@topay/contract'
import { DAY, HOUR, MINUTE, moveClock } from '../../packages/server/src/platform/index.ts'
import { verificationJobs } from '../../packages/server/src/verification/index.ts'
import { startTestApp, type TestApp, type TestCustomer, type TestStaff } from '../support/app.ts'
import { idNumber, uploadAll, vaultFiles } from '../support/identity-documents.ts'

let app: TestApp
let [first, second]: TestStaff[] = []
before(async () => {
  app = await startTestApp()
  ;[first, second] = [await app.signInStaff(['identity_reviewer']), await app.signInStaff(['identity_reviewer'])]
})
after(() => app.close())

let travelled = 0
const travel = (ms: number): void => {
  moveClock(ms)
  travelled += ms
}
afterEach(() => {
  moveClock(-travelled)
  travelled = 0
})

const freshEmail = (): string => `${randomUUID()}@example.com`
const refused = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const one = (): TestStaff => first ?? assert.fail()
const two = (): TestStaff => second ?? assert.fail()
const mail = async (to: string) => (await app.anonymous('listDemoOutbox', { query: { to } })).items
const templates = async (to: string) => (await mail(to)).map(({ template }) => template)
const deps = () => ({
  db: app.db,
  config: app.config,
  dataDir: app.config.TOPAY_DATA_DIR,
  publicUrl: () => app.url,
})
const runJob = (name: string, payload = {}) => verificationJobs(deps())[name]?.(payload) ?? assert.fail(name)
const KINDS = ['document_front', 'document_back', 'selfie'] as const
let people = 0

/** Somebody who proved an address and may ask. */
const applicant = async (contact = freshEmail()) => {
  const { recovery_id } = await app.anonymous('startRecovery', { body: { contact } })
  const [message] = await mail(contact)
  const { recovery, token = '' } = await app.anonymous('confirmRecovery', {
    params: { recovery_id },
    body: { code: message?.code ?? '', token: true },
  })
  return { contact, recovery, api: app.client(token) }
}
type Request = Input<'requestUnlock'>['body']
const ask = (api: Client, identifier: string, more: Partial<Request> = {}) =>
  api('requestUnlock', {
    body: {
      identifier,
      reason: 'locked',
      legal_name: '陈思远',
      document_type: 'cn_id',
      document_number: idNumber(people),
      ...more,
    },
  })
/** A request for an account, sent and waiting. */
const asked = async (identifier: string, more: Partial<Request> = {}) => {
  const who = await applicant()
  await uploadAll(who.api, 'uploadRecoveryDocument', KINDS, ++people + 2_000)
  const recovery = await ask(who.api, identifier, more)
  await runJob('verification:look_into_recovery', { recovery_id: recovery.id, again: false })
  return { ...who, recovery, recovery_id: recovery.id }
}
const take = (recovery_id: string, staff: TestStaff) => staff.api('takeRecoveryReview', { params: { recovery_id } })
const review = (recovery_id: string, staff: TestStaff, decision: 'approve' | 'reject' | 'more', message = '说明 why') =>
  staff.api('reviewRecovery', { params: { recovery_id }, body: { decision, message } })
const proposed = async (recovery_id: string): Promise<string> => {
  await take(recovery_id, one())
  return (await review(recovery_id, one(), 'approve')).approval_id ?? assert.fail('no approval')
}
const decide = (approval_id: string, staff: TestStaff, decision: 'approve' | 'refuse') =>
  staff.api('decideApproval', { params: { approval_id }, body: { decision, note: '核对过 looked' } })
const locked = async (): Promise<TestCustomer> => {
  const customer = await app.signUp()
  for (let at = 0; at < 6; at++)
    await app
      .anonymous('signIn', { body: { identifier: customer.identifier, password: 'wrong horse battery' } })
      .catch(() => undefined)
  return customer
}

test('two people give a locked account back: the link goes to the proved address, the old one is told, money is held', async () => {
  const customer = await locked()
  const { contact, api, recovery, recovery_id } = await asked(customer.identifier)
  assert.deepEqual([recovery.status, recovery.reviews_done, recovery.steps.length], ['in_review', 0, 2])
  assert.equal(Math.round((Date.parse(recovery.answer_by ?? '') - Date.now()) / HOUR), 24)
  assert.ok((await templates(customer.identifier)).includes('alert_recovery_started'))

  const approval_id = await proposed(recovery_id)
  const half = await api('getRecovery', {})
  assert.deepEqual([half.status, half.reviews_done], ['in_review', 1])
  await assert.rejects(decide(approval_id, one(), 'approve'), refused('APPROVAL_OWN'))
  const seen = await take(recovery_id, two())
  assert.deepEqual([seen.legal_name, seen.document_number], ['陈思远', idNumber(people)])
  await decide(approval_id, two(), 'approve')

  const done = await api('getRecovery', {})
  assert.deepEqual([done.status, done.reviews_done, done.answer_by], ['approved', 2, null])
  const messages = await mail(contact)
  const link = messages.find(({ template }) => template === 'password_reset_email')?.body ?? ''
  const [, password_reset_id = '', code = ''] = /\/reset\/(rst_[0-9a-f]{32})#([\w-]+)/.exec(link) ?? []
  assert.ok(['recovery_received', 'recovery_first_review'].every((name) => messages.some((m) => m.template === name)))
  assert.ok((await templates(customer.identifier)).includes('alert_contact_added'))
  await assert.rejects(customer.api('getMe', {}), refused('NOT_SIGNED_IN'))

  const password = 'quiet jade over the lake'
  const body = { code, password }
  const { outbound_hold } = await app.anonymous('confirmPasswordReset', { params: { password_reset_id }, body })
  assert.equal(outbound_hold.reason, 'support_assisted')
  assert.equal(Math.round((Date.parse(outbound_hold.until) - Date.now()) / HOUR), 72)
  const audit = await app.db
    .selectFrom('audit_entry')
    .select(['action', 'actor_id'])
    .where('subject', '=', recovery_id)
    .execute()
  assert.deepEqual(audit.at(-1), { action: 'recovery.approved', actor_id: two().id })
})

test('the second factor stays, unless it was lost or somebody else set it', async () => {
  for (const [reason, expected] of [
    ['locked', 'code'],
    ['lost_factors', 'off'],
    ['taken_over', 'off'],
  ] as const) {
    const customer = await app.signUp()
    await app.db.updateTable('customer').set({ two_factor: 'code' }).where('id', '=', customer.id).execute()
    const { recovery_id, contact } = await asked(customer.identifier, { reason })
    await decide(await proposed(recovery_id), two(), 'approve')
    const row = await app.db
      .selectFrom('customer')
      .select('two_factor')
      .where('id', '=', customer.id)
      .executeTakeFirst()
    assert.equal(row?.two_factor, expected, reason)
    const contacts = await app.db
      .selectFrom('customer_contact')
      .select('value')
      .where('customer_id', '=', customer.id)
      .execute()
    const kept = reason === 'taken_over' ? [contact] : [contact, customer.identifier]
    assert.deepEqual(contacts.map(({ value }) => value).toSorted(), kept.toSorted(), reason)
    assert.ok((await templates(customer.identifier)).includes('alert_contact_added'), 'old addresses are told')
  }
})

test('an account that does not exist looks the same to the applicant, and can only be refused', async () => {
  const customer = await app.signUp()
  const [real, none] = [await asked(customer.identifier), await asked(freshEmail())]
  const shape = ({ status, reviews_done, documents, steps }: typeof real.recovery) => ({
    status,
    reviews_done,
    documents: documents.map(({ kind }) => kind),
    steps: steps.map(({ status: reached, by, message }) => ({ reached, by, message })),
  })
  assert.deepEqual(shape(real.recovery), shape(none.recovery))
  assert.deepEqual(Object.keys(real.recovery), Object.keys(none.recovery))
  assert.deepEqual(await templates(real.contact), await templates(none.contact))
  const seen = await take(none.recovery_id, one())
  assert.deepEqual([seen.customer_id, seen.signals[0]?.ok], [null, false])
  await assert.rejects(review(none.recovery_id, one(), 'approve'), refused('TRANSITION_ILLEGAL'))
  await review(none.recovery_id, one(), 'reject')
  await take(real.recovery_id, one())
  await review(real.recovery_id, one(), 'reject')
  assert.deepEqual(shape(await real.api('getRecovery', {})), shape(await none.api('getRecovery', {})))
  assert.deepEqual(await templates(real.contact), await templates(none.contact))
})

test('no from the second person ends it; the account is as it was', async () => {
  const customer = await app.signUp()
  const { api, recovery_id, contact } = await asked(customer.identifier)
  await decide(await proposed(recovery_id), two(), 'refuse')
  const { status, reviews_done } = await api('getRecovery', {})
  assert.deepEqual([status, reviews_done], ['rejected', 2])
  assert.equal((await customer.api('getMe', {})).outbound_hold, null)
  assert.equal((await templates(contact))[0], 'recovery_rejected')
})

test('what changed meanwhile is not carried out: a request taken back stays so', async () => {
  const customer = await app.signUp()
  const { api, recovery_id, recovery } = await asked(customer.identifier)
  const approval_id = await proposed(recovery_id)
  assert.equal((await api('withdrawRecovery', {})).status, 'withdrawn')
  await assert.rejects(decide(approval_id, two(), 'approve'), refused('APPROVAL_STALE'))
  assert.equal((await customer.api('getMe', {})).outbound_hold, null)
  const ids = recovery.documents.map(({ id }) => id)
  await runJob('verification:purge_documents', { ids })
  assert.deepEqual(
    vaultFiles(app.config.TOPAY_DATA_DIR).filter((name) => ids.includes(name)),
    [],
  )
})

test('an address of another account takes nobody’s account over', async () => {
  const [owner, stranger] = [await app.signUp(), await app.signUp()]
  travel(2 * MINUTE)
  const who = await applicant(stranger.identifier)
  await uploadAll(who.api, 'uploadRecoveryDocument', KINDS, ++people + 2_000)
  const { id } = await ask(who.api, owner.identifier)
  const seen = await take(id, one())
  assert.ok(seen.signals.some(({ text }) => text.en === 'The contact address belongs to another account'))
  await assert.rejects(review(id, one(), 'approve'), refused('TRANSITION_ILLEGAL'))
})

test('nobody decides about an account that is linked to them', async () => {
  const customer = await app.signUp()
  const { recovery_id } = await asked(customer.identifier)
  const linked = await app.signInStaff(['identity_reviewer'])
  await app.db
    .insertInto('customer_contact')
    .values({
      id: `con_${'0'.repeat(32)}`,
      customer_id: customer.id,
      kind: 'email',
      value: linked.email,
      verified_at: new Date().toISOString(),
    })
    .execute()
  await assert.rejects(take(recovery_id, linked), refused('APPROVAL_LINKED'))
  const approval_id = await proposed(recovery_id)
  await assert.rejects(decide(approval_id, linked, 'approve'), refused('APPROVAL_LINKED'))
})

test('who comes back with the same address goes on where they were; more that is asked for completes the request', async () => {
  const customer = await app.signUp()
  const { contact, recovery_id } = await asked(customer.identifier)
  await take(recovery_id, one())
  await review(recovery_id, one(), 'more', '请补拍背面 The back again, please')
  travel(2 * MINUTE)
  const again = await applicant(contact)
  assert.deepEqual([again.recovery.id, again.recovery.status], [recovery_id, 'more_needed'])
  assert.equal(again.recovery.steps.at(-1)?.message?.zh, '请补拍背面 The back again, please')
  await uploadAll(again.api, 'uploadRecoveryDocument', ['document_back'], people + 6_000)
  assert.equal((await ask(again.api, customer.identifier)).status, 'in_review')
  await assert.rejects(ask(again.api, customer.identifier), refused('TRANSITION_ILLEGAL'))
})

test('without a code, a session, or the pictures there is no request', async () => {
  const contact = freshEmail()
  const { recovery_id } = await app.anonymous('startRecovery', { body: { contact } })
  const params = { recovery_id }
  const [message] = await mail(contact)
  const wrong = message?.code === '000000' ? '000001' : '000000'
  for (let at = 0; at < 5; at++)
    await assert.rejects(app.anonymous('confirmRecovery', { params, body: { code: wrong } }), refused('CODE_WRONG'))
  const right = { code: message?.code ?? '' }
  await assert.rejects(app.anonymous('confirmRecovery', { params, body: right }), refused('CODE_WRONG'))
  await assert.rejects(app.anonymous('getRecovery', {}), refused('NOT_SIGNED_IN'))
  const customer = await app.signUp()
  await assert.rejects(customer.api('getRecovery', {}), refused('TOKEN_WRONG_KIND'))
  const { api } = await applicant()
  await assert.rejects(ask(api, customer.identifier), refused('DOCUMENTS_MISSING'))
  await assert.rejects(api('getMe', {}), refused('TOKEN_WRONG_KIND'))
})

test('an overdue answer becomes urgent and never ends by itself; a forgotten draft does, and its applicant is told', async () => {
  const customer = await app.signUp()
  const [waiting, draft] = [await asked(customer.identifier), await applicant()]
  travel(DAY + MINUTE)
  await runJob('verification:escalate')
  const row = await app.db
    .selectFrom('support_case')
    .select('priority')
    .where('reference', '=', waiting.recovery_id)
    .executeTakeFirst()
  assert.equal(row?.priority, 'urgent')
  travel(20 * DAY)
  await runJob('verification:expire')
  const statusOf = async (id: string) =>
    (await app.db.selectFrom('recovery').select('status').where('id', '=', id).executeTakeFirst())?.status
  assert.equal(await statusOf(waiting.recovery_id), 'in_review')
  assert.equal(await statusOf(draft.recovery.id), 'expired')
  assert.equal((await templates(draft.contact))[0], 'recovery_expired')
})
