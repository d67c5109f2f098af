import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { api, apiPrefix, type Client, type OperationId, operations, type Realm } from '@topay/contract'
import { matrixRoutes, type MatrixRoute } from '../../../scripts/authorisation-matrix.ts'
import { startTestApp, type TestApp, type TestCustomer } from '../../support/app.ts'
import { applicantToken, askPatiently, databaseHashes } from '../../support/attack-world.ts'
import { type OpenApi, places, replaced, resolve, sample } from '../../support/openapi.ts'
import { openBrowser, waysIn } from '../../support/signing-in.ts'

let app: TestApp
let customer: TestCustomer
const tokens: Partial<Record<Realm, string>> = {}
before(async () => {
  app = await startTestApp()
  customer = await app.signUp()
  tokens.customer = customer.token
  tokens.applicant = await applicantToken(app, 'applicant@example.com')
  tokens.staff = (await app.signInStaff(['admin', 'supervisor', 'identity_reviewer', 'risk_analyst'])).token
})
after(() => app.close())

const pathOf = (route: MatrixRoute): string =>
  `${app.url}${apiPrefix}${route.path.replaceAll(/\{\w+\}/g, 'x'.repeat(40))}`
const writing = matrixRoutes.filter(({ method }) => method !== 'GET')
const cookiesFor = (realms: readonly Realm[]): string =>
  realms.map((realm) => `topay_${realm}=${tokens[realm] ?? ''}`).join('; ')
const codeOf = async (response: Response): Promise<string> =>
  response.ok ? String(response.status) : ((await response.json()) as { code: string }).code

test('what another site has a browser send is refused by every operation that changes something', async () => {
  const before = await databaseHashes(app)
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: app.url.replace('127.0.0.1', 'evil.127.0.0.1') },
    { origin: app.url.replace(/:\d+$/, ':1') },
    { origin: app.url, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const route of writing) {
    if (route.realms.every((realm) => realm === 'merchant')) continue
    for (const headers of foreign) {
      const response = await askPatiently(pathOf(route), {
        method: route.method,
        headers: { ...headers, cookie: cookiesFor(route.realms), 'content-type': 'application/json' },
        body: '{}',
      })
      const what = `${route.operationId} with ${JSON.stringify(headers)}`
      assert.deepEqual([response.status, await codeOf(response)], [403, 'ORIGIN_REFUSED'], what)
    }
  }
  assert.deepEqual(await databaseHashes(app), before)
})

test('a form, which needs no leave of ours to be sent, is not read: also where a browser names no origin', async () => {
  const before = await databaseHashes(app)
  for (const route of writing) {
    if (route.bodyKind || route.realms.every((realm) => realm === 'merchant')) continue
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await askPatiently(pathOf(route), {
        method: route.method,
        headers: { cookie: cookiesFor(route.realms), 'content-type': type },
        body: '{}',
      })
      assert.equal(await codeOf(response), 'MEDIA_UNSUPPORTED', `${route.operationId} as ${type}`)
    }
  }
  assert.deepEqual(await databaseHashes(app), before)
})

test('no session is a merchant’s key in a cookie, and none of one realm counts in the cookie of another', async () => {
  for (const route of matrixRoutes) {
    if (route.realms.includes('public')) continue
    for (const realm of ['customer', 'applicant', 'staff'] as const) {
      if (route.realms.includes(realm)) continue
      const cookie = ['customer', 'applicant', 'staff', 'merchant'].map((name) => `topay_${name}=${tokens[realm]}`)
      const response = await askPatiently(pathOf(route), {
        method: route.method,
        headers: { cookie: cookie.join('; ') },
      })
      assert.equal(response.status, 401, `${route.operationId} with a token of ${realm}`)
    }
  }
})

/** What rows have and nobody may send: an attacker hopes that some operation takes it over. */
const privileged = {
  id: 'cus_00000000000000000000000000000000',
  customer_id: 'cus_00000000000000000000000000000000',
  verification_class: 3,
  roles: ['admin'],
  permissions: ['staff.manage'],
  frozen_at: null,
  outbound_hold: null,
  hold_until: null,
  two_factor: 'off',
  balance: 1_000_000,
  demo: true,
  active: true,
  status: 'succeeded',
  password_hash: 'x',
  payment_password_failures: 0,
}

