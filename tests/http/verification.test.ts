import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { ApiError, apiPrefix } from '@topay/contract'
import sharp from 'sharp'
import { DAY, HOUR, moveClock } from '../../packages/server/src/platform/index.ts'
import { verificationJobs } from '../../packages/server/src/verification/index.ts'
import { GOOD_CARD, startTestApp, type TestApp, type TestStaff } from '../support/app.ts'
import { idNumber, submissionOf, uploadAll, vaultFiles } from '../support/identity-documents.ts'
import { asFile, samplePicture } from '../support/pictures.ts'

let app: TestApp
let reviewer: TestStaff
before(async () => {
  app = await startTestApp()
  reviewer = await app.signInStaff(['identity_reviewer'])
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

const refused = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code
const BOTH = ['document_front', 'document_back'] as const
let people = 100
const deps = () => ({
  db: app.db,
  config: app.config,
  dataDir: app.config.TOPAY_DATA_DIR,
  publicUrl: () => app.url,
})
const runJob = (name: string) => verificationJobs(deps())[name]?.({}) ?? assert.fail(name)
const mail = async (to: string) => (await app.anonymous('listDemoOutbox', { query: { to } })).items

/** A customer whose documents for class II are in review. */
const sent = async (more: Parameters<typeof submissionOf>[1] = {}) => {
  const n = ++people
  const customer = await app.signUp()
  await uploadAll(customer.api, 'uploadIdentityDocument', BOTH, n)
  const { submission } = await customer.api('submitVerification', { body: submissionOf(n, more) })
  assert.ok(submission)
  return { ...customer, n, submission, verification_id: submission.id }
}
const take = (verification_id: string, staff = reviewer) =>
  staff.api('takeVerificationReview', { params: { verification_id } })
const decide = (verification_id: string, decision: 'pass' | 'fail' | 'more', staff = reviewer) =>
  staff.api('reviewVerification', {
    params: { verification_id },
    body: { decision, reasons: decision === 'pass' ? [] : ['unreadable'] },
  })
const passed = async (more: Parameters<typeof submissionOf>[1] = {}) => {
  const customer = await sent(more)
  await take(customer.verification_id)
  await decide(customer.verification_id, 'pass')
  return customer
}
const view = (document_id: string, staff: TestStaff) =>
  fetch(`${app.url}${apiPrefix}/desk/identity-documents/${document_id}`, {
    headers: { authorization: `Bearer ${staff.token}` },
  })

test('a document that a reviewer passes gives class II in the same moment, and every address is told', async () => {
  const customer = await sent()
  const { submission } = customer
  assert.deepEqual(
    [submission.status, submission.legal_name_masked, submission.document_number_masked.slice(4, 14)],
    ['in_review', '陈*远', '**********'],
  )
  const hours = (Date.parse(submission.answer_by ?? '') - Date.parse(submission.submitted_at)) / HOUR
  assert.equal(Math.round(hours), 24)
  const queue = await reviewer.api('listVerificationReviews', { query: { limit: 100 } })
  const listed = queue.items.find(({ id }) => id === submission.id)
  assert.deepEqual([listed?.legal_name, listed?.document_number], [null, null], 'a list shows nobody’s name')
  await assert.rejects(decide(submission.id, 'pass'), refused('REVIEW_NOT_YOURS'))
  const taken = await take(submission.id)
  assert.deepEqual([taken.legal_name, taken.document_number], ['陈思远', idNumber(customer.n)])
  assert.ok(
    taken.signals.every(({ ok }) => ok),
    JSON.stringify(taken.signals),
  )
  const decided = await decide(submission.id, 'pass')
  assert.deepEqual([decided.status, decided.current_class, decided.legal_name], ['passed', 2, null])
  const state = await customer.api('getVerification', {})
  assert.deepEqual([state.verification_class, state.expires_at], [2, '2036-11-24T16:00:00.000Z'])
  assert.equal((await mail(customer.identifier))[0]?.template, 'alert_verification_decided')
  const found = await app.db
    .selectFrom('support_case')
    .select('status')
    .where('id', '=', taken.case_id)
    .executeTakeFirst()
  assert.equal(found?.status, 'closed')
})

test('what lies on disk and in the database is encrypted; nothing of the number or the picture can be read there', async () => {
  const { n, submission } = await sent()
  const row = await app.db
    .selectFrom('verification')
    .selectAll()
    .where('id', '=', submission.id)
    .executeTakeFirstOrThrow()
  assert.equal(JSON.stringify(row).includes(idNumber(n)), false)
  assert.equal(row.legal_name.includes('陈思远'), false)
  const [document] = submission.documents
  const bytes = readFileSync(join(app.config.TOPAY_DATA_DIR, 'vault', 'documents', document?.id ?? ''))
  await assert.rejects(sharp(bytes).metadata())
})

test('a picture opens for the one reviewer who took it, watermarked, never cached; each look is on record and told', async () => {
  const customer = await sent()
  const id = customer.submission.documents[0]?.id ?? ''
  assert.equal((await view(id, reviewer)).status, 403, 'not taken yet')
  await take(customer.verification_id)
  const other = await app.signInStaff(['identity_reviewer'])
  assert.equal((await view(id, other)).status, 403)
  assert.equal((await view(id, await app.signInStaff(['supervisor']))).status, 403)
  const answer = await view(id, reviewer)
  assert.deepEqual(
    [answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')],
    [200, 'image/jpeg', 'no-store'],
  )
  const shown = Buffer.from(await answer.arrayBuffer())
  const original = await samplePicture({ title: 'document_front', seed: customer.n * 10 })
  const { channels } = await sharp(
    await sharp(shown)
      .composite([{ input: original, blend: 'difference' }])
      .toBuffer(),
  ).stats()
  assert.ok((channels[0]?.mean ?? 0) > 1, 'the picture is as it was sent, without a mark')
  const { items } = await customer.api('listSecurityEvents', { query: {} })
  assert.equal(items[0]?.kind, 'identity_viewed')
  const looks = await app.db
    .selectFrom('audit_entry')
    .select('actor_id')
    .where('subject', '=', customer.verification_id)
    .where('action', '=', 'identity_document.viewed')
    .execute()
  assert.deepEqual(looks, [{ actor_id: reviewer.id }])
  await decide(customer.verification_id, 'fail')
  assert.equal((await view(id, reviewer)).status, 403, 'decided')
})

test('nobody but its reviewer decides, and what is decided stays decided', async () => {
  const { verification_id } = await sent()
  await take(verification_id)
  const other = await app.signInStaff(['identity_reviewer'])
  await assert.rejects(take(verification_id, other), refused('REVIEW_TAKEN'))
  await assert.rejects(decide(verification_id, 'pass', other), refused('REVIEW_NOT_YOURS'))
  const params = { verification_id }
  await assert.rejects(
    reviewer.api('reviewVerification', { params, body: { decision: 'fail', reasons: [] } }),
    refused('REVIEW_REASON_MISSING'),
  )
  await decide(verification_id, 'fail')
  await assert.rejects(decide(verification_id, 'pass'), refused('TRANSITION_ILLEGAL'))
  const agent = await app.signInStaff(['agent'])
  await assert.rejects(agent.api('getVerificationReview', { params }), refused('PERMISSION_MISSING'))
})

test('a review that its reviewer forgot may be taken over, and not sooner', async () => {
  const { verification_id } = await sent()
  await take(verification_id)
  travel(2 * HOUR + 60_000)
  const other = await app.signInStaff(['identity_reviewer'])
  assert.equal((await take(verification_id, other)).reviewer?.id, other.id)
})

test('what more is asked for completes the same submission: one kind is replaced, the rest stays', async () => {
  const customer = await sent()
  await take(customer.verification_id)
  await decide(customer.verification_id, 'more')
  const asked = await customer.api('getVerification', {})
  assert.deepEqual(
    [asked.submission?.status, asked.submission?.reasons, asked.submission?.answer_by],
    ['more_needed', ['unreadable'], null],
  )
  const [fresh] = await uploadAll(customer.api, 'uploadIdentityDocument', ['document_back'], customer.n + 5_000)
  const { submission } = await customer.api('submitVerification', { body: submissionOf(customer.n) })
  assert.deepEqual([submission?.id, submission?.status], [customer.verification_id, 'in_review'])
  const old = customer.submission.documents.map(({ id }) => id)
  assert.deepEqual(
    submission?.documents.map(({ id }) => id),
    [old[0], fresh?.id],
  )
  assert.equal((await decide(customer.verification_id, 'pass')).current_class, 2)
})

test('class III takes a face and a proof of the address, or the bank’s word for the name', async () => {
  const customer = await app.signUp()
  const n = ++people
  await uploadAll(customer.api, 'uploadIdentityDocument', BOTH, n)
  const body = submissionOf(n, { target_class: 3 })
  const missing = async (): Promise<string[]> => {
    const error = await customer.api('submitVerification', { body }).catch((caught: unknown) => caught)
    assert.ok(error instanceof ApiError && error.problem.code === 'DOCUMENTS_MISSING')
    return error.problem.fields?.map(({ path }) => path) ?? []
  }
  assert.deepEqual(await missing(), ['selfie', 'address_proof'])
  assert.equal((await customer.api('getVerification', {})).bank_match, false)
  await customer.api('addCard', { body: { number: GOOD_CARD, holder_name: '陈思远' } })
  assert.equal((await customer.api('getVerification', {})).bank_match, true)
  assert.deepEqual(await missing(), ['selfie'])
  await uploadAll(customer.api, 'uploadIdentityDocument', ['selfie'], n + 5_000)
  const { submission } = await customer.api('submitVerification', { body })
  assert.equal(submission?.documents.length, 3)
})

test('numbers, ages and days that cannot be are refused before anybody looks', async () => {
  const { api } = await app.signUp()
  await uploadAll(api, 'uploadIdentityDocument', BOTH, ++people)
  const submit = (more: Parameters<typeof submissionOf>[1]) =>
    api('submitVerification', { body: submissionOf(people, more) })
  await assert.rejects(submit({ document_number: '110101199003071234' }), refused('DOCUMENT_NUMBER_INVALID'))
  await assert.rejects(submit({ document_number: idNumber(1, '20150101') }), refused('INPUT_INVALID'))
  await assert.rejects(submit({ document_expires_on: '2020-01-01' }), refused('DOCUMENT_EXPIRED'))
  await assert.rejects(submit({ target_class: 3 }), refused('DOCUMENTS_MISSING'))
  await submit({})
  await assert.rejects(submit({}), refused('VERIFICATION_OPEN'))
})

test('one document is one account’s, also when both were in review at once', async () => {
  const first = await passed()
  await assert.rejects(
    first.api('submitVerification', { body: submissionOf(first.n) }),
    refused('VERIFICATION_NOT_NEEDED'),
  )
  const second = await app.signUp()
  await uploadAll(second.api, 'uploadIdentityDocument', BOTH, ++people)
  await assert.rejects(second.api('submitVerification', { body: submissionOf(first.n) }), refused('DOCUMENT_TAKEN'))

  const number = idNumber(++people)
  const [one, two] = [await sent({ document_number: number }), await sent({ document_number: number })]
  for (const { verification_id } of [one, two]) await take(verification_id)
  const results = await Promise.allSettled([decide(one.verification_id, 'pass'), decide(two.verification_id, 'pass')])
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.equal(errors.length, 1)
  assert.ok(refused('DOCUMENT_TAKEN')(errors[0]))
})

test('a picture that was sent for another account, even scaled, is a signal to the reviewer and no hint to who sends it', async () => {
  const first = await sent()
  const again = await app.signUp()
  const picture = await samplePicture({ title: 'document_front', seed: first.n * 10 })
  const file = asFile(await sharp(picture).resize(900).webp().toBuffer())
  const { checks } = await again.api('uploadIdentityDocument', { query: { kind: 'document_front' }, file })
  assert.deepEqual(checks, { ok: true, problems: [] })
  await uploadAll(again.api, 'uploadIdentityDocument', ['document_back'], ++people)
  const { submission } = await again.api('submitVerification', { body: submissionOf(people, { legal_name: '林晓' }) })
  const { signals } = await take(submission?.id ?? '')
  const against = signals.filter(({ ok }) => !ok).map(({ text }) => text.en)
  assert.deepEqual(against, [
    'The name is not that of the account',
    'The same or nearly the same picture was sent for 1 other account or request',
  ])
})

test('withdrawn pictures are gone from the disk, and the case with them', async () => {
  const customer = await sent()
  const ids = customer.submission.documents.map(({ id }) => id)
  const state = await customer.api('withdrawVerification', {})
  assert.deepEqual([state.submission?.status, state.submission?.documents], ['withdrawn', []])
  await assert.rejects(customer.api('withdrawVerification', {}), refused('TRANSITION_ILLEGAL'))
  await verificationJobs(deps())['verification:purge_documents']?.({ ids })
  assert.deepEqual(
    vaultFiles(app.config.TOPAY_DATA_DIR).filter((name) => ids.includes(name)),
    [],
  )
  const found = await app.db
    .selectFrom('support_case')
    .select('status')
    .where('reference', '=', customer.verification_id)
    .executeTakeFirst()
  assert.equal(found?.status, 'closed')
})

test('the case of a review is not closed by hand, and shows its review', async () => {
  const { verification_id } = await sent()
  const { case_id } = await take(verification_id)
  const params = { case_id: case_id ?? '' }
  await reviewer.api('assignCase', { params, body: { assignee_id: reviewer.id } })
  assert.equal((await reviewer.api('getCasePanel', { params })).verification_id, verification_id)
  await assert.rejects(reviewer.api('closeCase', { params, body: {} }), refused('CASE_OF_REVIEW'))
})

test('an overdue answer becomes urgent and does not end', async () => {
  const { verification_id, api } = await sent()
  const priority = async () =>
    (
      await app.db
        .selectFrom('support_case')
        .select('priority')
        .where('reference', '=', verification_id)
        .executeTakeFirst()
    )?.priority
  await runJob('verification:escalate')
  assert.equal(await priority(), 'normal')
  travel(DAY + 60_000)
  await runJob('verification:escalate')
  assert.equal(await priority(), 'urgent')
  moveClock(-travelled)
  travelled = 0
  assert.equal((await api('getVerification', {})).submission?.status, 'in_review')
})

test('a class ends with the document it rests on: told before, told after', async () => {
  const day = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
  const customer = await passed({ document_expires_on: day(40) })
  await runJob('verification:expire')
  assert.equal((await mail(customer.identifier))[0]?.template, 'alert_verification_decided')
  travel(15 * DAY)
  await runJob('verification:expire')
  await runJob('verification:expire')
  const templates = async () => (await mail(customer.identifier)).map(({ template }) => template)
  assert.equal((await templates()).filter((name) => name === 'verification_expiring').length, 1)
  const classNow = async () =>
    (await app.db.selectFrom('customer').select('verification_class').where('id', '=', customer.id).executeTakeFirst())
      ?.verification_class
  assert.equal(await classNow(), 2)
  travel(27 * DAY)
  await runJob('verification:expire')
  assert.equal(await classNow(), 1)
  assert.ok((await templates()).includes('verification_expired'))
})

test('pictures of what was decided are deleted after the days that policy keeps them', async () => {
  const { submission } = await passed()
  const ids = submission.documents.map(({ id }) => id)
  const kept = () => vaultFiles(app.config.TOPAY_DATA_DIR).filter((name) => ids.includes(name)).length
  travel(89 * DAY)
  await runJob('verification:expire')
  assert.equal(kept(), 2)
  travel(2 * DAY)
  await runJob('verification:expire')
  assert.equal(kept(), 0)
})
