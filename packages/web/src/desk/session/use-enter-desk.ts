import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { StaffMember } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'

/** Goes into the desk as somebody: whatever another person left in the cache is gone. `next` is an address inside the desk. */
export const useEnterDesk = () => {
  const queryClient = useQueryClient()
  const router = useRouter()
  return (staff: StaffMember, next?: string) => {
    queryClient.clear()
    queryClient.setQueryData(apiQuery('getStaffMe', {}).queryKey, staff)
    // Only addresses of the desk itself: a link must not lead a signed-in person elsewhere.
    const inside = next !== undefined && /^\/(inbox|team|reconciliation|identity|account)(\/|$|\?)/.test(next)
    if (inside) router.history.push(`/desk${next}`)
    else void router.navigate({ to: '/' })
  }
}
