import { useQuery } from '@tanstack/react-query'
import { apiQuery } from '#shared/api/query.ts'

/** How often the service is asked whether it is in maintenance, in ms; more often while it is. */
const EVERY = 5 * 60_000
const EVERY_DURING = 30_000

/** Until when the service is in maintenance (RFC 3339); null when it is not. */
export const useServiceStatus = (): string | null =>
  useQuery({
    ...apiQuery('getServiceStatus', {}),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.data?.maintenance_until ? EVERY_DURING : EVERY),
  }).data?.maintenance_until ?? null
