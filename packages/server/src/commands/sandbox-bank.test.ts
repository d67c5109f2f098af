import assert from 'node:assert/strict'
import { readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

import { createLog, loadConfig } from '../platform/index.ts'
import { startBank } from './sandbox-bank.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'topay-bank-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const log = createLog({ level: 'silent' })

test('a sandbox bank that is killed comes back on its port', async () => {
  const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_DATA_DIR: folder })
  const bank = await startBank(config, log)
  try {
    const [before] = childrenOfThisProcess()
    assert(before !== undefined)
    process.kill(before, 'SIGKILL')
    while (!(await answers(bank.url))) await delay(100)
    assert.notDeepEqual(childrenOfThisProcess(), [before])
  } finally {
    await bank.stop()
  }
  assert.deepEqual(childrenOfThisProcess(), [])
})

test('with TOPAY_BANK_URL no sandbox bank is started', async () => {
  const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_DATA_DIR: folder, TOPAY_BANK_URL: 'http://bank.example:8080' })
  const bank = await startBank(config, log)
  assert.equal(bank.url, 'http://bank.example:8080')
  assert.deepEqual(childrenOfThisProcess(), [])
  await bank.stop()
})

function childrenOfThisProcess(): number[] {
  const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url)
    return true
  } catch {
    return false
  }
}
