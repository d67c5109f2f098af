// npm start: from a fresh clone to a running Topay. Runs on the Node that is there (18 or newer) and hands over to the
// pinned one by its path, since a shell may remember another `node`.
import { ensureInstalled, ensureWebBuilt, fail, handOver } from './setup.mjs'

try {
  await ensureInstalled()
  await ensureWebBuilt()
  handOver('packages/server/bin/topay.mjs', ['start', ...process.argv.slice(2)])
} catch (error) {
  fail(error)
}
