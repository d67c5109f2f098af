import { useQuery, useQueryClient } from '@tanstack/react-query'
import { apiQuery } from '#shared/api/query.ts'
import { findCase } from './case-cache.ts'

/** One case; the row of a list serves until it is read alone. */
export const useCase = (caseId: string | null) => {
  const queryClient = useQueryClient()
  return useQuery({
    ...apiQuery('getCase', { params: { case_id: caseId ?? '' } }),
    enabled: caseId !== null,
    placeholderData: () => (caseId === null ? undefined : findCase(queryClient, caseId)),
  })
}
