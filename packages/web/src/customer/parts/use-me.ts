import { useSuspenseQuery } from '@tanstack/react-query'
import { apiQuery } from '#shared/api/query.ts'

/** The signed-in customer. Read before any page that needs it opens, so it is always there. */
export const useMe = () => useSuspenseQuery(apiQuery('getMe', {})).data
