import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'

import { ApiError, createClient } from '@topay/contract'

import { EndedEarlyError, runTopay, startTopay } from '../support/processes.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'topay-settings-'))
after(() => rmSync(folder, { recursive: true, force: true }))

describe('in production', () => {
  const env = { TOPAY_ENV: 'production', TOPAY_DATA_DIR: path.join(folder, 'production') }

  test('a missing secret is made, kept with mode 600 and used again', async () => {
    const file = path.join(env.TOPAY_DATA_DIR, 'secret')
    const topay = await startTopay({ env })
    assert.equal(await topay.stop(), 0)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(statSync(env.TOPAY_DATA_DIR).mode & 0o777, 0o700)
    const secret = readFileSync(file, 'utf8')
    assert.match(secret, /^[0-9a-f]{64}\n$/)

    const { code, stdout } = await runTopay(['config'], { env })
    assert.equal(code, 0)
    assert(!stdout.includes(secret.trim()), 'topay config masks the secret')
    assert.equal(readFileSync(file, 'utf8'), secret)
  })

  test('a secret that stands in an example is refused', async () => {
    const known = { ...env, TOPAY_SECRET: 'change-me-change-me-change-me-change-me' }
    await assert.rejects(startTopay({ env: known }), (error) => {
      assert(error instanceof EndedEarlyError)
      assert.equal(error.code, 1)
      assert.match(error.message, /TOPAY_SECRET: this is a published example/)
      return true
    })
  })

  test('the demo world, whose passwords are known, is refused', async () => {
    await assert.rejects(startTopay({ env: { ...env, TOPAY_DEMO: 'on' } }), /TOPAY_DEMO: .*refused in production/)
  })
})

test('a first start loads the demo world and prints accounts that can sign in; a second finds it there', async () => {
  const env = { TOPAY_DATA_DIR: path.join(folder, 'demo') }
  const first = await startTopay({ env, patience: 300_000 })
  try {
    const accounts = [...first.output().matchAll(/ (\S+@\S+) {3}(\S+)/g)].map(([, identifier = '', password = '']) => ({
      identifier,
      password,
    }))
    assert(accounts.length >= 5)
    const api = createClient({ baseUrl: first.url })
    const signIns = accounts.map(async (body) => {
      const answers = await Promise.allSettled([api('signIn', { body }), api('staffSignIn', { body })])
      return answers.map(({ status }) => status)
    })
    const results = (await Promise.all(signIns)).map((statuses) => statuses.join(' '))
    assert.deepEqual([...new Set(results)].toSorted(), ['fulfilled rejected', 'rejected fulfilled'])
  } finally {
    assert.equal(await first.stop(), 0)
  }
  const second = await startTopay({ env })
  assert.equal(await second.stop(), 0)
  assert.match(second.output(), /@/)
  assert.doesNotMatch(second.output(), /Loading the demo world/)
})

test('TOPAY_DEMO=off starts empty and prints a one-time link that makes the first administrator', async () => {
  const env = { TOPAY_DEMO: 'off', TOPAY_DATA_DIR: path.join(folder, 'empty') }
  const first = await startTopay({ env })
  try {
    assert.doesNotMatch(first.output(), /example\.com/)
    const link = /(http\S+\/desk\/setup)\?token=(\S+)/.exec(first.output())
    assert.equal(link?.[1], `${first.url}/desk/setup`)
    const setUp = (email: string) =>
      createClient({ baseUrl: first.url })('createFirstAdmin', {
        body: { setup_token: link?.[2] ?? '', name: '方衡', email, password: 'a long enough phrase 83', token: true },
      })
    const entered = await setUp('fang@topay.example')
    assert('step' in entered, 'the first administrator sets the authenticator app up next')
    assert.equal(entered.step, 'set_up_totp')
    await assert.rejects(setUp('mallory@topay.example'), (error) => {
      assert(error instanceof ApiError)
      assert.equal(error.problem.code, 'SETUP_DONE')
      return true
    })
  } finally {
    assert.equal(await first.stop(), 0)
  }
  const second = await startTopay({ env })
  assert.equal(await second.stop(), 0)
  assert.doesNotMatch(second.output(), /desk\/setup/)
})

test('a wrong setting is named in words, all of them at once', async () => {
  const { code, stderr } = await runTopay(['config'], { env: { PORT: 'seven', LOG_LEVEL: 'loud' } })
  assert.equal(code, 1)
  assert.match(stderr, /^PORT: /m)
  assert.match(stderr, /^LOG_LEVEL: /m)
  assert.doesNotMatch(stderr, /\n\s+at /)
})

test('a Node that is too old is told so instead of meeting a syntax error', async () => {
  const program = new URL('../../packages/server/bin/topay.mjs', import.meta.url).href
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.11.0' }); await import(${JSON.stringify(program)})`
  await assert.rejects(
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', old]),
    /Topay runs on Node 24/,
  )
})
