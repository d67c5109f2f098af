import type { LocalizedText, Money } from '@topay/contract'
import { keysOf, type KeyValueStore } from '../chat/storage.ts'

/** Operations that move money on a press of a button. */
export type MoneyOperation = 'payOrder' | 'topUp' | 'withdraw' | 'sendTransfer'

/** What an intent is about, to say it in words after a reload: how much, and to whom. */
export type About = { amount: Money; name: LocalizedText }

/**
 * Something the customer asked for whose outcome is not known here. `input` is what was sent, without the secrets in it:
 * with the same key it asks for the answer and starts nothing.
 */
export type Intent = {
  key: string
  operation: MoneyOperation
  input: unknown
  about: About
  /** When it was sent first, in ms. */
  at: number
  /** `absent`: the server had not received it. The key is kept: should the person try once more, or should the lost request still arrive, it is done once. */
  state: 'open' | 'absent'
}

/** How long an intent is kept, in ms: a day, then the bills say all there is to know. */
const KEEP = 86_400_000

const SECRETS = new Set(['payment_password', 'verification'])

/** What is sent, without what proves who sends it: such things are never written down. */
export const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (SECRETS.has(key) ? [] : [[key, withoutSecrets(inner)]])),
  )
}

const parsed = (text: string | null): Intent | null => {
  try {
    return text === null ? null : (JSON.parse(text) as Intent)
  } catch {
    return null
  }
}

/**
 * The intents of one person on this device. One entry of the store each, so that two tabs never overwrite each other's.
 * The same content keeps its key until its outcome is known, in this tab and in every other, also after a reload.
 */
export const createIntents = (
  store: KeyValueStore,
  personId: string,
  now: () => number = Date.now,
  newKey: () => string = () => crypto.randomUUID(),
) => {
  const prefix = `topay.intent.${personId}.`
  const listeners = new Set<() => void>()
  /** In flight on this page: somebody here waits for the answer already. */
  const active = new Set<string>()
  let snapshot: readonly Intent[] = []

  const all = (): Intent[] =>
    keysOf(store, prefix).flatMap((name) => {
      const intent = parsed(store.getItem(name))
      if (intent && now() - intent.at < KEEP) return [intent]
      store.removeItem(name)
      return []
    })
  const refresh = () => {
    snapshot = all()
      .filter((intent) => intent.state === 'open' && !active.has(intent.key))
      .toSorted((a, b) => a.at - b.at)
    for (const listener of listeners) listener()
  }
  const write = (intent: Intent) => store.setItem(prefix + intent.key, JSON.stringify(intent))
  snapshot = all().filter((intent) => intent.state === 'open')

  return {
    /** Before sending: the key to send with. `input` may hold secrets; they are left out. */
    open: (operation: MoneyOperation, input: unknown, about: About): string => {
      const clean = withoutSecrets(input)
      const written = JSON.stringify(clean)
      const same = all().find((one) => one.operation === operation && JSON.stringify(one.input) === written)
      const intent: Intent = same
        ? { ...same, state: 'open' }
        : { key: newKey(), operation, input: clean, about, at: now(), state: 'open' }
      write(intent)
      active.add(intent.key)
      refresh()
      return intent.key
    },
    /** The outcome is known. */
    close: (key: string) => {
      active.delete(key)
      store.removeItem(prefix + key)
      refresh()
    },
    /** The server says that it never got it. */
    absent: (key: string) => {
      const intent = parsed(store.getItem(prefix + key))
      if (intent) write({ ...intent, state: 'absent' })
      refresh()
    },
    /** Nobody on this page waits for it any more: whoever watches over the lost ones takes it on. */
    release: (key: string) => {
      active.delete(key)
      refresh()
    },
    /** What nobody waits for on this page and whose outcome is open, the oldest first. */
    lost: (): readonly Intent[] => snapshot,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** Another tab has written. */
    storageChanged: (name: string | null) => {
      if (name === null || name.startsWith(prefix)) refresh()
    },
  }
}

export type Intents = ReturnType<typeof createIntents>
