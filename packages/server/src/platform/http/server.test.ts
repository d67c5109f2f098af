import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { api } from '@topay/contract'
import { loadConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { registerMetrics } from '../metrics.ts'
import type { Authenticators } from './actor.ts'
import { on } from './handler.ts'
import { createHttpServer } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'topay-http-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const SESSION = 'ts_of-the-session'

/** A server with two routes: one that anybody may ask and that says whose address it sees, one for staff. */
const open = async (env: Record<string, string>) => {
  const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_DATA_DIR: folder, ...env })
  const refused: unknown[] = []
  const log = createLog({ level: 'silent' })
  log.child = (() => Object.assign(log, { warn: (given: unknown) => refused.push(given) })) as never
  const nobody = async () => null
  const authenticators: Authenticators = {
    customer: nobody,
    applicant: nobody,
    merchant: nobody,
    staff: async (token) =>
      token === SESSION ? { realm: 'staff', id: 'stf_1', session_id: 'sss_1', roles: ['agent'] } : null,
  }
  const app = await createHttpServer({
    config,
    log,
    authenticators,
    ready: async () => {},
    routes: [
      on(api.getStaffSignInOptions, async ({ ip, setCookie }) => {
        setCookie('staff', SESSION, '2030-01-01T00:00:00.000Z')
        return { password: true, single_sign_on: { name: ip } }
      }),
      on(api.staffSignOut, async ({ clearCookie }) => clearCookie('staff')),
      on(api.createStaff, async () => assert.fail('nobody here may')),
    ],
  })
  registerMetrics(app, { sockets: () => 0 })
  return { app, refused }
}

const url = (route: { path: string }): string => `/api/v1${route.path}`
const publicly = { TOPAY_PUBLIC_URL: 'https://pay.example.com' }

test('behind a proxy the address is the one that the proxy saw, whatever the client wrote before it', async () => {
  const ask = async (env: Record<string, string>, forwarded: string) => {
    const { app } = await open(env)
    const answer = await app.inject({
      url: url(api.getStaffSignInOptions),
      headers: { 'x-forwarded-for': forwarded },
      remoteAddress: '10.0.0.7',
    })
    await app.close()
    return answer.json<{ single_sign_on: { name: string } }>().single_sign_on.name
  }
  const behind = { TOPAY_TRUST_PROXY: 'on' }
  assert.equal(await ask(behind, '127.0.0.1, 203.0.113.9'), '203.0.113.9')
  assert.equal(await ask(behind, '203.0.113.9'), '203.0.113.9')
  assert.equal(await ask({}, '127.0.0.1, 203.0.113.9'), '10.0.0.7')
})

test('figures are for this machine only, not for whom a proxy on it speaks for', async () => {
  const { app } = await open({ TOPAY_TRUST_PROXY: 'on' })
  const status = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode
  assert.equal(await status('127.0.0.1'), 200)
  assert.equal(await status('10.0.0.7'), 404)
  assert.equal(await status('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }), 404)
  assert.equal(await status('127.0.0.1', { forwarded: 'for=203.0.113.9' }), 404)
  await app.close()
})

test('pages load from the own origin only, and over https nowhere else', async () => {
  const { app } = await open(publicly)
  const { headers } = await app.inject({ url: url(api.getStaffSignInOptions) })
  const policy = String(headers['content-security-policy']).split(';')
  for (const rule of [
    "default-src 'self'",
    "script-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ])
    assert.ok(policy.includes(rule), rule)
  assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['referrer-policy'], 'no-referrer')
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['access-control-allow-origin'], undefined)
  await app.close()
})

test('over https cookies belong to this very host, and one that a sibling site could have set opens nothing', async () => {
  const { app } = await open(publicly)
  const given = await app.inject({ url: url(api.getStaffSignInOptions) })
  assert.match(
    String(given.headers['set-cookie']),
    /^__Host-topay_staff=ts_[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
  )
  const signOut = (cookie: string) =>
    app.inject({
      method: api.staffSignOut.method as 'POST',
      url: url(api.staffSignOut),
      headers: { cookie: `${cookie}=${SESSION}` },
    })
  assert.equal((await signOut('topay_staff')).statusCode, 401)
  const out = await signOut('__Host-topay_staff')
  assert.equal(out.statusCode, 204)
  assert.match(String(out.headers['set-cookie']), /^__Host-topay_staff=; .*Path=\/.*Secure/)
  await app.close()
})

test('a right that is missing, a token of another kind and another site’s request are refused and noted', async () => {
  const { app, refused } = await open(publicly)
  const cookie = `__Host-topay_staff=${SESSION}`
  const ask = async (headers: Record<string, string>, route: { method: string; path: string }) =>
    (await app.inject({ method: route.method as 'GET', url: url(route), headers })).statusCode
  assert.equal(await ask({ cookie }, api.createStaff), 403)
  assert.equal(await ask({ authorization: 'Bearer tc_a-customer' }, api.createStaff), 401)
  assert.equal(await ask({ cookie, origin: 'https://evil.example' }, api.staffSignOut), 403)
  assert.equal(await ask({}, api.createStaff), 401)
  const codes = refused.map((each) => (each as { code?: string }).code)
  assert.deepEqual(codes, ['PERMISSION_MISSING', 'TOKEN_WRONG_KIND', 'ORIGIN_REFUSED'])
  await app.close()
})

test('TRACE is no method here, and no folder is listed', async () => {
  const { app } = await open({})
  assert.equal((await app.inject({ method: 'TRACE' as 'GET', url: url(api.createStaff) })).statusCode >= 400, true)
  assert.equal((await app.inject({ url: '/assets/' })).statusCode, 404)
  await app.close()
})
