import { useQueries, useQuery } from '@tanstack/react-query'
import type { Diagnosis } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { attentionOf, peopleAttention, receivedBills, suspects, type Attention } from './attention.ts'
import { useMyCases } from './use-my-cases.ts'

const newest = (status: 'failed' | 'unknown') =>
  apiQuery('listTransactions', { query: { limit: 6, kind: 'payment', status } })

const REQUESTS = apiQuery('listMoneyRequests', { query: { limit: 20, status: 'open' } })
const RECEIVED = apiQuery('listTransactions', { query: { limit: 6, kind: 'transfer', direction: 'in' } })

/** What needs a look now, with a clock that lets go of orders whose time is over. */
export const useAttention = (): { items: Attention[]; ready: boolean } => {
  const now = useNow(15_000)
  const failed = useQuery(newest('failed'))
  const unknown = useQuery(newest('unknown'))
  const cases = useMyCases()
  const bills = [...(unknown.data?.items ?? []), ...(failed.data?.items ?? [])]
  const asked = suspects(bills).filter((bill) => bill.status === 'failed')
  const answers = useQueries({
    queries: asked.map((bill) => apiQuery('diagnosePayment', { params: { payment_id: bill.payment_id ?? '' } })),
  })
  const requests = useQuery(REQUESTS)
  const received = useQuery(RECEIVED)
  const transfers = useQueries({
    queries: receivedBills(received.data?.items ?? [], now).map((bill) =>
      apiQuery('getTransfer', { params: { transfer_id: bill.transfer_id ?? '' } }),
    ),
  }).flatMap(({ data }) => (data ? [data] : []))
  const diagnoses = new Map<string, Diagnosis>(
    answers.flatMap(({ data }) => (data ? [[data.payment_id, data] as const] : [])),
  )
  return {
    items: [
      ...attentionOf(bills, diagnoses, [], now),
      ...peopleAttention(requests.data?.items ?? [], transfers, now),
      ...attentionOf([], new Map(), cases.data?.items ?? [], now),
    ],
    ready: !failed.isPending && !unknown.isPending && !cases.isPending && answers.every((answer) => !answer.isPending),
  }
}
