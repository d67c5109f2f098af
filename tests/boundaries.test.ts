import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'

/** The server's modules from the ground up. A module may import those of the rows above its own, by their index.ts. */
const LAYERS = [
  ['platform'],
  ['audit'],
  ['notifications'],
  ['identity'],
  ['staff'],
  ['risk'],
  ['wallet'],
  ['payments'],
  ['cases'],
  ['refunds', 'disputes', 'verification', 'payment-help'],
  ['own-account'],
  ['reconciliation'],
  ['channels'],
  ['knowledge'],
  ['assistant'],
  ['reports'],
]

/** What stands above all modules and wires them: it may import any of them, and none of them imports it. */
const WIRING = ['app', 'cli', 'commands', 'demo', 'sandbox-bank']

/** The packages of ours that a package may import. */
const PACKAGES: Record<string, string[]> = {
  contract: [],
  ledger: [],
  server: ['contract', 'ledger'],
  web: ['contract'],
}

const MAX_LINES = 350
const GENERATED = ['packages/server/src/platform/database/tables.ts']

const root = fileURLToPath(new URL('..', import.meta.url))

/** A source file, its path relative to the repository. */
interface Source {
  file: string
  text: string
}

describe('the boundaries of the house', () => {
  const sources = globSync(
    ['packages/*/{src,perf,bench,test,desk,customer}/**/*.{ts,tsx,mjs}', '{tests,scripts,perf}/**/*.{ts,mjs}'],
    {
      cwd: root,
      exclude: ['**/node_modules/**', '**/dist/**'],
    },
  ).map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))

  test('every import keeps to them, and no file is longer than a person reads', () => {
    assert(sources.length > 20, 'the sources were not found')
    assert.deepEqual(sources.flatMap(violations), [])
  })

  test('every module of the server has its place in them', () => {
    const folders = sources.map(({ file }) => moduleOf(file)).filter((name) => name !== undefined)
    const placed = [...LAYERS.flat(), ...WIRING]
    assert.deepEqual(
      [...new Set(folders)].filter((name) => !placed.includes(name)),
      [],
    )
  })
})

describe('the boundaries test has teeth:', () => {
  const cases: [string, Source, RegExp | undefined][] = [
    [
      'a module above',
      at('packages/server/src/wallet/top-up.ts', `import { openCase } from '../cases/index.ts'`),
      /cases is not below wallet/,
    ],
    [
      'a module beside',
      at('packages/server/src/refunds/a.ts', `import { a } from '../disputes/index.ts'`),
      /disputes is not below refunds/,
    ],
    [
      'a module below by its index',
      at('packages/server/src/cases/a.ts', `import { a } from '../wallet/index.ts'`),
      undefined,
    ],
    [
      'a module below past its index',
      at('packages/server/src/cases/a.ts', `import { a } from '../wallet/queries.ts'`),
      /only through its index.ts/,
    ],
    [
      'a module by its alias',
      at('packages/server/src/audit/a.ts', `import type { A } from '#staff/index.ts'`),
      /staff is not below audit/,
    ],
    ['the same module', at('packages/server/src/cases/kinds/a.ts', `import { a } from '../queries.ts'`), undefined],
    [
      'the wiring',
      at('packages/server/src/cases/a.ts', `import { startServer } from '../app.ts'`),
      /app is not below cases/,
    ],
    [
      'an import over several lines',
      at('packages/server/src/audit/a.ts', `import {\n  a,\n  b,\n} from '../cases/index.ts'`),
      /cases is not below audit/,
    ],
    [
      'an export from',
      at('packages/server/src/audit/a.ts', `export * from '../cases/index.ts'`),
      /cases is not below audit/,
    ],
    [
      'a dynamic import',
      at('packages/server/src/audit/a.ts', `const a = await import("../cases/index.ts")`),
      /cases is not below audit/,
    ],
    [
      'an import for its effect',
      at('packages/server/src/audit/a.ts', `import '../cases/index.ts'`),
      /cases is not below audit/,
    ],
    [
      'an import type in a type',
      at('packages/server/src/audit/a.ts', `type A = import('../cases/index.ts').A`),
      /cases is not below audit/,
    ],
    [
      'text that looks like an import',
      at('packages/server/src/audit/a.ts', `// import '../cases/index.ts'`),
      undefined,
    ],
    [
      'contract imports us',
      at('packages/contract/src/a.ts', `import { a } from '@topay/ledger'`),
      /contract may not import ledger/,
    ],
    [
      'ledger imports us',
      at('packages/ledger/src/a.ts', `import { a } from '@topay/contract'`),
      /ledger may not import contract/,
    ],
    [
      'web imports the server',
      at('packages/web/src/a.tsx', `import { a } from '../../server/src/app.ts'`),
      /web may not import server/,
    ],
    ['web imports the contract', at('packages/web/src/a.tsx', `import { a } from '@topay/contract'`), undefined],
    [
      'web uses test support in a test',
      at('packages/web/src/a.test.ts', `import { a } from '../../../tests/support/database.ts'`),
      undefined,
    ],
    [
      'a package uses test support',
      at('packages/ledger/src/a.ts', `import { a } from '../../../tests/support/database.ts'`),
      /ledger may not import tests/,
    ],
    [
      'a benchmark measures with what all measure with',
      at('packages/ledger/bench/a.ts', `import { a } from '../../../perf/measure.ts'`),
      undefined,
    ],
    [
      'what ships starts no database of the server',
      at('packages/ledger/src/a.ts', `import { a } from '../../server/src/platform/postgres/index.ts'`),
      /ledger may not import server/,
    ],
    ['a long file', at('packages/web/src/a.ts', '\n'.repeat(MAX_LINES)), /351 lines/],
    ['the words of an app', at('packages/web/src/customer/texts/zh.ts', '\n'.repeat(MAX_LINES)), undefined],
    ['a file at the limit', at('packages/web/src/a.ts', '\n'.repeat(MAX_LINES - 1)), undefined],
  ]
  for (const [name, source, expected] of cases) {
    test(name, () => {
      const found = violations(source).join('\n')
      if (expected === undefined) assert.equal(found, '')
      else assert.match(found, expected)
    })
  }
})

