import { createHash, randomBytes, randomInt } from 'node:crypto'
import { v7 } from 'uuid'
import { type IdKind, idPrefixes } from '@topay/contract'
import { now } from './clock.ts'

let last = { msecs: 0, seq: 0 }

/** A new id of a kind: prefix and UUIDv7 in plain hex. Ids sort by the time they were made, those of one process also within a millisecond. */
export const newId = (kind: IdKind): string => {
  const msecs = now().getTime()
  last = { msecs, seq: msecs === last.msecs ? last.seq + 1 : randomInt(2 ** 31) }
  return `${idPrefixes[kind]}_${v7(last).replaceAll('-', '')}`
}

/** A secret of 256 random bits in base64url, after a prefix that says what it opens. */
export const newToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`

/** SHA-256, for tokens and other high-entropy secrets that are stored only as a hash. */
export const sha256 = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest()