test('fields that are not for the caller to set are refused by every operation, at every depth', async () => {
  const document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as OpenApi
  const before = await databaseHashes(app)
  let tried = 0
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const schema = operation.requestBody?.content['application/json']?.schema
      const route = api[operation.operationId as OperationId] as MatrixRoute
      // A body taken as bytes is read after its signature alone.
      if (!schema || route.bodyKind || route.realms.every((realm) => realm === 'merchant')) continue
      const valid = sample(document, schema, {})
      const objects = places(document, schema).filter((place) => place.schema.properties)
      const depths = [{ at: [] as (string | number)[], schema: resolve(document, schema) }]
      for (const object of objects) depths.push({ at: object.path, schema: object.schema })
      const params = Object.fromEntries(
        (operation.parameters ?? []).map((one) => [one.name, String(sample(document, one.schema, {}))]),
      )
      const url = `${app.url}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')}`
      const realm = route.realms.find((one) => tokens[one])
      for (const { at, schema: object } of depths) {
        for (const [name, value] of Object.entries(privileged)) {
          if (
            object.properties?.[name] ||
            (object.oneOf ?? object.anyOf)?.some((one) => resolve(document, one).properties?.[name])
          )
            continue
          const response = await askPatiently(url, {
            method: method.toUpperCase(),
            headers: {
              'content-type': 'application/json',
              'idempotency-key': 'mass-assignment',
              ...(realm && { authorization: `Bearer ${tokens[realm]}` }),
            },
            body: JSON.stringify(replaced(valid, [...at, name], value)),
          })
          const what = `${operation.operationId} with ${[...at, name].join('.')}`
          assert.deepEqual([response.status, await codeOf(response)], [400, 'INPUT_INVALID'], what)
          tried += 1
        }
      }
    }
  }
  assert.ok(tried > 500, `${tried} tried`)
  assert.deepEqual(await databaseHashes(app), before)
})

const post = async (operation: OperationId, params: Record<string, string>, body: unknown, cookie: string) => {
  const [method, path] = operations[operation]
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
  return askPatiently(`${app.url}${apiPrefix}${filled}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
const cookieIn = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .flatMap((one) => (one.startsWith(`${name}=`) ? one.split(';')[0] : []))
    .at(-1) ?? ''

test('cookies that an attacker planted are never taken over: neither as a session nor as a known device', async () => {
  const planted = {
    customer: `tc_${'a'.repeat(43)}`,
    device: `td_${'b'.repeat(43)}`,
    applicant: `ta_${'c'.repeat(43)}`,
  }
  const cookie = Object.entries(planted)
    .map(([name, value]) => `topay_${name}=${value}`)
    .join('; ')
  const { signIn, codeTo } = waysIn(app)
  const victim = await app.signUp()
  const pending = (await (
    await post('signIn', {}, { identifier: victim.identifier, password: victim.password }, cookie)
  ).json()) as { sign_in_id: string }
  const { sign_in_id } = pending
  await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } }).catch(async () => {
    await app.db.deleteFrom('code_sent').execute()
    await app.anonymous('sendSecondFactorCode', { params: { sign_in_id }, body: { method: 'email' } })
  })
  const proof = { method: 'email', code: await codeTo(victim.identifier) }
  const entered = await post('verifySecondFactor', { sign_in_id }, { proof, remember_device: true }, cookie)
  assert.equal(entered.status, 201)
  assert.match(cookieIn(entered, 'topay_customer'), /^topay_customer=tc_/)
  assert.notEqual(cookieIn(entered, 'topay_customer'), `topay_customer=${planted.customer}`)
  const signedUp = await (async () => {
    const identifier = 'planted@example.com'
    const { sign_up_id } = await app.anonymous('startSignUp', { body: { identifier } })
    const body = { code: await codeTo(identifier), name: '陈', password: victim.password }
    return { identifier, response: await post('confirmSignUp', { sign_up_id }, body, cookie) }
  })()
  assert.equal(signedUp.response.status, 201)
  for (const identifier of [victim.identifier, signedUp.identifier]) {
    const again = await signIn({ identifier, password: victim.password }, planted.device)
    assert.ok('sign_in_id' in again, 'the planted device is known now')
  }
  for (const token of [planted.customer, planted.applicant]) {
    assert.equal((await post('signOut', {}, {}, `topay_customer=${token}`)).status, 401)
  }
})

test('a stolen cookie is worth nothing after a reset or a change of the password, for reading and for writing', async () => {
  const { codeTo } = waysIn(app)
  const ends: ((victim: TestCustomer, api: Client) => Promise<unknown>)[] = [
    async ({ identifier }) => {
      const { password_reset_id } = await app.anonymous('startPasswordReset', { body: { identifier } })
      const body = { code: await codeTo(identifier), password: 'a longer battery of horses' }
      await app.anonymous('confirmPasswordReset', { params: { password_reset_id }, body })
    },
    async (victim) => {
      const verification = await app.confirm(victim, { operation: 'change_password' })
      const body = { current_password: victim.password, password: 'a longer battery of horses', verification }
      await victim.api('changePassword', { body })
    },
    (victim) => victim.api('freezeAccount', {}),
    (victim) => victim.api('revokeOtherSessions', {}),
  ]
  for (const end of ends) {
    const victim = await app.signUp()
    await app.db.deleteFrom('code_sent').execute()
    const stolen = openBrowser(app.url)
    stolen.jar.set('topay_device', victim.device_token)
    assert.equal(
      (await stolen.call('signIn', { identifier: victim.identifier, password: victim.password })).status,
      201,
    )
    const thief = openBrowser(app.url)
    for (const [name, value] of stolen.jar) if (name !== 'topay_device') thief.jar.set(name, value)
    assert.equal((await thief.call('getMe')).status, 200)
    await end(victim, victim.api)
    for (const operation of ['getMe', 'getWallet'] as const) assert.equal((await thief.call(operation)).status, 401)
    assert.equal((await thief.call('unlockSession', { payment_password: '739152' })).status, 401)
  }
})
