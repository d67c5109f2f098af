import { useQuery } from '@tanstack/react-query'
import { client } from '#shared/api/client.ts'

/** Whether this is a demo, where no message leaves the house and the bank is invented. The demo outbox is there only then. */
export const useDemo = (): boolean =>
  useQuery({
    queryKey: ['isDemo'],
    queryFn: () =>
      client('listDemoOutbox', { query: { limit: 1 } }).then(
        () => true,
        () => false,
      ),
    staleTime: Infinity,
    retry: false,
  }).data ?? false
