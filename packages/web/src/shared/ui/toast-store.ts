import type { Tone } from './tone.ts'

export type Toast = { id: number; text: string; tone: Exclude<Tone, 'neutral'> }

/** How long a toast stays, in ms: long enough to read two lines. */
const STAY = 3200

let current: Toast | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let count = 0
const listeners = new Set<() => void>()

const set = (next: Toast | undefined) => {
  current = next
  for (const listener of listeners) listener()
}

/** Says something short that needs no answer. A new one takes the place of the one before. */
export const showToast = (text: string, tone: Toast['tone'] = 'ok') => {
  clearTimeout(timer)
  count += 1
  set({ id: count, text, tone })
  timer = setTimeout(() => set(undefined), STAY)
}

export const toastStore = {
  get: () => current,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}
