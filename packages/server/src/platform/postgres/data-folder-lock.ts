import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another live process serves this data folder. `pid` is undefined in the short time before the other has written it. */
export class DataFolderInUseError extends Error {
  readonly dataDir: string
  readonly pid: number | undefined

  constructor(dataDir: string, pid: number | undefined) {
    const other = pid === undefined ? 'another process' : `process ${pid}`
    super(
      `The data folder ${dataDir} is already served by ${other}. ` +
        'Stop that process first, or give this server its own folder with TOPAY_DATA_DIR.',
    )
    this.name = 'DataFolderInUseError'
    this.dataDir = dataDir
    this.pid = pid
  }
}

export interface DataFolderLock {
  release(): void
}

/**
 * Takes the data folder for this process, or throws {@link DataFolderInUseError}.
 *
 * The lock is a lock of the operating system on a file, taken through SQLite because Node has no call for it. The kernel
 * drops it when the process dies, however it dies, so there is no stale lock to guess about, and process ids that were
 * given out again or belong to another container do no harm. The pid written beside it is for the message only.
 */
export function lockDataFolder(dataDir: string): DataFolderLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const pidFile = path.join(dataDir, 'server.pid')
  const database = new DatabaseSync(path.join(dataDir, 'server.lock'), { timeout: 0 })
  try {
    database.exec('BEGIN IMMEDIATE')
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw error
    throw new DataFolderInUseError(dataDir, readPid(pidFile))
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return {
    release() {
      if (!database.isOpen) return
      rmSync(pidFile, { force: true })
      database.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    return Number.isNaN(pid) ? undefined : pid
  } catch {
    return undefined
  }
}
