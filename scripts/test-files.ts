import path from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

/** What a check, some test files or a stage came to. `report` says everything about the failures. */
export interface Outcome {
  passed: number
  failed: number
  report: string
}

const batch = fileURLToPath(new URL('test-batch.ts', import.meta.url))
/** How long the tests of a file may take, also on a machine with much else to do. */
export const FILE_TIMEOUT_MS = 600_000

/**
 * Runs test files one after another in one process, and counts their tests. A skipped test is a failure, and so is a file
 * without a single test: they would look like success and prove nothing.
 */
export async function runTestFiles(files: string[], root: string): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, report: '' }
  const reports: string[] = []
  let output = ''
  // What the tests of a file came to is told before the file itself is.
  let tests = 0
  let failures: string[] = []
  let ended = 0
  const fail = (name: string, why: string) => {
    outcome.failed++
    failures.push(`${name}\n${why}`)
  }
  const endFile = (name: string) => {
    if (failures.length > 0) reports.push([`${name}:`, ...failures.map(indent)].join('\n\n'))
    failures = []
    tests = 0
    ended++
  }

  // Each file has its own limit in the process; this one is for a process that does not end although its tests have.
  const timeout = FILE_TIMEOUT_MS * files.length
  const events = run({ files: [batch], argv: files, cwd: root, isolation: 'process', timeout })
  for await (const { type, data } of events) {
    switch (type) {
      case 'test:pass':
        if (data.name === batch) break // The process itself, when it ended before the tests did.
        if (data.nesting === 0) {
          if (tests === 0) fail(data.name, 'This file has no test.')
          endFile(data.name)
        } else if (data.details.type !== 'suite') {
          tests++
          if (data.skip === undefined && data.todo === undefined) outcome.passed++
          else fail(data.name, 'This test is skipped. A test runs or goes.')
        }
        break
      case 'test:fail':
        tests++
        // A suite or a file fails because a test in it failed, which was reported; or by itself, when its hook failed.
        if (!isCausedBySubtest(data.details.error)) fail(data.name, describe(data.details.error))
        if (data.nesting === 0 && data.name !== batch) endFile(data.name)
        break
      case 'test:stdout':
      case 'test:stderr':
        output += data.message
        break
    }
  }
  // A process that ends early takes the files after it along, whatever its exit code.
  if (ended < files.length || failures.length > 0) {
    const names = files.map((file) => path.relative(root, file))
    fail(`a process with ${names.join(', ')}`, `It ended after ${ended} of its ${files.length} files.`)
    endFile('scripts/test-batch.ts')
  }
  if (reports.length > 0 && output !== '') reports.push(`their output:\n\n${indent(output.trimEnd())}`)
  outcome.report = reports.join('\n\n')
  return outcome
}

function isCausedBySubtest(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}

/** The error that the test threw, which the runner wraps in one of its own. */
function describe(error: Error): string {
  const cause = error.cause ?? error
  return cause instanceof Error ? (cause.stack ?? inspect(cause)) : inspect(cause)
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
