// npm run drill:ledger [-- --kills 100 --seed 1]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/index.ts'
import { runDrill } from './drill.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
})
const seed = Number(values.seed)
const dataDir = await mkdtemp(path.join(tmpdir(), 'topay-drill-'))
const quiet = { info: () => undefined, warn: () => undefined }
const postgres = await startEmbeddedPostgres({ dataDir, log: quiet })
try {
  console.log(`seed ${seed}`)
  const report = await runDrill({
    url: postgres.url,
    directory: postgres.directory,
    kills: Number(values.kills),
    seed,
    log: (line) => console.log(line),
  })
  const { kills } = report
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0)
  console.log(
    [
      `Proven: ${total} times kill -9 (poster ${kills.worker}, PostgreSQL ${kills.postgres}, a backend of it`,
      `${kills.backend}, poster and PostgreSQL together ${kills.both}), ${report.in_flight} of them with operations in`,
      `flight. Of ${report.sent} operations sent ${report.acknowledged} were acknowledged: none was lost, none applied`,
      `twice; ${report.answered_again} asked again were answered the same; ${report.unanswered} are in the books once`,
      `whose answer got lost. ${report.entries} entries verified: chain, balances and sums are whole.`,
    ].join(' '),
  )
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
