import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { DeskCase, Output } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'

type CasePages = InfiniteData<Output<'listCases'>>

const isCasePages = (data: unknown): data is CasePages => typeof data === 'object' && data !== null && 'pages' in data

/** A case that is somewhere in the cache already: read alone, or in one of the lists. */
export const findCase = (queryClient: QueryClient, caseId: string): DeskCase | undefined => {
  const alone = queryClient.getQueryData(apiQuery('getCase', { params: { case_id: caseId } }).queryKey)
  if (alone !== undefined) return alone
  for (const [, data] of queryClient.getQueriesData({ queryKey: ['listCases'] })) {
    if (!isCasePages(data)) continue
    for (const page of data.pages) {
      const found = page.items.find((item) => item.id === caseId)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Changes a case wherever it is in the cache. */
export const changeCase = (
  queryClient: QueryClient,
  caseId: string,
  change: (deskCase: DeskCase) => DeskCase,
): void => {
  const { queryKey } = apiQuery('getCase', { params: { case_id: caseId } })
  queryClient.setQueryData(queryKey, (known) => (known === undefined ? known : change(known)))
  queryClient.setQueriesData<unknown>({ queryKey: ['listCases'] }, (data: unknown) => {
    if (!isCasePages(data)) return data
    let touched = false
    const pages = data.pages.map((page) => {
      if (!page.items.some((item) => item.id === caseId)) return page
      touched = true
      return { ...page, items: page.items.map((item) => (item.id === caseId ? change(item) : item)) }
    })
    return touched ? { ...data, pages } : data
  })
}
