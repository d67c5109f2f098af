import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { apiQuery } from '#shared/api/query.ts'
import { useChat } from '#shared/chat/use-chat.ts'
import { useDesk } from '../live/desk-context.ts'
import { useCase } from '../live/use-case.ts'

/** Longest time that the case before stays while the next one loads; after it a skeleton is more honest. Milliseconds. */
const PATIENCE_MS = 200

/**
 * The case that the panes show for the one that was asked for. It changes when everything of the next one is here, so
 * that nothing flashes, and conversation and panel always belong to the same customer.
 */
export const useShownCase = (askedId: string | null): string | null => {
  const [shownId, setShownId] = useState(askedId)
  const ready = useIsReady(askedId)
  if (askedId !== shownId && (ready || askedId === null || shownId === null)) setShownId(askedId)
  useEffect(() => {
    if (askedId === shownId) return
    const timer = setTimeout(() => setShownId(askedId), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [askedId, shownId])
  return shownId
}

const useIsReady = (caseId: string | null): boolean => {
  const { hub } = useDesk()
  const chat = useChat(hub, caseId)
  const deskCase = useCase(caseId)
  const panel = useQuery({
    ...apiQuery('getCasePanel', { params: { case_id: caseId ?? '' } }),
    enabled: caseId !== null,
    retry: false,
  })
  return chat.status === 'ready' && deskCase.data !== undefined && !panel.isPending
}
