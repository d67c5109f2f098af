import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import { type IdKind, idPrefixes } from '@topay/contract'

/** A new id of a kind: prefix and UUIDv7 in plain hex, so ids sort by the time they were made. */
export const newId = (kind: IdKind): string => `${idPrefixes[kind]}_${randomUUIDv7().replaceAll('-', '')}`

/** A secret of 256 random bits in base64url, after a prefix that says what it opens. */
export const newToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`

/** SHA-256, for tokens and other high-entropy secrets that are stored only as a hash. */
export const sha256 = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest()
