/** Without a touch for so long, in ms, money is hidden. The server counts the same time and has the last word. */
export const IDLE_AFTER = 15 * 60_000
const KEY = 'topay.touched'
/** A touch is written down at most so often, in ms. */
const WRITTEN_EVERY = 5_000

export type Idle = ReturnType<typeof createIdle>

/**
 * Whether money is hidden because nobody touched the app for a while, or because the server says so. The last touch is
 * kept where all windows of the browser see it: using one of them keeps the others open, and a reload opens nothing.
 */
export const createIdle = (outside: {
  now: () => number
  read: (key: string) => string | null
  write: (key: string, value: string) => void
}) => {
  const listeners = new Set<() => void>()
  let locked = false
  let touched = Number(outside.read(KEY) ?? 0)
  let written = touched
  const set = (next: boolean) => {
    if (locked === next) return
    locked = next
    for (const listener of listeners) listener()
  }
  const lastTouch = () => Math.max(touched, Number(outside.read(KEY) ?? 0))
  const touch = () => {
    touched = outside.now()
    if (touched - written < WRITTEN_EVERY) return
    written = touched
    outside.write(KEY, String(touched))
  }
  return {
    isLocked: () => locked,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** Somebody uses the app. While money is hidden only the payment password counts. */
    touch: () => {
      if (!locked) touch()
    },
    /** Looks at the clock; call it now and then, and when the page is shown again. */
    look: () => {
      const last = lastTouch()
      if (last > 0 && outside.now() - last >= IDLE_AFTER) set(true)
    },
    lock: () => set(true),
    /** The payment password was right, or somebody signed in. */
    unlock: () => {
      written = 0
      touch()
      set(false)
    },
  }
}
