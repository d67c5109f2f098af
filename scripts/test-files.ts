import path from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'

/** What a check or a stage came to. `report` says everything about the failures. */
export interface Outcome {
  passed: number
  failed: number
  report: string
}

const FILE_TIMEOUT_MS = 300_000

/**
 * Runs test files, each in a process of its own, and counts their tests. A skipped test is a failure, and so is a file or
 * a stage without a single test: they would look like success and prove nothing.
 */
export async function runTestFiles(
  stage: { name: string; files: string[]; concurrency: number },
  root: string,
): Promise<Outcome> {
  if (stage.files.length === 0) return { passed: 0, failed: 1, report: `The stage ${stage.name} has no test file.` }
  const outcome: Outcome = { passed: 0, failed: 0, report: '' }
  const output = new Map<string, string>()
  const failures: { file: string; text: string }[] = []

  const events = run({
    files: stage.files,
    concurrency: stage.concurrency,
    isolation: 'process',
    timeout: FILE_TIMEOUT_MS,
  })
  for await (const { type, data } of events) {
    switch (type) {
      case 'test:pass':
        if (data.details.type === 'suite') break
        if (data.skip !== undefined || data.todo !== undefined) {
          outcome.failed++
          failures.push({ file: data.file ?? '', text: `${data.name}\nThis test is skipped. A test runs or goes.` })
        } else if (stage.files.includes(path.resolve(root, data.name))) {
          outcome.failed++ // A file without tests is reported as if it were one.
          failures.push({ file: data.name, text: 'This file has no test.' })
        } else outcome.passed++
        break
      case 'test:fail':
        // A suite fails because a test in it failed, which was reported; or by itself, when its hook failed.
        if (data.details.type === 'suite' && isCausedBySubtest(data.details.error)) break
        outcome.failed++
        failures.push({ file: data.file ?? data.name, text: `${data.name}\n${describe(data.details.error)}` })
        break
      case 'test:stdout':
      case 'test:stderr':
        output.set(data.file, `${output.get(data.file) ?? ''}${data.message}`)
        break
    }
  }
  if (outcome.passed + outcome.failed === 0) {
    return { passed: 0, failed: 1, report: `The stage ${stage.name} ran no test.` }
  }
  const inFailedFiles = [...new Set(failures.map(({ file }) => file))].map((file) => {
    const said = output.get(file)
    const heading = path.relative(root, file)
    const texts = failures.filter((failure) => failure.file === file).map(({ text }) => indent(text))
    return [`${heading}:`, ...texts, ...(said ? [indent(`its output:\n${indent(said.trimEnd())}`)] : [])].join('\n\n')
  })
  outcome.report = inFailedFiles.join('\n\n')
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
