import { useQuery } from '@tanstack/react-query'
import { apiQuery } from '#shared/api/query.ts'

/** The newest cases: what the home page, the tab bar and the support page need to know. */
export const recentCases = apiQuery('listMyCases', { query: { limit: 20 } })

export const useMyCases = () => useQuery(recentCases)
