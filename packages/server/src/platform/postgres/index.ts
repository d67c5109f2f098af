import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { chooseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { databaseUrl, ensureDatabase, openCluster, type Cluster } from './cluster.ts'
import { DataFolderInUseError, lockDataFolder } from './data-folder-lock.ts'
import {
  findRunning,
  freePort,
  launch,
  PostgresStartError,
  signalProcess,
  stopPostmaster,
  type Postmaster,
} from './postmaster.ts'

export { DataFolderInUseError }

/** The part of a pino logger that is used here. */
interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface EmbeddedPostgres {
  /** The address of the application's database. It stays the same when PostgreSQL is restarted after a crash. */
  url: string
  /** The folder with the database files. */
  directory: string
  /** Stops PostgreSQL in order and gives the data folder free. */
  stop(): Promise<void>
}

interface Options {
  /** The server's data folder; made when missing. */
  dataDir: string
  log: Log
  /** PostgreSQL settings beside the defaults, which are the durable ones. */
  settings?: Record<string, string>
  /** For tests: how root starts PostgreSQL, instead of the best way this machine has. */
  rootMode?: 'namespace' | 'system-user'
}

/**
 * Starts the PostgreSQL that comes with Topay, with its files in `dataDir/postgres`, and watches over it: when it dies it is
 * started again on the same port. A PostgreSQL that outlived a killed server is taken over as it is.
 * Throws {@link DataFolderInUseError} when another process serves the folder.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir)
  const lock = lockDataFolder(dataDir)
  try {
    const account = await chooseAccount(await findBinaries(), path.join(dataDir, 'postgres'), options.rootMode)
    const cluster = await openCluster(account)
    const postmaster = (await findRunning(cluster)) ?? (await launchOnFreePort(cluster, options))
    const supervisor = supervise(cluster, postmaster, options)
    try {
      await ensureDatabase(cluster, postmaster.port)
    } catch (error) {
      await supervisor.stop()
      throw error
    }
    return {
      url: databaseUrl(cluster, postmaster.port),
      directory: cluster.directory,
      async stop() {
        await supervisor.stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * The address of the embedded database for a command that runs beside the server: the running one when there is one,
 * otherwise one started for the time until `stop`.
 */
export async function openEmbeddedPostgres(options: Options): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  const dataDir = path.resolve(options.dataDir)
  try {
    return await startEmbeddedPostgres(options)
  } catch (error) {
    if (!(error instanceof DataFolderInUseError)) throw error
    const account = await chooseAccount(await findBinaries(), path.join(dataDir, 'postgres'), options.rootMode)
    const cluster = await openCluster(account)
    const running = await findRunning(cluster)
    if (!running) throw error
    return { url: databaseUrl(cluster, running.port), stop: async () => undefined }
  }
}

async function launchOnFreePort(cluster: Cluster, { log, settings = {} }: Options): Promise<Postmaster> {
  const PATIENCE = 60_000
  const giveUp = Date.now() + PATIENCE
  for (;;) {
    try {
      return await launch(cluster, await freePort(), settings)
    } catch (error) {
      if (!(error instanceof PostgresStartError && error.transient) || Date.now() > giveUp) throw error
      log.warn({ reason: error.message }, 'PostgreSQL is not free to start yet, trying again')
      await delay(200)
    }
  }
}

/** Restarts PostgreSQL whenever it ends unasked, on the port that the pools know, until `stop`. */
function supervise(cluster: Cluster, first: Postmaster, { log, settings = {} }: Options) {
  let current = first
  const stopping = new AbortController()
  // A process that ends in an unforeseen way still asks PostgreSQL to stop; only kill -9 leaves it running.
  const onExit = () => signalProcess(current.pid, 'SIGINT')
  process.on('exit', onExit)

  const watching = (async () => {
    for (;;) {
      await current.exited
      if (stopping.signal.aborted) return
      log.warn({ pid: current.pid }, 'PostgreSQL ended unexpectedly, starting it again')
      const restarted = await restart()
      if (!restarted) return
      current = restarted
      if (stopping.signal.aborted) return await stopPostmaster(current)
      log.info({ pid: current.pid }, 'PostgreSQL runs again')
    }
  })()

  // The backends of a killed PostgreSQL may still be at work: until the last is gone a start fails, and is tried again.
  async function restart(): Promise<Postmaster | undefined> {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      try {
        return await launch(cluster, current.port, settings)
      } catch (error) {
        log.warn({ attempt, reason: (error as Error).message }, 'PostgreSQL is not up yet, trying again')
        await delay(Math.min(100 * attempt, 2_000))
      }
    }
    return undefined
  }

  return {
    async stop() {
      stopping.abort()
      await stopPostmaster(current)
      await watching
      process.off('exit', onExit)
    },
  }
}
