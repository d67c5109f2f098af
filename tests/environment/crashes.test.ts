import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'

import { EndedEarlyError, startTopay } from '../support/processes.ts'

describe('a server with the embedded database', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'topay-crash-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const env = { TOPAY_DATA_DIR: path.join(folder, 'data'), TOPAY_DEMO: 'off' }
  const postmaster = () =>
    Number.parseInt(readFileSync(path.join(env.TOPAY_DATA_DIR, 'postgres', '18', 'postmaster.pid'), 'utf8'), 10)

  test('starts again after kill -9 of the server, and takes over its database', async () => {
    const first = await startTopay({ env })
    const database = postmaster()
    const helpers = childrenOf(first.pid).filter((pid) => pid !== database)
    await first.kill()
    assert.equal(isAlive(database), true, 'the database lives on')
    const second = await startTopay({ env })
    assert.equal(postmaster(), database)
    assert.deepEqual(helpers.filter(isAlive), [], 'the sandbox bank does not')
    await becomesReady(second.url)
    assert.equal(await second.stop(), 0)
  })

  test('goes on after kill -9 of the database', async () => {
    const topay = await startTopay({ env })
    const database = postmaster()
    process.kill(database, 'SIGKILL')
    await becomesReady(topay.url)
    assert.notEqual(postmaster(), database)
    assert.equal(await topay.stop(), 0)
  })

  test('starts again after kill -9 of both', async () => {
    const first = await startTopay({ env })
    process.kill(postmaster(), 'SIGKILL')
    await first.kill()
    const second = await startTopay({ env })
    await becomesReady(second.url)
    assert.equal(await second.stop(), 0)
  })

  test('refuses a data folder that another server has, and names that process', async () => {
    const first = await startTopay({ env })
    try {
      await assert.rejects(startTopay({ env }), (error) => {
        assert(error instanceof EndedEarlyError)
        assert.equal(error.code, 1)
        assert.match(error.message, new RegExp(`already served by process ${first.pid}\\b`))
        return true
      })
      await becomesReady(first.url)
    } finally {
      assert.equal(await first.stop(), 0)
    }
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`stops with everything it started on ${signal}`, async () => {
      const topay = await startTopay({ env })
      const database = postmaster()
      const children = childrenOf(topay.pid)
      assert(children.length > 0, 'the sandbox bank is a process beside the server')
      assert.equal(await topay.stop(signal), 0)
      assert.deepEqual([database, ...children].filter(isAlive), [])
    })
  }
})

/** Waits until the server says that it and its database are there. */
async function becomesReady(url: string): Promise<void> {
  const giveUp = Date.now() + 60_000
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    assert(Date.now() < giveUp, 'the server is not ready after a minute')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
