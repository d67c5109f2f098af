import { execFileSync, spawn } from 'node:child_process'
import { readlinkSync, realpathSync } from 'node:fs'
import { chown, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { accepts, postgresEnvironment, type Cluster } from './cluster.ts'

/** A running PostgreSQL main process of a cluster: one this process started, or one that outlived the process before. */
export interface Postmaster {
  pid: number
  port: number
  /** Resolves when the process has gone, for whatever reason. */
  exited: Promise<void>
}

/** The messages of a start that failed only because the last server's processes or its port are not gone yet. */
const TRANSIENT = [
  /pre-existing shared memory block/,
  /lock file ".*" already exists/,
  /could not bind/,
  /could not create any TCP/,
]

/** PostgreSQL ended during its start; `transient` tells whether it is worth another try. */
export class PostgresStartError extends Error {
  readonly transient: boolean

  constructor(logTail: string) {
    super(`PostgreSQL did not start. Its log says:\n${logTail}`)
    this.name = 'PostgresStartError'
    this.transient = TRANSIENT.some((message) => message.test(logTail))
  }
}

/**
 * Starts PostgreSQL on a loopback port and waits until it takes connections, however long its crash recovery needs.
 * It runs in a session of its own: Ctrl-C in the terminal is for the server, which then stops PostgreSQL in order.
 * Throws {@link PostgresStartError}.
 */
export async function launch(cluster: Cluster, port: number, settings: Record<string, string>): Promise<Postmaster> {
  await removeStalePidFile(cluster)
  const options = Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // Loopback only: the path of a socket is limited to about 100 bytes, a folder's is not.
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = cluster.account.command(cluster.account.binaries.postgres, [
    '-D',
    cluster.directory,
    '-p',
    String(port),
    ...options,
  ])
  const log = await openLog(cluster)
  const logStart = (await log.stat()).size
  const child = spawn(command.program, command.args, {
    ...command.options,
    cwd: cluster.account.folder,
    env: postgresEnvironment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  await log.close()
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const recorded = await readPidFile(cluster)
    if (recorded?.pid === child.pid && recorded?.ready) return { pid: recorded.pid, port, exited }
    await Promise.race([delay(20), exited])
  }
  throw new PostgresStartError(await logSince(cluster, logStart))
}

/**
 * Finds the PostgreSQL of this cluster that is already running, if any, and waits until it takes connections or ends.
 * There is one after the server was killed: it goes on until a server comes back to it.
 */
export async function findRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  const recorded = await readPidFile(cluster)
  if (!recorded || !isPostmasterOf(recorded.pid, cluster)) return undefined
  const { pid } = recorded
  const giveUp = Date.now() + 120_000
  while (isAlive(pid)) {
    if (Date.now() > giveUp) {
      throw new Error(
        `PostgreSQL (process ${pid}) has ${cluster.directory} open but does not answer. Its log is ${cluster.logFile}.`,
      )
    }
    const port = (await readPidFile(cluster))?.port
    if (port !== undefined && (await accepts(cluster, port))) return { pid, port, exited: untilGone(pid) }
    await delay(100)
  }
  return undefined
}

/** Stops PostgreSQL: in order first (open transactions are rolled back, a checkpoint is written), by force if that takes too long. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  let gone = false
  const exited = postmaster.exited.then(() => {
    gone = true
  })
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signalProcess(postmaster.pid, signal)
    const timer = new AbortController()
    await Promise.race([exited, delay(patience, undefined, { signal: timer.signal }).catch(() => undefined)])
    timer.abort()
    if (gone) return
  }
}

/** A loopback port that is free now. Outside the range from which the system hands out ports, so that it stays free while PostgreSQL restarts. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
}

/** Sends a signal and does not mind when the process has gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(100, undefined, { ref: false })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a live process is this cluster's PostgreSQL, and not another that was given the same number since. */
function isPostmasterOf(pid: number, cluster: Cluster): boolean {
  if (!isAlive(pid)) return false
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster.directory)
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      cluster.directory,
    )
  } catch {
    return false
  }
}

/**
 * PostgreSQL takes any live process with the recorded number for its predecessor and refuses to start, which after a
 * restart of the machine or the container is soon some other program. The data folder is locked by this process, so the
 * file goes when the process is not ours. Left-over backends are found by PostgreSQL through their shared memory.
 */
async function removeStalePidFile(cluster: Cluster): Promise<void> {
  const recorded = await readPidFile(cluster)
  if (recorded && isAlive(recorded.pid) && !isPostmasterOf(recorded.pid, cluster)) {
    await rm(path.join(cluster.directory, 'postmaster.pid'), { force: true })
  }
}

/** Reads `postmaster.pid`: its lines are pid, data folder, start time, port, socket folder, address, shared memory, state. */
async function readPidFile(
  cluster: Cluster,
): Promise<{ pid: number; port: number | undefined; ready: boolean } | undefined> {
  const text = await readFile(path.join(cluster.directory, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]) || undefined, ready: lines[7]?.trim() === 'ready' }
}

async function openLog(cluster: Cluster) {
  const LIMIT = 10 * 1024 * 1024
  const size = (await stat(cluster.logFile).catch(() => undefined))?.size ?? 0
  if (size > LIMIT) await rename(cluster.logFile, `${cluster.logFile}.1`)
  const log = await open(cluster.logFile, 'a', 0o600)
  if (cluster.account.owner) await chown(cluster.logFile, cluster.account.owner.uid, cluster.account.owner.gid)
  return log
}

async function logSince(cluster: Cluster, start: number): Promise<string> {
  const log = await readFile(cluster.logFile)
  return log.subarray(start).toString('utf8').trim().split('\n').slice(-20).join('\n')
}
