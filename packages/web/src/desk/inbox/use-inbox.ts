import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { apiPages } from '#shared/api/query.ts'
import { findCase } from '../live/case-cache.ts'
import { useSteadyOrder } from './use-steady-order.ts'
import { views } from './views.ts'
import type { View } from './views.ts'

/** Rows read at a time. */
const PAGE = 40

/** How one list of the inbox is read. */
export const inboxPages = (view: View, q: string) =>
  apiPages('listCases', { query: { view, limit: PAGE, ...(q !== '' && { q }) } })

/**
 * One list of the inbox: rows in a steady order, counts, and how many came in while the list was held.
 * `openId` is the case that is open; `held` is true while no row may move.
 */
export const useInbox = (view: View, q: string, openId: string | null, held: boolean) => {
  const queryClient = useQueryClient()
  const list = useInfiniteQuery({
    ...inboxPages(view, q),
    // A search narrows what is there; another list starts anew.
    placeholderData: (previous, query) =>
      query?.queryKey[1].query?.view === view ? keepPreviousData(previous) : undefined,
  })
  const cases = useMemo(
    () => new Map(list.data?.pages.flatMap((page) => page.items).map((item) => [item.id, item])),
    [list.data],
  )
  const fresh = useMemo(() => [...cases.keys()], [cases])
  const [released, setReleased] = useState(0)
  // While the answer to a search is on its way, the rows shown are still those of the search before.
  const [settledQ, setSettledQ] = useState(q)
  if (!list.isPlaceholderData && settledQ !== q) setSettledQ(q)
  const shownQ = list.isPlaceholderData ? settledQ : q
  const { order, waiting } = useSteadyOrder({ name: `${view} ${released} ${shownQ}`, fresh, held, openId })

  // The other lists are read ahead, so that changing to one shows it at once.
  useEffect(() => {
    if (!list.isSuccess) return
    for (const other of views) if (other !== view) void queryClient.prefetchInfiniteQuery(inboxPages(other, ''))
  }, [list.isSuccess, queryClient, view])

  return {
    // A row that has left the list but still stands in it is found where it was read alone.
    rows: order.flatMap((id) => cases.get(id) ?? findCase(queryClient, id) ?? []),
    waiting,
    counts: list.data?.pages.at(-1)?.counts,
    status: list.status,
    error: list.error,
    hasMore: list.hasNextPage,
    loadMore: () => {
      if (!list.isFetchingNextPage) void list.fetchNextPage()
    },
    retry: () => void list.refetch(),
    /** Takes the server's order now: the reader asked for what is new. */
    release: () => setReleased((count) => count + 1),
  }
}
