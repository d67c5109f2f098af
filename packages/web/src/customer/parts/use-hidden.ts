import { useSyncExternalStore } from 'react'

const KEY = 'topay.hide-amounts'
const listeners = new Set<() => void>()
let memory: boolean | undefined

const read = (): boolean => {
  if (memory === undefined) {
    try {
      memory = localStorage.getItem(KEY) === '1'
    } catch {
      memory = false
    }
  }
  return memory
}

const write = (hidden: boolean) => {
  memory = hidden
  try {
    if (hidden) localStorage.setItem(KEY, '1')
    else localStorage.removeItem(KEY)
  } catch {
    // Hidden for this page only, where storage is refused.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Whether the owner hides amounts from people looking over the shoulder; remembered on this device. */
export const useHidden = () => [useSyncExternalStore(subscribe, read), write] as const