function at(file: string, text: string): Source {
  return { file, text }
}

/** What is wrong with a file, one line each. */
function violations(source: Source): string[] {
  const found = importsOf(source.text).flatMap((specifier) => wrongImport(source.file, specifier) ?? [])
  const lines = source.text.split('\n').length
  // The words of an app are data: read by key, not from top to bottom.
  if (lines > MAX_LINES && !GENERATED.includes(source.file) && !source.file.includes('/texts/')) {
    found.push(`${source.file} has ${lines} lines, more than ${MAX_LINES}`)
  }
  return found
}

function wrongImport(file: string, specifier: string): string | undefined {
  const from = packageOf(file)
  const target = resolve(file, specifier)
  if (from === undefined || target === undefined) return undefined
  const to = target.startsWith('packages/') ? packageOf(target) : target.split('/')[0]
  if (to !== undefined && to !== from && !PACKAGES[from]?.includes(to)) {
    if (!isShipped(file) && ['tests', 'perf', 'server'].includes(to)) return undefined
    return `${file}: ${from} may not import ${to} (${specifier})`
  }
  return from === 'server' && to === 'server' ? wrongModule(file, target, specifier) : undefined
}

/** Whether a file is part of what runs; tests, drills and benchmarks stand on the test support and may start a database. */
function isShipped(file: string): boolean {
  return !/\.test\.tsx?$|^packages\/[\w-]+\/(test|bench)\//.test(file)
}

function wrongModule(file: string, target: string, specifier: string): string | undefined {
  const from = moduleOf(file)
  const to = moduleOf(target)
  if (from === undefined || to === undefined || from === to) return undefined
  if (!isBelow(to, from)) return `${file}: ${to} is not below ${from} (${specifier})`
  const byIndex = target === `packages/server/src/${to}/index.ts` || target === `packages/server/src/${to}.ts`
  // The embedded PostgreSQL has a face of its own: it is what the command line starts before anything of the platform runs.
  const ofPlatform = target === 'packages/server/src/platform/postgres/index.ts'
  // Each command is loaded by itself, so that a short one answers at once.
  const aCommand = from === 'cli' && to === 'commands'
  return byIndex || ofPlatform || aCommand
    ? undefined
    : `${file}: ${to} is imported only through its index.ts (${specifier})`
}

/** Whether a part of the server may be used by another. Tests of a module may wire as the app does. */
function isBelow(lower: string, upper: string): boolean {
  const layer = (name: string) => LAYERS.findIndex((row) => row.includes(name))
  if (WIRING.includes(upper)) return true
  return !WIRING.includes(lower) && layer(lower) < layer(upper)
}

/** The path in the repository that an import of ours means; undefined for an npm package or a part of Node. */
function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  if (specifier.startsWith('#')) return `packages/${packageOf(file)}/src/${specifier.slice(1)}`
  const own = /^@topay\/(?<name>[\w-]+)(?:\/|$)/.exec(specifier)?.groups?.name
  return own === undefined ? undefined : `packages/${own}/src/index.ts`
}

function packageOf(file: string): string | undefined {
  return /^packages\/([\w-]+)\//.exec(file)?.[1]
}

function moduleOf(file: string): string | undefined {
  return /^packages\/server\/src\/([\w-]+)(?:\.ts|\/)/.exec(file)?.[1]
}

/** The specifiers of all static and dynamic imports and re-exports. Comments and template texts do not count. */
function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, '')
  const forms = [
    /(?:^|[\n;])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])(?<specifier>[^'"\n]+)\1/g,
    /(?:^|[\n;])\s*import\s*(['"])(?<specifier>[^'"\n]+)\1/g,
    /\bimport\s*\(\s*(['"])(?<specifier>[^'"\n]+)\1\s*\)/g,
  ]
  return forms.flatMap((form) => [...code.matchAll(form)].flatMap((match) => match.groups?.specifier ?? []))
}
