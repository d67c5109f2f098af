/** The part of `localStorage` that drafts and the outbox need, so that tests can bring their own. */
export type KeyValueStore = {
  readonly length: number
  key: (index: number) => string | null
  getItem: (key: string) => string | null
  setItem: (key: string, value: string) => void
  removeItem: (key: string) => void
}

/** A store in memory: for tests, and for browsers that refuse `localStorage` (private mode, blocked cookies). */
export const createMemoryStore = (): KeyValueStore => {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

/**
 * The browser's `localStorage`, or a store in memory where it is not allowed.
 * A full store must not break the chat either: a write that fails is kept for the life of the page.
 */
export const openBrowserStore = (): KeyValueStore => {
  const memory = createMemoryStore()
  let local: Storage
  try {
    local = globalThis.localStorage
    local.getItem('topay:probe')
  } catch {
    return memory
  }
  return {
    get length() {
      return local.length + memory.length
    },
    key: (index) => (index < local.length ? local.key(index) : memory.key(index - local.length)),
    getItem: (key) => memory.getItem(key) ?? local.getItem(key),
    setItem: (key, value) => {
      try {
        local.setItem(key, value)
        memory.removeItem(key)
      } catch {
        memory.setItem(key, value)
      }
    },
    removeItem: (key) => {
      memory.removeItem(key)
      local.removeItem(key)
    },
  }
}

/** All keys that start with `prefix`. */
export const keysOf = (store: KeyValueStore, prefix: string): string[] => {
  const found: string[] = []
  for (let index = 0; index < store.length; index += 1) {
    const key = store.key(index)
    if (key?.startsWith(prefix)) found.push(key)
  }
  return found
}
