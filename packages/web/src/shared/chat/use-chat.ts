import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { ChatHub, ChatSnapshot } from './chat-hub.ts'

/** A conversation of this name is never opened. */
const NONE = ''

/** One conversation, kept up to date. Opens it when it is not here yet; `null` is none and stays idle. */
export const useChat = (hub: ChatHub, caseId: string | null): ChatSnapshot => {
  const name = caseId ?? NONE
  useEffect(() => {
    if (name !== NONE) hub.open(name)
  }, [hub, name])
  return useSyncExternalStore(
    useCallback((listener) => hub.subscribe(name, listener), [hub, name]),
    useCallback(() => hub.snapshot(name), [hub, name]),
  )
}
