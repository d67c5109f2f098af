import { useSyncExternalStore } from 'react'

const KEY = 'topay.desk.character-keys'
const listeners = new Set<() => void>()

/** Whether single characters act as shortcuts; on unless switched off. Remembered in this browser. */
export const characterKeysOn = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

export const setCharacterKeys = (on: boolean): void => {
  try {
    if (on) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  } catch {
    // A browser that refuses storage keeps them on.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useCharacterKeys = (): boolean => useSyncExternalStore(subscribe, characterKeysOn)
