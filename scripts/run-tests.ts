import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
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

/** A set of test files. `together` is how many of them share a process, one after another. */
interface Stage {
  name: string
  files: string[]
  together: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

// Each test file is a process: what Node makes of the sources is kept for the next one.
process.env.NODE_COMPILE_CACHE ??= path.join(root, 'node_modules', '.cache', 'topay', 'compiled')

// One type checker each: several do much of the work twice, and the tests need the other processors.
const checks: Check[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-p', '.', '--singleThreaded'] },
  { name: 'types-web', command: ['tsc', '-p', 'packages/web', '--singleThreaded'] },
  { name: 'dead-code', command: ['knip'] },
]

// In the order in which they are begun: what takes longest first, so that no processor is idle at the end.
const stages: Stage[] = [
  { name: 'browser', files: ['tests/browser/**/*.test.ts'], together: 1 },
  { name: 'environment', files: ['tests/environment/**/*.test.ts'], together: 1 },
  { name: 'http', files: ['tests/http/**/*.test.ts'], together: 5 },
  { name: 'unit', files: ['packages/*/{src,test}/**/*.test.ts'], together: 12 },
  { name: 'boundaries', files: ['tests/boundaries.test.ts'], together: 1 },
]

/** How many processes run tests at a time. */
const WORKERS = Math.min(4, Math.max(2, availableParallelism()))

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
  // One queue for the processes of all stages: a stage begins while the one before it still has some.
  const inTurn = limitTo(WORKERS)
  const runStage = async (stage: Stage) => {
    let started: number | undefined
    const runBatch = async (files: string[]) => {
      started ??= Date.now()
      return await runTestFiles(files, root)
    }
    const outcomes = await Promise.all(batchesOf(stage).map((files) => inTurn(() => runBatch(files))))
    add(stage.name, sumOf(stage, outcomes), started ?? Date.now())
  }

  const tearDown = chosenStages.length > 0 ? await setUp(chosenStages) : undefined
  try {
    // The checks need little time beside the tests, which wait for each other's processes now and then.
    await Promise.all([runChecks(), ...chosenStages.map(runStage)])
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

/** Lets so many pieces of work run at a time, in the order in which they came. */
function limitTo(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

function batchesOf({ files, together }: Stage): string[][] {
  const count = Math.ceil(files.length / together)
  return Array.from({ length: count }, (_, i) => files.slice(i * together, (i + 1) * together))
}

function sumOf(stage: Stage, outcomes: Outcome[]): Outcome {
  if (outcomes.length === 0) return { passed: 0, failed: 1, report: `The stage ${stage.name} has no test file.` }
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    report: outcomes
      .map(({ report }) => report)
      .filter(Boolean)
      .join('\n\n'),
  }
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
