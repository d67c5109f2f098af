import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { cp, mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'

import { Client, Pool } from 'pg'

import { findBinaries, restoreLinks } from './binaries.ts'
import { DataFolderInUseError, openEmbeddedPostgres, startEmbeddedPostgres } from './index.ts'

const quiet = { info: () => undefined, warn: () => undefined }

describe('the embedded PostgreSQL', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'topay 数据 '))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const start = (name: string) => startEmbeddedPostgres({ dataDir: path.join(folder, name), log: quiet })

  test('starts in a folder of mode 700 with a space and Chinese characters in its path, durable and in UTF-8', async () => {
    const postgres = await start('main')
    try {
      assert.equal(statSync(folder).mode & 0o777, 0o700)
      const [row] = await query(
        postgres.url,
        `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
                current_setting('full_page_writes') AS pages, current_setting('listen_addresses') AS address,
                current_setting('server_encoding') AS encoding, current_setting('is_superuser') AS superuser,
                array(SELECT word FROM unnest(ARRAY['付款', 'b', '中', 'A']) AS word ORDER BY word) AS sorted`,
      )
      assert.deepEqual(row, {
        fsync: 'on',
        commit: 'on',
        pages: 'on',
        address: '127.0.0.1',
        encoding: 'UTF8',
        superuser: 'off',
        sorted: ['A', 'b', '中', '付款'],
      })
    } finally {
      await postgres.stop()
    }
    assert.equal(statSync(path.join(folder, 'main', 'postgres', 'passwords.json')).mode & 0o777, 0o600)
  })

  test('keeps what was committed from one start to the next', async () => {
    const before = await start('main')
    await query(before.url, `CREATE TABLE note AS SELECT '还在' AS text`)
    await before.stop()
    const again = await start('main')
    try {
      assert.deepEqual(await query(again.url, 'SELECT text FROM note'), [{ text: '还在' }])
    } finally {
      await again.stop()
    }
  })

  test('runs twice beside itself, each with its own folder', async () => {
    const [one, two] = await Promise.all([start('one'), start('two')])
    try {
      assert.notEqual(new URL(one.url).port, new URL(two.url).port)
      const [first] = await query(one.url, 'SELECT system_identifier FROM pg_control_system()')
      const [second] = await query(two.url, 'SELECT system_identifier FROM pg_control_system()')
      assert.notDeepEqual(first, second)
    } finally {
      await Promise.all([one.stop(), two.stop()])
    }
  })

  test('refuses a folder that another server serves, and names its process', async () => {
    const postgres = await start('main')
    try {
      await assert.rejects(start('main'), (error) => {
        assert(error instanceof DataFolderInUseError)
        assert.equal(error.pid, process.pid)
        assert.match(error.message, new RegExp(`already served by process ${process.pid}\\b`))
        return true
      })
    } finally {
      await postgres.stop()
    }
    const free = await start('main')
    await free.stop()
  })

  test('gives a command beside the server the running database', async () => {
    const postgres = await start('main')
    try {
      const beside = await openEmbeddedPostgres({ dataDir: path.join(folder, 'main'), log: quiet })
      assert.equal(beside.url, postgres.url)
      await beside.stop()
      assert.equal((await query(postgres.url, 'SELECT 1 AS one')).length, 1)
    } finally {
      await postgres.stop()
    }
  })

  test('starts again on the same port when its process is killed, also while a query runs, and pools go on', async () => {
    const postgres = await start('main')
    const pool = new Pool({ connectionString: postgres.url })
    pool.on('error', () => undefined)
    try {
      await pool.query(`CREATE TABLE before_the_kill AS SELECT 'committed' AS text`)
      const busy = pool.query('SELECT count(*) FROM generate_series(1, 3e6)').catch(() => undefined)
      process.kill(postmasterPid(postgres.directory), 'SIGKILL')
      const rows = await eventually(async () => (await pool.query('SELECT text FROM before_the_kill')).rows)
      assert.deepEqual(rows, [{ text: 'committed' }])
      await busy
    } finally {
      await pool.end()
      await postgres.stop()
    }
  })

  test('takes over a PostgreSQL that outlived its killed server, and watches over it', async () => {
    const dataDir = path.join(folder, 'main')
    const program = `
      import { startEmbeddedPostgres } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
      const log = { info() {}, warn() {} }
      const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log })
      console.log(postgres.directory)
      setInterval(() => {}, 1000)`
    const server = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const orphan = postmasterPid(line.toString().trim())
    server.kill('SIGKILL')
    await once(server, 'exit')

    const postgres = await start('main')
    try {
      assert.equal(postmasterPid(postgres.directory), orphan)
      process.kill(orphan, 'SIGKILL')
      const rows = await eventually(() => query(postgres.url, 'SELECT 1 AS one'))
      assert.deepEqual(rows, [{ one: 1 }])
      assert.notEqual(postmasterPid(postgres.directory), orphan)
    } finally {
      await postgres.stop()
    }
  })

  test('is not misled by a lock file whose process number belongs to another program now', async () => {
    const dataDir = path.join(folder, 'main')
    const before = await start('main')
    const lockFile = path.join(before.directory, 'postmaster.pid')
    const lines = readFileSync(lockFile, 'utf8').split('\n')
    await before.stop()
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { cwd: dataDir })
    try {
      await writeFile(lockFile, [other.pid, ...lines.slice(1)].join('\n'))
      const postgres = await start('main')
      assert.notEqual(postmasterPid(postgres.directory), other.pid)
      await postgres.stop()
    } finally {
      other.kill()
    }
  })

  test('begins anew after a first start that was cut short', async () => {
    const dataDir = path.join(folder, 'cut')
    await mkdir(path.join(dataDir, 'postgres', '18.new', 'base'), { recursive: true })
    const postgres = await start('cut')
    try {
      assert.deepEqual(await query(postgres.url, 'SELECT current_user'), [{ current_user: 'topay' }])
    } finally {
      await postgres.stop()
    }
  })
})

