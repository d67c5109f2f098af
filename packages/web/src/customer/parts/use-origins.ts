import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { apiQuery } from '#shared/api/query.ts'

/** Where this Topay is reached: the address that is open here, and the public one that codes carry. */
export const useOrigins = (): string[] => {
  const { data } = useQuery({ ...apiQuery('getReceiveCode', {}), staleTime: 10 * 60_000 })
  const publicOrigin = data && URL.parse(data.url)?.origin
  return useMemo(() => [...new Set([location.origin, ...(publicOrigin ? [publicOrigin] : [])])], [publicOrigin])
}
