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
  console.log(JSON.stringify(report))
  console.log('No acknowledged operation was lost, none was applied twice, the books are whole.')
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
