import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'
import type { Input, OperationId, Output } from './client.ts'

/**
 * A read of the API for TanStack Query: `useQuery(apiQuery('getWallet', {}))`, `prefetchQuery(apiQuery(...))`.
 * The key is `[operationId, input]`, so `invalidateQueries({ queryKey: ['getWallet'] })` reaches every read of it.
 */
export const apiQuery = <Id extends OperationId>(operationId: Id, input: Input<Id>) =>
  queryOptions({
    queryKey: [operationId, input] as const,
    queryFn: ({ signal }): Promise<Output<Id>> => client(operationId, { ...input, signal }),
  })

type Paged = { next_cursor: string | null }
type PagedId = { [Id in OperationId]: Output<Id> extends Paged ? Id : never }[OperationId]

/**
 * A list that is read page by page: `useInfiniteQuery(apiPages('listTransactions', { query: { month } }))`.
 * The cursor is added here.
 */
export const apiPages = <Id extends PagedId>(operationId: Id, input: Input<Id>) =>
  infiniteQueryOptions({
    queryKey: [operationId, input, 'pages'] as const,
    queryFn: ({ pageParam, signal }): Promise<Output<Id>> => {
      const query = 'query' in input && typeof input.query === 'object' ? input.query : {}
      return client(operationId, { ...input, query: { ...query, cursor: pageParam }, signal } as Input<Id>)
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Output<Id>) => (last as Paged).next_cursor ?? undefined,
  })
