import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeConfig, loadConfig } from './config.ts'

const folder = () => join(mkdtempSync(join(tmpdir(), 'topay-config-')), 'data')

test('a missing secret is generated once and kept with mode 600', () => {
  const TOPAY_DATA_DIR = folder()
  const first = loadConfig({ TOPAY_DATA_DIR, TOPAY_ENV: 'production' })
  const second = loadConfig({ TOPAY_DATA_DIR, TOPAY_ENV: 'production' })
  assert.equal(first.TOPAY_SECRET.length, 64)
  assert.equal(second.TOPAY_SECRET, first.TOPAY_SECRET)
  const path = join(TOPAY_DATA_DIR, 'secret')
  assert.equal(readFileSync(path, 'utf8').trim(), first.TOPAY_SECRET)
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('production refuses a published example secret and the demo world', () => {
  const TOPAY_DATA_DIR = folder()
  const TOPAY_SECRET = '0123456789abcdef0123456789abcdef'
  assert.throws(() => loadConfig({ TOPAY_DATA_DIR, TOPAY_ENV: 'production', TOPAY_SECRET }), /published example/)
  assert.throws(
    () => loadConfig({ TOPAY_DATA_DIR, TOPAY_ENV: 'production', TOPAY_DEMO: 'on' }),
    /refused in production/,
  )
  assert.equal(loadConfig({ TOPAY_DATA_DIR, TOPAY_ENV: 'production' }).demo, false)
})

test('every wrong setting is named', () => {
  assert.throws(
    () => loadConfig({ PORT: 'abc', LOG_LEVEL: 'loud', TOPAY_DEMO: 'maybe' }),
    (error: Error) => ['PORT', 'LOG_LEVEL', 'TOPAY_DEMO'].every((name) => error.message.includes(`${name}: `)),
  )
})

test('the printed configuration shows no secret', () => {
  const config = loadConfig({
    TOPAY_DATA_DIR: folder(),
    TOPAY_SECRET: 'a-secret-of-more-than-thirty-two-characters',
    DATABASE_URL: 'postgres://topay:hunter2@db.example/topay',
    TOPAY_BANK_API_KEY: 'hunter2-for-the-bank',
    TOPAY_BANK_CALLBACK_SECRET: `whsec_${'hunter2'.repeat(6)}`,
  })
  const printed = describeConfig(config)
  assert.ok(printed.every((row) => !row.value.includes('hunter2') && !row.value.includes('a-secret')))
  assert.ok(printed.every((row) => row.description.length > 10))
})

test('single sign-on has all of its settings, over TLS, or none; without it passwords stay on', () => {
  const all = {
    TOPAY_SECRET: 'x'.repeat(32),
    TOPAY_OIDC_ISSUER: 'https://id.example.com',
    TOPAY_OIDC_CLIENT_ID: 'desk',
    TOPAY_OIDC_CLIENT_SECRET: 'a secret of the desk',
  }
  const wrong = (change: Record<string, string>, said: RegExp) =>
    assert.throws(() => loadConfig({ ...all, ...change }), said)
  assert.equal(loadConfig({ ...all, TOPAY_STAFF_PASSWORDS: 'off' }).TOPAY_STAFF_PASSWORDS, 'off')
  assert.equal(loadConfig({ ...all, TOPAY_OIDC_ISSUER: 'http://127.0.0.1:9' }).TOPAY_OIDC_NAME, 'single sign-on')
  wrong({ TOPAY_OIDC_ISSUER: 'http://id.example.com' }, /TOPAY_OIDC_ISSUER: https/)
  wrong({ TOPAY_OIDC_CLIENT_ID: '' }, /TOPAY_OIDC_CLIENT_ID: needed/)
  wrong({ TOPAY_OIDC_CLIENT_SECRET: '' }, /TOPAY_OIDC_CLIENT_SECRET: needed/)
  wrong({ TOPAY_OIDC_ISSUER: '' }, /TOPAY_OIDC_ISSUER: needed/)
  assert.throws(
    () => loadConfig({ TOPAY_SECRET: 'x'.repeat(32), TOPAY_STAFF_PASSWORDS: 'off' }),
    /TOPAY_STAFF_PASSWORDS: without an identity provider/,
  )
  const printed = JSON.stringify(describeConfig(loadConfig({ ...all, TOPAY_SECRET_NEXT: 'y'.repeat(32) })))
  assert.ok(!printed.includes('a secret of the desk') && !printed.includes('y'.repeat(32)))
})
