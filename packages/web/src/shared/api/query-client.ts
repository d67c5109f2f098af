import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { errorCode, isPassing, isSignedOut } from './explain-error.ts'

/** How often a read is tried again after a passing failure, before the page shows it. */
const TRIES = 2

/**
 * The cache of one app. Reads are tried again when the failure may pass, and never when the server said no;
 * changes are tried again only by the person, except where the caller says otherwise.
 * `onSignedOut` is called when an answer says that the session is over, `onIdle` when one says that money is hidden because
 * nobody used the session for a while.
 */
export const createQueryClient = (onSignedOut: () => void, onIdle?: () => void): QueryClient => {
  const watch = (error: unknown) => {
    if (isSignedOut(error)) onSignedOut()
    if (errorCode(error) === 'SESSION_IDLE') onIdle?.()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < TRIES && isPassing(error),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  })
}

/**
 * Reads afresh what the given operations answered, once the stream is joined. What is on its way now was asked before
 * the stream was joined and may be older than its first event, so it is not waited for but asked again.
 */
export const resyncQueries = async (queryClient: QueryClient, operationIds: readonly string[]): Promise<void> => {
  await Promise.all(
    operationIds.map(async (operationId) => {
      await queryClient.cancelQueries({ queryKey: [operationId] })
      await queryClient.invalidateQueries({ queryKey: [operationId] })
    }),
  )
}
