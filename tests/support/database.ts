import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { Client } from 'pg'

/** A database of a test's own. */
export interface TestDatabase {
  /** Its address, with a role that owns it and is no superuser. */
  url: string
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>
}

/** What makes the tables of each template. */
const templates = {
  migrated: async (url: string) => {
    const { migrate } = await import('../../packages/server/src/platform/database/migrate.ts')
    await migrate(url)
  },
  ledger: async (url: string) => {
    const { migrate } = await import('../../packages/ledger/src/index.ts')
    await withClient(url, migrate)
  },
}
type TemplateName = keyof typeof templates
const TEMPLATE_LOCK = 7_310_001

let ownServer: Promise<string> | undefined
/** The templates that this process knows to be there. */
const ready: Partial<Record<TemplateName, Promise<void>>> = {}

/**
 * Makes a fresh database in some 50 ms: `empty`, `migrated` with Topay's tables, or with those of a `ledger` alone. The last two are copies of a template
 * made once in a run. The PostgreSQL is the one of the run (TOPAY_TEST_DATABASE_URL), or one of this process when a test is run by hand.
 */
export async function createTestDatabase(options: { template?: 'empty' | TemplateName } = {}): Promise<TestDatabase> {
  const serverUrl = await testServerUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  const { template = 'empty' } = options
  if (template !== 'empty') await (ready[template] ??= ensureTemplate(serverUrl, template))
  const source = template === 'empty' ? 'template1' : `template_${template}`
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY file_copy`))
  return {
    url: withDatabase(serverUrl, name),
    async drop() {
      await withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

/** A PostgreSQL for tests in a folder of its own, fast instead of durable. The role in its address may make databases. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const { startEmbeddedPostgres } = await import('../../packages/server/src/platform/postgres/index.ts')
  const dataDir = await mkdtemp(path.join(tmpdir(), 'topay-test-'))
  // A process that ends without `stop` leaves nothing behind either; nobody needs what PostgreSQL still writes.
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: {
      info: () => undefined,
      warn: (details, message) => process.emitWarning(`${message} ${JSON.stringify(details)}`),
    },
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      // Its workers are a superuser's, and a database they are in cannot be dropped by force by anybody less.
      autovacuum: 'off',
    },
  })
  const passwordFile = path.join(path.dirname(postgres.directory), 'passwords.json')
  const passwords = JSON.parse(await readFile(passwordFile, 'utf8')) as { admin: string }
  const adminUrl = new URL(postgres.url)
  adminUrl.username = 'admin'
  adminUrl.password = passwords.admin
  adminUrl.pathname = '/postgres'
  await withClient(adminUrl.href, (client) => client.query('ALTER ROLE topay CREATEDB'))
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function testServerUrl(): Promise<string> {
  const given = process.env.TOPAY_TEST_DATABASE_URL
  if (given) return given
  ownServer ??= startTestPostgres().then(({ url, stop }) => {
    process.once('beforeExit', () => void stop())
    return url
  })
  return await ownServer
}

/** Under a lock, since several test processes come here at once; unlocked and disconnected before anyone copies it. */
async function ensureTemplate(serverUrl: string, name: TemplateName): Promise<void> {
  const template = `template_${name}`
  await withClient(serverUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount !== 0) return
    const unfinished = `${template}_new`
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${unfinished}`)
    await templates[name](withDatabase(serverUrl, unfinished))
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`)
  })
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
