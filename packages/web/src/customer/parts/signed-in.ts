import { useQueryClient } from '@tanstack/react-query'
import type { Customer } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'
import { idleStore } from '../live/idle-store.ts'
import { forgetTypedIdentifier } from './use-typed-identifier.ts'

/** Somebody has signed in: nothing that was read before stays in memory, and the time without a touch begins anew. */
export const useTakeIn = () => {
  const queryClient = useQueryClient()
  return (customer: Customer) => {
    queryClient.clear()
    queryClient.setQueryData(apiQuery('getMe', {}).queryKey, customer)
    forgetTypedIdentifier()
    idleStore.unlock()
  }
}