if (process.getuid?.() === 0) {
  test('PostgreSQL started by root moves to a place that a system user reaches where user namespaces are off, and keeps its data', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'topay-root-'))
    const dataDir = path.join(folder, 'data')
    const relocated = new Set<string>()
    const start = async (rootMode?: 'namespace' | 'system-user') => {
      const postgres = await startEmbeddedPostgres({ dataDir, log: quiet, ...(rootMode && { rootMode }) })
      if (!postgres.directory.startsWith(folder)) relocated.add(path.dirname(path.dirname(postgres.directory)))
      return postgres
    }
    try {
      const first = await start('system-user')
      await query(first.url, 'CREATE TABLE note AS SELECT 1 AS number')
      const uid = statSync(first.directory).uid
      await first.stop()
      assert.notEqual(uid, 0)
      assert.equal(relocated.size, 1)

      const second = await start()
      assert.deepEqual(await query(second.url, 'SELECT number FROM note'), [{ number: 1 }])
      await second.stop()
    } finally {
      for (const place of [folder, ...relocated]) await rm(place, { recursive: true, force: true })
    }
  })
}

test('the links of the npm package are made when no install script made them', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'topay-links-'))
  try {
    const { root } = await findBinaries()
    const list = readFileSync(path.join(root, 'pg-symlinks.json'), 'utf8')
    const native = path.join(folder, 'native')
    await mkdir(path.join(native, 'lib'), { recursive: true })
    await cp(path.join(root, 'pg-symlinks.json'), path.join(native, 'pg-symlinks.json'))
    await restoreLinks(native)
    await restoreLinks(native)
    assert.equal((await readdir(path.join(native, 'lib'))).length, (JSON.parse(list) as unknown[]).length)
    assert.match(await readlink(path.join(native, 'lib', 'libpq.so.5')), /^libpq\.so\.5\.\d+$/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function postmasterPid(directory: string): number {
  return Number.parseInt(readFileSync(path.join(directory, 'postmaster.pid'), 'utf8'), 10)
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const result = await client.query<Record<string, unknown>>(sql)
    return result.rows
  } finally {
    await client.end()
  }
}

/** Tries until it succeeds; the database is away for the time of its restart. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const giveUp = Date.now() + 30_000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > giveUp) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
