import { createIdle } from './create-idle.ts'

/** The lock over money of this browser: all its windows count as one. */
export const idleStore = createIdle({
  now: Date.now,
  read: (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },
  write: (key, value) => {
    try {
      localStorage.setItem(key, value)
    } catch {
      // Counted in this window only, where storage is refused.
    }
  },
})
