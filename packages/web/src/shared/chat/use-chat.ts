import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { ChatHub, ChatSnapshot } from './chat-hub.ts'

/** One conversation, kept up to date. Opens it when it is not here yet. */
export const useChat = (hub: ChatHub, caseId: string): ChatSnapshot => {
  useEffect(() => hub.open(caseId), [hub, caseId])
  return useSyncExternalStore(
    useCallback((listener) => hub.subscribe(caseId, listener), [hub, caseId]),
    useCallback(() => hub.snapshot(caseId), [hub, caseId]),
  )
}
