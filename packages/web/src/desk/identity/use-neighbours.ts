import { useQuery } from '@tanstack/react-query'
import { apiQuery } from '#shared/api/query.ts'

type Neighbours = { next: string | undefined; previous: string | undefined }

const around = (ids: readonly string[], id: string): Neighbours => {
  const at = ids.indexOf(id)
  // One that was just decided is in the list no more: the first of the rest follows.
  if (at < 0) return { next: ids[0], previous: undefined }
  return { next: ids[at + 1], previous: ids[at - 1] }
}

/** What stands before and after a submission among those that wait. */
export const useVerificationNeighbours = (id: string): Neighbours => {
  const list = useQuery(apiQuery('listVerificationReviews', { query: { status: 'in_review', limit: 100 } }))
  return around(list.data?.items.map((item) => item.id) ?? [], id)
}

/** What stands before and after a request among those that wait. */
export const useRecoveryNeighbours = (id: string): Neighbours => {
  const list = useQuery(apiQuery('listRecoveryReviews', { query: { status: 'in_review', limit: 100 } }))
  return around(list.data?.items.map((item) => item.id) ?? [], id)
}
