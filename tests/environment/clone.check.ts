import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { startTopay } from '../support/processes.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const NOBODY = { uid: 65_534, gid: 65_534 }

describe('from git clone to the ready line', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'topay-clone-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('under 90 s with a warm npm cache, and under 5 s the second time', async () => {
    const root = path.join(folder, '新 机器')
    const started = Date.now()
    execFileSync('git', ['clone', '--quiet', repository, root])
    const first = await startTopay({ root, npm: true, env: { LOG_LEVEL: 'info' }, patience: 300_000 })
    const firstTime = Date.now() - started
    assert.equal(await first.stop('SIGINT'), 0)

    const again = Date.now()
    const second = await startTopay({ root, npm: true, env: {} })
    const secondTime = Date.now() - again
    assert.equal(await second.stop('SIGINT'), 0)
    console.log(`clone to ready: ${firstTime} ms; second start: ${secondTime} ms`)
    assert(firstTime < 90_000 && secondTime < 5_000, `${firstTime} ms, then ${secondTime} ms`)
  })

  test('where npm runs no install scripts', async () => {
    const root = path.join(folder, 'no-scripts')
    execFileSync('git', ['clone', '--quiet', repository, root])
    const topay = await startTopay({ root, npm: true, env: { npm_config_ignore_scripts: 'true' }, patience: 300_000 })
    assert.equal(await topay.stop(), 0)
  })

  if (process.getuid?.() === 0) {
    test('for an ordinary user with a home of their own', async () => {
      const home = mkdtempSync(path.join(tmpdir(), 'topay-home-'))
      try {
        chownSync(home, NOBODY.uid, NOBODY.gid)
        const root = path.join(home, 'topay')
        execFileSync('git', ['clone', '--quiet', repository, root])
        execFileSync('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, root])
        const topay = await startTopay({ root, npm: true, user: NOBODY, env: { HOME: home }, patience: 600_000 })
        assert.equal(await topay.stop(), 0)
      } finally {
        rmSync(home, { recursive: true, force: true })
      }
    })
  }
})
