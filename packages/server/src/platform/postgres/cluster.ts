import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { Client } from 'pg'

import type { Account } from './account.ts'

/** Passwords of the two database roles: `admin` is the superuser and only sets up; the application is `topay`. */
interface Passwords {
  admin: string
  topay: string
}

/** A database cluster on disk: the files of one PostgreSQL server. */
export interface Cluster {
  account: Account
  /** The PGDATA folder. */
  directory: string
  logFile: string
  passwords: Passwords
}

const MAJOR_VERSION = '18'

/**
 * Opens the cluster in the account's folder, and makes it on the first start. A first start that was cut short is begun
 * anew: the files get their final name only when they are complete.
 */
export async function openCluster(account: Account): Promise<Cluster> {
  const cluster: Cluster = {
    account,
    directory: path.join(account.folder, MAJOR_VERSION),
    logFile: path.join(account.folder, 'postgres.log'),
    passwords: await loadPasswords(account.folder),
  }
  if (!(await exists(path.join(cluster.directory, 'PG_VERSION')))) await initialize(cluster)
  return cluster
}

/** The address of the application's database, with the password in it. */
export function databaseUrl(cluster: Cluster, port: number): string {
  return `postgresql://topay:${cluster.passwords.topay}@127.0.0.1:${port}/topay`
}

async function initialize(cluster: Cluster): Promise<void> {
  const { account, passwords } = cluster
  const unfinished = `${cluster.directory}.new`
  await rm(unfinished, { recursive: true, force: true })
  const passwordFile = path.join(account.folder, 'first-password')
  await writeFile(passwordFile, passwords.admin, { mode: 0o600 })
  if (account.owner) await chown(passwordFile, account.owner.uid, account.owner.gid)
  try {
    // The built-in C.UTF-8 sorts and compares the same on every machine, whatever locales that has.
    await run(account, account.binaries.initdb, [
      `--pgdata=${unfinished}`,
      '--username=admin',
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, cluster.directory)
}

/** Makes the application's role and database when they are missing. The application owns its database and no more. */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = adminClient(cluster, port)
  await client.connect()
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'topay') AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = 'topay') AS database`,
    )
    if (!rows[0]?.role) {
      await client.query(`CREATE ROLE topay LOGIN PASSWORD ${client.escapeLiteral(cluster.passwords.topay)}`)
    }
    if (!rows[0]?.database) await client.query('CREATE DATABASE topay OWNER topay')
  } finally {
    await client.end()
  }
}

/** Whether the server on this port takes connections and is the one of this cluster. */
export async function accepts(cluster: Cluster, port: number): Promise<boolean> {
  const client = adminClient(cluster, port)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    return rows[0]?.data_directory === cluster.directory
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function adminClient(cluster: Cluster, port: number): Client {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'admin',
    password: cluster.passwords.admin,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined) // A server that goes away is seen by the caller's own query.
  return client
}

async function loadPasswords(folder: string): Promise<Passwords> {
  const file = path.join(folder, 'passwords.json')
  if (await exists(file)) return JSON.parse(await readFile(file, 'utf8')) as Passwords
  if (await exists(path.join(folder, MAJOR_VERSION))) {
    throw new Error(`The database in ${folder} has lost its password file passwords.json. Bring it back from a backup.`)
  }
  const passwords = { admin: newPassword(), topay: newPassword() }
  // Written aside and renamed, so that a crash leaves either no passwords or whole ones.
  const unfinished = await open(`${file}.new`, 'w', 0o600)
  await unfinished.writeFile(`${JSON.stringify(passwords)}\n`)
  await unfinished.sync()
  await unfinished.close()
  await rename(`${file}.new`, file)
  return passwords
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}

/** The environment of PostgreSQL programs: nothing of ours, and English messages, which are read by {@link run}'s callers. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR } = process.env
  return { PATH, SystemRoot, TMPDIR, LC_ALL: 'C', TZ: 'UTC' }
}

async function run(account: Account, program: string, args: string[]): Promise<void> {
  const command = account.command(program, args)
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      ...command.options,
      cwd: account.folder,
      env: postgresEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => (output += text))
    }
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${path.basename(program)} failed (exit code ${code}):\n${output.trim()}`))
    })
  })
}
