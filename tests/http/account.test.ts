import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { apiPrefix, ApiError, type Client, type ErrorCode, operations, type OperationId } from '@topay/contract'
import { verifyAudit } from '../../packages/server/src/audit/index.ts'
import { issueSetupToken } from '../../packages/server/src/staff/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, STAFF_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { finishFirstStaffSignIn } from '../support/staff-enters.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

const freshPhone = (): string => `138${String(randomInt(100_000_000)).padStart(8, '0')}`
const freshEmail = (): string => `${randomUUID()}@example.com`

const refused = (code: ErrorCode) => (error: unknown) => error instanceof ApiError && error.problem.code === code

/** What a browser sends and gets: cookies and headers instead of a token. */
const browse = (operationId: OperationId, options: { body?: unknown; headers?: Record<string, string> } = {}) => {
  const [method, path] = operations[operationId]
  return fetch(`${app.url}${apiPrefix}${path}`, {
    method,
    headers: { ...(options.body !== undefined && { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
}
const codeSentTo = async (to: string): Promise<string> => {
  const { items } = await app.anonymous('listDemoOutbox', { query: { to } })
  return items[0]?.code ?? ''
}

test('a customer signs up by phone with the code of the outbox, and is signed in until they sign out', async () => {
  const phone = freshPhone()
  const { sign_up_id } = await app.anonymous('startSignUp', { body: { identifier: phone, locale: 'en' } })
  const [message] = (await app.anonymous('listDemoOutbox', { query: { to: `+86 ${phone}` } })).items
  assert.deepEqual(
    [message?.channel, message?.to, message?.template, message?.subject],
    ['sms', `+86${phone}`, 'sign_up_code', null],
  )
  assert.ok(message?.code && message.body.includes(message.code))
  const signedUp = await app.anonymous('confirmSignUp', {
    params: { sign_up_id },
    body: { code: message.code, name: ' Maya Roberts ', password: CUSTOMER_PASSWORD, token: true },
  })
  assert.match(signedUp.token ?? '', /^tc_/)
  const api = app.client(signedUp.token)
  const me = await api('getMe', {})
  assert.deepEqual(me, signedUp.customer)
  assert.deepEqual(
    [me.name, me.locale, me.phone, me.email, me.payment_password],
    ['Maya Roberts', 'en', `+86${phone}`, null, 'unset'],
  )
  await api('signOut', {})
  await assert.rejects(api('getMe', {}), refused('NOT_SIGNED_IN'))
})

test('a browser gets a cookie that scripts and other sites cannot use, and no token', async () => {
  const { identifier, device_token } = await app.signUp()
  const answer = await browse('signIn', {
    body: { identifier, password: CUSTOMER_PASSWORD },
    headers: { cookie: `topay_device=${device_token}` },
  })
  assert.equal(answer.status, 201)
  assert.ok(!('token' in ((await answer.json()) as object)))
  const [setCookie = '', device = ''] = answer.headers.getSetCookie()
  assert.match(device, /^topay_device=td_[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
  assert.match(setCookie, /^topay_customer=tc_[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
  const cookie = setCookie.split(';')[0] ?? ''

  assert.equal((await browse('getMe', { headers: { cookie } })).status, 200)
  const foreign = await browse('signOut', { headers: { cookie, origin: 'https://evil.example' } })
  assert.equal(((await foreign.json()) as { code: string }).code, 'ORIGIN_REFUSED')
  assert.equal((await browse('getMe', { headers: { cookie } })).status, 200, 'still signed in')

  const out = await browse('signOut', { headers: { cookie, origin: app.url } })
  assert.equal(out.status, 204)
  assert.match(out.headers.get('set-cookie') ?? '', /^topay_customer=; .*Expires=Thu, 01 Jan 1970/)
  assert.equal((await browse('getMe', { headers: { cookie } })).status, 401)
})

test('asked for a token, sign-in sets no cookie', async () => {
  const { identifier, device_token } = await app.signUp()
  const answer = await browse('signIn', {
    body: { identifier, password: CUSTOMER_PASSWORD, token: true, device_token },
  })
  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('set-cookie'), null)
})

test('nothing answers whether an address has an account', async () => {
  const { identifier } = await app.signUp()
  const seen = async (address: string) => {
    const started = await browse('startSignUp', { body: { identifier: address } })
    const body = (await started.json()) as Record<string, unknown>
    const confirmed = await app
      .anonymous('confirmSignUp', {
        params: { sign_up_id: String(body.sign_up_id) },
        body: { code: '000000', name: '陈', password: CUSTOMER_PASSWORD },
      })
      .catch((error: unknown) => (error instanceof ApiError ? error.problem.code : error))
    const again = await app
      .anonymous('startSignUp', { body: { identifier: address } })
      .catch((error: unknown) => (error instanceof ApiError ? error.problem.code : error))
    const entered = await browse('signIn', { body: { identifier: address, password: 'wrong horse battery' } })
    const problem = (await entered.json()) as Record<string, unknown>
    delete problem.request_id
    return [started.status, Object.keys(body), confirmed, again, entered.status, problem]
  }
  // A code was sent to the existing address a moment ago, so both are asked afresh.
  await app.db.deleteFrom('code_sent').where('value', '=', identifier).execute()
  assert.deepEqual(await seen(identifier), await seen(freshEmail()))
  const [told] = (await app.anonymous('listDemoOutbox', { query: { to: identifier } })).items
  assert.deepEqual([told?.template, told?.code], ['sign_up_existing', null])
})

test('a second code is refused for a minute, with the time of the next', async () => {
  const identifier = freshEmail()
  const { resend_at } = await app.anonymous('startSignUp', { body: { identifier } })
  await assert.rejects(
    app.anonymous('startSignUp', { body: { identifier } }),
    (error: unknown) =>
      refused('CODE_TOO_SOON')(error) && error instanceof ApiError && error.problem.retry_at === resend_at,
  )
})

test('wrong input is refused with its reason', async () => {
  await assert.rejects(
    app.anonymous('startSignUp', { body: { identifier: 'no address' } }),
    refused('IDENTIFIER_INVALID'),
  )
  const { sign_up_id } = await app.anonymous('startSignUp', { body: { identifier: freshEmail() } })
  const body = { code: '000000', name: '陈', password: 'password123' }
  await assert.rejects(app.anonymous('confirmSignUp', { params: { sign_up_id }, body }), refused('PASSWORD_WEAK'))
  await assert.rejects(
    app.anonymous('confirmSignUp', { params: { sign_up_id }, body: { ...body, code: '12345' } }),
    refused('INPUT_INVALID'),
  )
})

test('one code, many confirmations at once: one customer', async () => {
  const identifier = freshEmail()
  const { sign_up_id } = await app.anonymous('startSignUp', { body: { identifier } })
  const body = { code: await codeSentTo(identifier), name: '陈思远', password: CUSTOMER_PASSWORD, token: true }
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () => app.anonymous('confirmSignUp', { params: { sign_up_id }, body })),
  )
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  assert.equal(reasons.length, 3)
  for (const reason of reasons) assert.ok(refused('CODE_WRONG')(reason))
})

test('name and language can be changed', async () => {
  const { api } = await app.signUp('陈思远')
  const changed = await api('updateMe', { body: { name: 'Chen Siyuan', locale: 'en' } })
  assert.deepEqual([changed.name, changed.locale], ['Chen Siyuan', 'en'])
  assert.deepEqual(await api('updateMe', { body: {} }), changed)
})

test('the payment password is set, changed with the current one, and locked after five wrong ones', async () => {
  const { api } = await app.signUp()
  const set = (payment_password: string, current_payment_password?: string) =>
    api('setPaymentPassword', { body: { payment_password, current_payment_password } })
  await assert.rejects(set('123456'), refused('PAYMENT_PASSWORD_WEAK'))
  assert.equal((await set(PAYMENT_PASSWORD)).payment_password, 'set')
  await assert.rejects(set('864209'), refused('PAYMENT_PASSWORD_WRONG'))
  assert.equal((await set('864209', PAYMENT_PASSWORD)).payment_password, 'set')
  for (let i = 0; i < 4; i++) await assert.rejects(set('739153', '739154'), refused('PAYMENT_PASSWORD_WRONG'))
  await assert.rejects(set('739153', '739154'), refused('PAYMENT_PASSWORD_LOCKED'))
  const me = await api('getMe', {})
  assert.equal(me.payment_password, 'locked')
  await assert.rejects(
    set('739153', '864209'),
    (error: unknown) => error instanceof ApiError && error.problem.retry_at === me.payment_password_locked_until,
  )
})

test('staff sign in, see what their role allows, and sign out', async () => {
  const agent = await app.signInStaff(['agent'])
  const me = await agent.api('getStaffMe', {})
  assert.deepEqual([me.id, me.email, me.roles, me.active], [agent.id, agent.email, ['agent'], true])
  assert.match(me.badge, /^T\d{4,}$/)
  const { items } = await agent.api('listStaff', {})
  assert.ok(items.some(({ id }) => id === agent.id))
  const body = {
    email: freshEmail(),
    name: { zh: '周岚', en: 'Zhou Lan' },
    roles: ['agent' as const],
    password: STAFF_PASSWORD,
  }
  await assert.rejects(agent.api('createStaff', { body }), refused('PERMISSION_MISSING'))
  await assert.rejects(agent.api('getMe', {}), refused('TOKEN_WRONG_KIND'))
  await assert.rejects((await app.signUp()).api('getStaffMe', {}), refused('TOKEN_WRONG_KIND'))
  await agent.api('staffSignOut', {})
  await assert.rejects(agent.api('getStaffMe', {}), refused('NOT_SIGNED_IN'))
})

test('an administrator makes staff accounts, whose owners choose a password of their own, and which stop at once', async () => {
  const admin = await app.signInStaff(['admin'])
  const body = {
    email: freshEmail(),
    name: { zh: '周岚', en: 'Zhou Lan' },
    roles: ['agent' as const],
    password: STAFF_PASSWORD,
  }
  const made = await admin.api('createStaff', { body })
  assert.deepEqual([made.email, made.name, made.roles], [body.email, body.name, body.roles])
  await assert.rejects(admin.api('createStaff', { body }), refused('STAFF_EXISTS'))
  const enter = (password: string) =>
    app.anonymous('staffSignIn', { body: { identifier: body.email, password, token: true } })
  const own = 'a horse of my own'
  const { token } = await finishFirstStaffSignIn(app.anonymous, await enter(STAFF_PASSWORD), own)
  const colleague: Client = app.client(token)
  assert.equal((await colleague('getStaffMe', {})).id, made.id)
  await app.db.updateTable('staff').set({ active: false }).where('id', '=', made.id).execute()
  await assert.rejects(colleague('getStaffMe', {}), refused('NOT_SIGNED_IN'))
  await assert.rejects(enter(own), refused('CREDENTIALS_WRONG'))
  assert.equal((await verifyAudit(app.db)).ok, true)
})

test('without the demo, the first administrator is made with the printed token, once; and there is no outbox to read', async () => {
  const empty = await startTestApp({ TOPAY_DEMO: 'off' })
  try {
    const token = await issueSetupToken(empty.db)
    assert.ok(token)
    const body = { setup_token: token, name: '周岚', email: freshEmail(), password: STAFF_PASSWORD, token: true }
    await assert.rejects(
      empty.anonymous('createFirstAdmin', { body: { ...body, setup_token: 'setup_x' } }),
      refused('SETUP_TOKEN_WRONG'),
    )
    const first = await empty.anonymous('createFirstAdmin', { body })
    const made = await finishFirstStaffSignIn(empty.anonymous, first, STAFF_PASSWORD)
    assert.deepEqual(made.staff.roles, ['admin'])
    assert.equal((await empty.client(made.token)('getStaffMe', {})).id, made.staff.id)
    await assert.rejects(empty.anonymous('createFirstAdmin', { body }), refused('SETUP_DONE'))
    assert.equal(await issueSetupToken(empty.db), null)

    const identifier = freshEmail()
    await empty.anonymous('startSignUp', { body: { identifier } })
    await assert.rejects(empty.anonymous('listDemoOutbox', { query: { to: identifier } }), refused('NOT_FOUND'))
    const [kept] = await empty.db
      .selectFrom('outbound_message')
      .select(['body', 'code'])
      .where('recipient', '=', identifier)
      .execute()
    assert.ok(kept)
    assert.equal(kept.code, null)
    assert.doesNotMatch(kept.body, /\d{6}/)
  } finally {
    await empty.close()
  }
})
