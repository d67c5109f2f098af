import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/index.ts'
import { runDrill } from '../drill/drill.ts'

// The short form; a hundred kills with `npm run drill:ledger`.
const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 1e6)

test(`kill -9 of the poster and of PostgreSQL loses nothing and repeats nothing (seed ${seed})`, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'topay-drill-'))
  const quiet = { info: () => undefined, warn: () => undefined }
  const postgres = await startEmbeddedPostgres({ dataDir, log: quiet })
  try {
    const report = await runDrill({ url: postgres.url, directory: postgres.directory, kills: 8, seed })
    assert.ok(report.acknowledged >= 8 * 40)
    assert.ok(report.in_flight > 0, 'nothing was under way when processes were killed')
  } finally {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
