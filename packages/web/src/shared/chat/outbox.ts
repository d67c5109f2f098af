import type { Message } from '@topay/contract'
import { keysOf } from './storage.ts'
import type { KeyValueStore } from './storage.ts'

/** A message that was written here and that the server has not acknowledged yet. */
export type OutboxEntry = {
  /** Made once when the message is written. It is the message's id for this side and the Idempotency-Key of every try. */
  client_id: string
  case_id: string
  kind: 'reply' | 'note'
  text: string
  /** Uploaded before; the message only names them. */
  attachments: Message['attachments']
  /** When it was written, RFC 3339 UTC. */
  written_at: string
  /** Set when the server refused it for good: it then waits for the person to send it again or to throw it away. */
  refused: { code: string; message: string } | null
}

const prefixOf = (personId: string): string => `topay:outbox:${personId}:`

/** One key an entry, never one list: two tabs that write at the same moment must not lose each other's messages. */
const keyOf = (personId: string, clientId: string): string => prefixOf(personId) + clientId

const isEntry = (value: unknown): value is OutboxEntry =>
  typeof value === 'object' &&
  value !== null &&
  'client_id' in value &&
  typeof value.client_id === 'string' &&
  'case_id' in value &&
  typeof value.case_id === 'string' &&
  'text' in value &&
  typeof value.text === 'string' &&
  'attachments' in value &&
  Array.isArray(value.attachments)

const parseEntry = (raw: string | null): OutboxEntry | null => {
  if (raw === null) return null
  try {
    const value: unknown = JSON.parse(raw)
    return isEntry(value) ? value : null
  } catch {
    return null
  }
}

/** Everything this person wrote and the server has not acknowledged, oldest first. Unreadable entries are left out. */
export const listOutbox = (store: KeyValueStore, personId: string): OutboxEntry[] =>
  keysOf(store, prefixOf(personId))
    .map((key) => parseEntry(store.getItem(key)))
    .filter((entry) => entry !== null)
    .toSorted((a, b) => (a.client_id < b.client_id ? -1 : 1))

/** Keeps an entry, new or changed. */
export const putOutbox = (store: KeyValueStore, personId: string, entry: OutboxEntry): void =>
  store.setItem(keyOf(personId, entry.client_id), JSON.stringify(entry))

/** Forgets an entry: the server has it, or the person threw it away. */
export const dropOutbox = (store: KeyValueStore, personId: string, clientId: string): void =>
  store.removeItem(keyOf(personId, clientId))

/** True when `storage` events with this key concern the outbox of this person. */
export const isOutboxKey = (personId: string, key: string | null): boolean =>
  key === null || key.startsWith(prefixOf(personId))
