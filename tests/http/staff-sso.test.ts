import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { ApiError, type ErrorCode, type Output } from '@topay/contract'
import { listAudit } from '../../packages/server/src/audit/index.ts'
import { inTx, writePolicy } from '../../packages/server/src/platform/index.ts'
import { createStaffMember } from '../../packages/server/src/staff/index.ts'
import { startTestApp, STAFF_PASSWORD } from '../support/app.ts'
import { appCode } from '../support/authenticator-app.ts'
import { startIdentityProvider } from '../support/identity-provider.ts'
import { staffIn } from '../support/signed-in.ts'

const PUBLIC_URL = 'http://desk.topay.test'
const provider = await startIdentityProvider(`${PUBLIC_URL}/desk/single-sign-on`)
const app = await startTestApp({ ...provider.settings, TOPAY_PUBLIC_URL: PUBLIC_URL })
after(async () => {
  await app.close()
  await provider.close()
})

const refused = (code: ErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ApiError, String(error))
  assert.equal(error.problem.code, code)
  return true
}
const pendingOf = (answer: Output<'staffSignIn'>) =>
  'staff_sign_in_id' in answer ? answer : assert.fail('is in already')

/** A colleague, and the person whom the provider knows by `subject`. */
const hire = async (more: { verified?: boolean } = {}) => {
  const email = `${randomUUID()}@staff.example.com`
  const member = await inTx(app.db, (tx) =>
    createStaffMember(tx, {
      email,
      name: { zh: '林晓', en: 'Lin Xiao' },
      roles: ['agent'],
      password: STAFF_PASSWORD,
      doer: { kind: 'system', id: 'test' },
    }),
  )
  const subject = randomUUID()
  provider.people.set(subject, { email, email_verified: more.verified ?? true })
  return { ...member, subject }
}
const start = () => app.anonymous('startStaffSingleSignOn', {})
const finish = (staff_sign_in_id: string, callback_url: string) =>
  app.anonymous('finishStaffSingleSignOn', { params: { staff_sign_in_id }, body: { callback_url, token: true } })
const enter = async (subject: string, form: Record<string, string> = {}) => {
  const { staff_sign_in_id, authorization_url } = await start()
  return finish(staff_sign_in_id, await provider.signInAs(authorization_url, { login: subject, ...form }))
}
const verify = (staff_sign_in_id: string, code: string) =>
  app.anonymous('verifyStaffSignIn', { params: { staff_sign_in_id }, body: { code, token: true } })
const dismiss = (id: string) => app.db.updateTable('staff').set({ active: false }).where('id', '=', id).execute()
const staffCount = async () => (await app.db.selectFrom('staff').select('id').execute()).length

test('the page is told how staff sign in here', async () => {
  assert.deepEqual(await app.anonymous('getStaffSignInOptions', {}), {
    password: true,
    single_sign_on: { name: 'Company account' },
  })
})

test('a colleague comes in through the provider: linked by the proved address, then the desk’s own app', async () => {
  const member = await hire()
  const { staff_sign_in_id, authorization_url } = await start()
  const asked = new URL(authorization_url).searchParams
  assert.deepEqual(
    [asked.get('response_type'), asked.get('code_challenge_method'), asked.get('redirect_uri')],
    ['code', 'S256', `${PUBLIC_URL}/desk/single-sign-on`],
  )
  const callback = await provider.signInAs(authorization_url, { login: member.subject })
  const pending = pendingOf(await finish(staff_sign_in_id, callback))
  assert.equal(pending.step, 'set_up_totp')
  const secret = pending.totp?.secret ?? ''
  const { token, recovery_codes } = await verify(pending.staff_sign_in_id, appCode(secret))
  assert.equal(recovery_codes?.length, 10)
  assert.equal((await app.client(token)('getStaffMe', {})).id, member.id)
  const actions = (await listAudit(app.db, member.id)).map(({ action }) => action)
  assert.deepEqual(actions.slice(1), ['staff.single_sign_on_linked', 'staff.two_factor_set_up', 'staff.signed_in'])

  // From now on the link counts, whatever the provider's address is.
  provider.people.set(member.subject, { email: 'new-name@elsewhere.example', email_verified: false })
  assert.equal(pendingOf(await enter(member.subject)).step, 'totp')
})

test('a second factor shown to the provider counts, unless policy says otherwise', async () => {
  const { id, subject } = await hire()
  const { staff } = staffIn(await enter(subject, { amr: 'mfa' }))
  assert.equal(staff.id, id)
  assert.equal((await listAudit(app.db, id)).at(-1)?.detail.factor, 'provider')
  assert.equal(pendingOf(await enter(subject, { amr: 'pwd' })).step, 'set_up_totp')
  await inTx(app.db, (tx) => writePolicy(tx, 'staff.sign_in', { trust_provider_factor: false }))
  try {
    assert.equal(pendingOf(await enter(subject, { amr: 'mfa' })).step, 'set_up_totp')
  } finally {
    await inTx(app.db, (tx) => writePolicy(tx, 'staff.sign_in', { trust_provider_factor: null }))
  }
})

test('an answer with another state is refused, also the answer to somebody else’s question', async () => {
  const { subject } = await hire()
  const [mine, other] = [await start(), await start()]
  const callback = await provider.signInAs(other.authorization_url, { login: subject })
  await assert.rejects(finish(mine.staff_sign_in_id, callback), refused('SINGLE_SIGN_ON_REFUSED'))
  const forged = new URL(callback)
  forged.searchParams.set('state', 'made-up')
  await assert.rejects(finish(other.staff_sign_in_id, forged.href), refused('SINGLE_SIGN_ON_REFUSED'))
  await assert.rejects(finish(other.staff_sign_in_id, callback), refused('SIGN_IN_ENDED'))
})

