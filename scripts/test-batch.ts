import path from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { moveClock, now } from '../packages/server/src/platform/clock.ts'
import { FILE_TIMEOUT_MS } from './test-files.ts'

// Runs the test files given as arguments in this process, one after another, each as a test that holds the file's own:
// starting Node and loading the sources costs more than what most files do. The hooks of a file are for its own tests.

for (const file of process.argv.slice(2)) {
  await test(path.relative(process.cwd(), file), { timeout: FILE_TIMEOUT_MS }, async () => {
    await import(pathToFileURL(file).href)
  })
  moveClock(Date.now() - now().getTime())
}
