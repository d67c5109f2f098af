import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** An append-only file of JSON lines that is on disk when `append` returns. */
export type Journal<Entry> = { entries: Entry[]; append: (entry: Entry) => void; close: () => void }

/**
 * Opens the journal of a folder and reads what was written before. A last line that a kill cut short was never acknowledged and is dropped.
 * One process at a time: another one that still has the folder (a bank that is just stopping) is waited for, 10 s at most, then this throws.
 */
export const openJournal = <Entry>(folder: string): Journal<Entry> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // A lock of the operating system, taken through SQLite because Node has no call for it; it falls with the process.
  const lock = new DatabaseSync(join(folder, 'bank.lock'), { timeout: 10_000 })
  lock.exec('BEGIN IMMEDIATE')
  const path = join(folder, 'journal.jsonl')
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const whole = bytes.lastIndexOf(0x0a) + 1
  const file = openSync(path, 'a', 0o600)
  if (whole < bytes.length) ftruncateSync(file, whole)
  const entries = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry)
  return {
    entries,
    append: (entry) => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      for (let written = 0; written < line.length;) written += writeSync(file, line, written)
      fdatasyncSync(file)
    },
    close: () => {
      closeSync(file)
      lock.close()
    },
  }
}