test('an answer counts once, and not for another sign-in', async () => {
  const { subject } = await hire()
  const { staff_sign_in_id, authorization_url } = await start()
  const callback = await provider.signInAs(authorization_url, { login: subject })
  const results = await Promise.allSettled([1, 2, 3].map(() => finish(staff_sign_in_id, callback)))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  await assert.rejects(finish(staff_sign_in_id, callback), refused('SIGN_IN_ENDED'))

  // With the state of a fresh question put in, the code is still that of the old one.
  const fresh = await start()
  const replayed = new URL(callback)
  replayed.searchParams.set('state', new URL(fresh.authorization_url).searchParams.get('state') ?? '')
  await assert.rejects(finish(fresh.staff_sign_in_id, replayed.href), refused('SINGLE_SIGN_ON_REFUSED'))
})

test('an answer that came back to another page, and one that says no, are refused', async () => {
  const { subject } = await hire()
  const first = await start()
  const callback = await provider.signInAs(first.authorization_url, { login: subject })
  const elsewhere = callback.replace(PUBLIC_URL, 'http://evil.example')
  await assert.rejects(finish(first.staff_sign_in_id, elsewhere), refused('SINGLE_SIGN_ON_REFUSED'))
  const second = await start()
  const no = await provider.signInAs(second.authorization_url, { refuse: 'yes' })
  assert.match(no, /error=access_denied/)
  await assert.rejects(finish(second.staff_sign_in_id, no), refused('SINGLE_SIGN_ON_REFUSED'))
})

test('the second step cannot be skipped with the id of a sign-in at the provider', async () => {
  const { staff_sign_in_id } = await start()
  await assert.rejects(verify(staff_sign_in_id, '000000'), refused('SIGN_IN_ENDED'))
})

test('a person without an account is refused, and none is made', async () => {
  const subject = randomUUID()
  provider.people.set(subject, { email: `${subject}@staff.example.com`, email_verified: true })
  const before = await staffCount()
  await assert.rejects(enter(subject), refused('STAFF_UNKNOWN'))
  assert.equal(await staffCount(), before)
})

test('an address that the provider has not proved links nobody', async () => {
  const { id, subject } = await hire({ verified: false })
  await assert.rejects(enter(subject, { amr: 'mfa' }), refused('SINGLE_SIGN_ON_REFUSED'))
  const row = await app.db.selectFrom('staff').select('oidc_subject').where('id', '=', id).executeTakeFirstOrThrow()
  assert.equal(row.oidc_subject, null)
})

test('a second identity with the address of a linked colleague does not become them', async () => {
  const { email, subject } = await hire()
  await enter(subject)
  const impostor = randomUUID()
  provider.people.set(impostor, { email, email_verified: true })
  await assert.rejects(enter(impostor, { amr: 'mfa' }), refused('STAFF_UNKNOWN'))
})

test('whoever has left stays out, linked or not', async () => {
  const [linked, fresh] = [await hire(), await hire()]
  await enter(linked.subject)
  await dismiss(linked.id)
  await dismiss(fresh.id)
  await assert.rejects(enter(linked.subject, { amr: 'mfa' }), refused('STAFF_UNKNOWN'))
  await assert.rejects(enter(fresh.subject, { amr: 'mfa' }), refused('STAFF_UNKNOWN'))
})

test('while the provider is away that is said, and the same answer may be sent again when it is back', async () => {
  const { subject } = await hire()
  const { staff_sign_in_id, authorization_url } = await start()
  const callback = await provider.signInAs(authorization_url, { login: subject })
  await provider.away()
  try {
    await assert.rejects(finish(staff_sign_in_id, callback), (error) => {
      assert.ok(error instanceof ApiError)
      assert.equal(error.problem.retryable, true)
      return refused('SINGLE_SIGN_ON_AWAY')(error)
    })
  } finally {
    await provider.back()
  }
  assert.equal(pendingOf(await finish(staff_sign_in_id, callback)).step, 'set_up_totp')
})

test('a provider that was never there: said at the start, and passwords still work unless they are turned off', async () => {
  const gone = await startTestApp({ ...provider.settings, TOPAY_OIDC_ISSUER: 'http://127.0.0.1:1' })
  try {
    await assert.rejects(gone.anonymous('startStaffSingleSignOn', {}), refused('SINGLE_SIGN_ON_AWAY'))
    assert.ok((await gone.signInStaff()).token)
  } finally {
    await gone.close()
  }
})

test('without a provider there is no single sign-on; with passwords turned off there is nothing else', async () => {
  const [plain, strict] = await Promise.all([
    startTestApp(),
    startTestApp({ ...provider.settings, TOPAY_PUBLIC_URL: PUBLIC_URL, TOPAY_STAFF_PASSWORDS: 'off' }),
  ])
  try {
    assert.deepEqual(await plain.anonymous('getStaffSignInOptions', {}), { password: true, single_sign_on: null })
    await assert.rejects(plain.anonymous('startStaffSingleSignOn', {}), refused('SINGLE_SIGN_ON_OFF'))
    assert.equal((await strict.anonymous('getStaffSignInOptions', {})).password, false)
    await assert.rejects(strict.signInStaff(), refused('PASSWORD_SIGN_IN_OFF'))
  } finally {
    await Promise.all([plain.close(), strict.close()])
  }
})
