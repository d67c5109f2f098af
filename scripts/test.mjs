// npm test: sets up what is missing and hands over to the pinned Node, on which the checks and tests run.
//   npm test                             everything
//   npm test -- --only unit,http         these stages
//   npm test -- refund                   the test files with this in their path
import { ensureInstalled, ensureWebBuilt, fail, handOver, root } from './setup.mjs'
import path from 'node:path'

try {
  await ensureInstalled()
  await ensureWebBuilt()
  const PATH = [path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter)
  handOver('scripts/run-tests.ts', process.argv.slice(2), { PATH })
} catch (error) {
  fail(error)
  console.log('\n0 passed, 1 failed')
}
