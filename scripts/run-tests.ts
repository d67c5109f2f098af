import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, styleText } from 'node:util'

import { findChromium } from '../tests/support/browser.ts'
import { startTestPostgres } from '../tests/support/database.ts'
import { runTestFiles, type Outcome } from './test-files.ts'

/** A static check: one program that passes or fails as a whole. */
interface Check {
  name: string
  command: string[]
}

/** A set of test files. `concurrency` is how many of them run at a time. */
interface Stage {
  name: string
  files: string[]
  concurrency: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

// Each test file is a process: what Node makes of the sources is kept for the next one.
process.env.NODE_COMPILE_CACHE ??= path.join(root, 'node_modules', '.cache', 'topay', 'compiled')

const checks: Check[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types-web', command: ['tsc', '-p', 'packages/web'] },
  { name: 'dead-code', command: ['knip'] },
]

const stages: Stage[] = [
  { name: 'boundaries', files: ['tests/boundaries.test.ts'], concurrency: 1 },
  { name: 'unit', files: ['packages/*/{src,test}/**/*.test.ts'], concurrency: 2 },
  { name: 'http', files: ['tests/http/**/*.test.ts'], concurrency: 2 },
  { name: 'environment', files: ['tests/environment/**/*.test.ts'], concurrency: 1 },
  { name: 'browser', files: ['tests/browser/**/*.test.ts'], concurrency: 2 },
]

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
process.exitCode = await main(values.only?.split(','), positionals)

/** Runs what is asked for, prints it, and returns the exit code. */
async function main(only: string[] | undefined, filters: string[]): Promise<number> {
  const known = [...checks, ...stages].map((part) => part.name)
  const unknown = only?.filter((name) => !known.includes(name)) ?? []
  if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(', ')}. The stages: ${known.join(', ')}.`)

  const wanted = (name: string) => only === undefined || only.includes(name)
  const chosenChecks = filters.length > 0 ? [] : checks.filter(({ name }) => wanted(name))
  const chosenStages = stages
    .filter(({ name }) => wanted(name))
    .map((stage) => ({ ...stage, files: filesOf(stage, filters) }))
    .filter(({ files }) => filters.length === 0 || files.length > 0)

  const total: Outcome = { passed: 0, failed: 0, report: '' }
  const add = (name: string, outcome: Outcome, started: number) => {
    total.passed += outcome.passed
    total.failed += outcome.failed
    print(name, outcome, started)
  }
  const runChecks = async () => {
    for (const check of chosenChecks) {
      const started = Date.now()
      add(check.name, await runCheck(check), started)
    }
  }
  const runStages = async () => {
    for (const stage of chosenStages) {
      const started = Date.now()
      add(stage.name, await runTestFiles(stage, root), started)
    }
  }

  const tearDown = chosenStages.length > 0 ? await setUp(chosenStages) : undefined
  try {
    // The checks need little time beside the unit tests, which wait for the database now and then.
    await Promise.all([runChecks(), runStages()])
  } finally {
    await tearDown?.()
  }
  if (total.passed + total.failed === 0) total.failed++
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

/** Starts what the tests share and tells them by the environment. Returns what stops it. */
async function setUp(chosen: Stage[]): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres()
  process.env.TOPAY_TEST_DATABASE_URL = postgres.url
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void postgres.stop().finally(() => process.exit(130)))
  }
  if (chosen.some((stage) => stage.name === 'browser')) {
    const chromium = await findChromium()
    process.env.TOPAY_TEST_CHROMIUM = JSON.stringify(chromium)
    console.log(styleText('dim', `  browser: ${chromium.executablePath} (${chromium.source})`))
  }
  return () => postgres.stop()
}

async function runCheck({ command: [program = '', ...args] }: Check): Promise<Outcome> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let report = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => (report += text))
    }
    child.once('error', (error) => resolve({ passed: 0, failed: 1, report: error.message }))
    child.once('close', (code) => resolve({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, report }))
  })
}

function filesOf(stage: Stage, filters: string[]): string[] {
  const files = globSync(stage.files, { cwd: root, exclude: ['**/node_modules/**'] }).toSorted()
  return files
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .map((file) => path.join(root, file))
}

function print(name: string, { passed, failed, report }: Outcome, started: number): void {
  const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`
  const mark = failed === 0 ? styleText('green', '✔') : styleText('red', '✖')
  const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`
  console.log(`${mark} ${name.padEnd(12)} ${counts.padEnd(24)} ${styleText('dim', seconds)}`)
  if (failed > 0) console.log(`\n${report.trimEnd()}\n`)
}
