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
